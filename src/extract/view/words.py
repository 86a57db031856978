"""What types, roles and countries are called on a page, taken from the packs and lexicons."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from extract.domain import load_domain
from extract.errors import PackError
from extract.packs import load_toml

__all__ = ["country_name", "spaced", "type_label"]


def spaced(name: str) -> str:
    """A name of the schema or a pack in running text: `number_of_victim` is "number of victim"."""
    return name.replace("_", " ")


def type_label(name: str, packs: Iterable[str]) -> str:
    """What the packs call a type of incident; a pack that is not at hand leaves its name."""
    return next((label for pack in packs if (label := _labels(pack).get(name))), spaced(name))


@cache
def _labels(pack: str) -> dict[str, str]:
    try:
        return {name: kind.label for name, kind in load_domain(pack).types.items()}
    except PackError:
        return {}  # the records came from elsewhere; they can be read without the pack that made them


@cache
def country_name(code: str) -> str:
    """The usual English name of an ISO 3166-1 alpha-2 code; an unknown code stays as it is."""
    country = load_toml("lexicons/countries.toml")["countries"].get(code, {})
    return str(country.get("names", [code])[0])
