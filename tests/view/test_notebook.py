from __future__ import annotations

import re

import pytest

from extract.records import Extraction
from extract.view.notebook import extraction_html
from tags import Tags


def test_a_record_shows_its_article_and_cards(record: Extraction) -> None:
    html = record._repr_html_()
    tags = Tags(html)
    assert tags.open == []
    assert not tags.seen & {"script", "button"}
    text = re.sub(r"<style>.*?</style>|<[^>]*>", "", html, flags=re.DOTALL)
    assert "thieves stole 40 files" in text
    assert "Thieves stole files from Orbex." in text
    assert "data breach" in text
    assert html == record._repr_html_()


def test_an_incident_shows_its_card(record: Extraction) -> None:
    html = record.incidents[0]._repr_html_()
    assert Tags(html).open == []
    assert "Thieves stole files from Orbex." in html
    assert "Sweden" not in html


@pytest.mark.parametrize("hostile", ["</style><script>boom()</script>", "<img src=x onerror=boom()>"])
def test_whatever_a_record_holds_stays_text(record: Extraction, hostile: str) -> None:
    content = record.model_dump(mode="json")
    content["article"] |= {"text": content["article"]["text"] + hostile, "title": hostile, "blocks": []}
    content["entities"][0]["name"] = hostile
    content["incidents"][0] |= {"summary": hostile, "type": hostile}
    changed = Extraction.model_validate(content)
    for html in (changed._repr_html_(), changed.incidents[0]._repr_html_()):
        tags = Tags(html)
        assert tags.open == []
        assert not tags.seen & {"script", "img"}


def test_every_record_of_the_fixtures_shows(fixture_records: tuple[Extraction, ...]) -> None:
    for one in fixture_records:
        assert Tags(extraction_html(one)).open == []


@pytest.mark.parametrize("theme", ["data-jp-theme-light", "data-vscode-theme-kind"])
def test_colours_follow_the_notebook(record: Extraction, theme: str) -> None:
    assert theme in record._repr_html_()
