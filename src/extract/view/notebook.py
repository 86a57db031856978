"""What a notebook shows of a record: the article with its marks beside its cards, as HTML without a script."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from extract.view.markup import data, template
from extract.view.reading import cards, reading

if TYPE_CHECKING:
    from extract.records import Extraction, Incident

__all__ = ["extraction_html", "incident_html"]


def extraction_html(record: Extraction) -> str:
    """The article with its marks, and its incidents, claims, entities and times."""
    return template("notebook.html").render(style=_style(), record=reading(record), card=None)


def incident_html(incident: Incident) -> str:
    """The card of an incident alone; its article is not at hand, so that entities and claims go by their ids."""
    (card,) = cards([incident])
    return template("notebook.html").render(style=_style(), record=None, card=card)


@cache
def _style() -> str:
    return data("record.css") + data("notebook.css")
