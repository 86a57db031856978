"""The same story, out of a file of each format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extract.config import Settings
from extract.ingest import Failure, Item, Parsed, discover, formats, parse
from extract.records import Article, Extraction

from . import story_files

if TYPE_CHECKING:
    from extract.pipeline import Pipeline

pytest.importorskip("trafilatura")
pytest.importorskip("feedparser")
pytest.importorskip("lxml")
pytest.importorskip("striprtf")
pytest.importorskip("docx")
pytest.importorskip("pypdf")

SECOND = {"newsml/story.xml": 2, "rtf/factiva.rtf": 2, "docx/nexis.docx": 2, "txt/lexis.txt": 2}
"""Files of two articles."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formats")
    story_files.write(folder)
    return folder


@pytest.fixture(scope="module")
def parsed(folder: Path) -> dict[str, list[Parsed]]:
    found: dict[str, list[Parsed]] = {}
    for one in discover([folder]):
        assert isinstance(one, Item), one
        name = max((name for name in story_files.FILES if str(one.path).startswith(name)), key=len)
        found.setdefault(name, []).append(parse(one, Settings()))
    return found


def body(article: Article) -> str:
    return "".join(article.text[one.start : one.end] + "\n\n" for one in article.blocks if one.kind == "story").strip()


def test_every_format_has_a_file(folder: Path) -> None:
    found = {one.format for one in discover([folder]) if isinstance(one, Item)}
    # A ninjs item in a .json file is read by way of JSON, a page in a WARC file by way of HTML.
    assert found | {"ninjs", "warc"} == formats().keys()
    assert not [one for one in discover([folder]) if isinstance(one, Failure)]


@pytest.mark.parametrize("name", story_files.FILES)
def test_the_story_and_its_metadata(parsed: dict[str, list[Parsed]], name: str) -> None:
    article = parsed[name][0].article
    assert len(parsed[name]) == SECOND.get(name, 1)
    assert article.title == story_files.TITLE
    assert body(article) == story_files.STORY
    without_fields = ("2024-06-04" in str(article.path) or name == "eml/story.eml") and "printed" not in name
    assert article.authors == (() if without_fields else (story_files.AUTHOR,))
    assert article.published == story_files.DAY
    assert article.publisher in (story_files.PUBLISHER, None)
    assert article.language == "en"
    others = [one.article for one in parsed[name][1:]]
    assert [one.title for one in others] == [story_files.OTHER_TITLE] * len(others)
    assert len({one.article.id for one in parsed[name]}) == len(parsed[name])


def test_all_have_one_signature(parsed: dict[str, list[Parsed]]) -> None:
    signatures = {name: those[0].article.signature for name, those in parsed.items()}
    assert len(set(signatures.values())) == 1, signatures
    assert None not in signatures.values()


def content(record: Extraction) -> dict[str, Any]:
    """Claims and incidents without offsets and ids, which count in the text with its byline."""
    claims = [
        (
            one.source and (one.source.text, one.source.kind), one.cue and one.cue.text,
            [part.text for part in one.content],
            one.quotation, one.stance, one.certainty, one.polarity,
        )
        for one in record.claims
    ]  # fmt: skip
    incidents = [
        (
            one.type, one.realis, one.status, one.summary, one.when.earliest, one.when.latest, one.when.basis,
            [part.text for part in one.triggers],
            {role: [part.text for part in parts] for role, parts in one.roles.items()},
            [(part.text, part.affected) for part in one.impact], len(one.claims),
        )
        for one in record.incidents
    ]  # fmt: skip
    return {"claims": claims, "incidents": incidents}


@pytest.mark.model
def test_the_story_gives_the_same_claims_and_incidents(parsed: dict[str, list[Parsed]], pipeline: Pipeline) -> None:
    records = dict(zip(parsed, pipeline.pipe([those[0] for those in parsed.values()]), strict=True))
    first = content(records["txt/2024-06-04.txt"])
    assert first["claims"]
    assert first["incidents"]
    for name, record in records.items():
        assert content(record) == first, name
