from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from extract.config import Settings, load_settings
from extract.errors import SettingsError
from extract.ingest import Failure, Item, Parsed, formats
from extract.ingest.formats import csv_, ninjs
from extract.records import Article

from .conftest import Read

STORY = (
    "The harbour stopped all its cranes on Monday after criminals encrypted the servers of the operator.\n\n"
    "Nine ships were waiting outside, a spokeswoman said, and nobody knew when the cranes would move again."
)


def articles(found: list[Parsed | Failure]) -> list[Article]:
    assert all(isinstance(one, Parsed) for one in found), found
    return [one.article for one in found if isinstance(one, Parsed)]


def codes(found: list[Parsed | Failure]) -> list[str]:
    return [one.diagnostic.code for one in found if isinstance(one, Failure)]


def save(folder: Path, name: str, data: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return file


# -- CSV -----------------------------------------------------------------------------------------------------


def test_csv_columns_are_known_by_their_usual_names(tmp_path: Path, read: Read) -> None:
    quoted = STORY.replace('"', '""')
    table = (
        "Article ID,Headline,Publication Date,Publication,Authors,Full Text,URL\r\n"
        f'7,Harbour shut,2024-06-03,Harbour News,"Maria Keller; Tom Okafor","{quoted}",https://example.org/port\r\n'
        ",,,,,,\r\n"
        "8,Cranes move,2024-06-04,,,The cranes moved again on Tuesday.,\r\n"
    )
    one, other = articles(read(save(tmp_path, "port.csv", table)))
    assert (one.id, one.title, one.published, one.published_from) == ("7", "Harbour shut", "2024-06-03", "input")
    assert (one.publisher, one.authors, one.url) == (
        "Harbour News",
        ("Maria Keller", "Tom Okafor"),
        "https://example.org/port",
    )
    assert one.text == f"Harbour shut\n\n{STORY}"
    assert (other.id, other.authors, other.text) == ("8", (), "Cranes move\n\nThe cranes moved again on Tuesday.")


def test_csv_columns_can_be_named(tmp_path: Path, read: Read) -> None:
    table = "teaser;artikel;when;title\nShut;All cranes stand.;3 June 2024;x\n"
    file = save(tmp_path, "port.csv", table)
    [failure] = read(file)
    assert isinstance(failure, Failure)
    assert failure.diagnostic.code == "no-text-column"
    assert failure.diagnostic.message.startswith("port.csv: none of its columns is known to hold the text: teaser, ")
    settings = load_settings(environ={}, columns={"text": "teaser+Artikel", "published": "when"})
    [article] = articles(read(file, settings=settings))
    assert (article.id, article.title, article.published) == ("port:1", "x", "2024-06-03")
    assert article.text == "x\n\nShut\n\nAll cranes stand."
    assert codes(read(file, settings=Settings(columns=("text=body",)))) == ["no-such-column"]


def test_columns_come_from_the_environment_and_are_checked() -> None:
    settings = load_settings(environ={"INCIDENT_EXTRACT_COLUMNS": "text=Full Text, title=Hed"})
    assert settings.column_of == {"text": "Full Text", "title": "Hed"}
    assert settings.sha256 == load_settings(environ={}, columns={"title": "Hed", "text": "Full Text"}).sha256
    for wrong in ("text", "text=", "body=x"):
        with pytest.raises(SettingsError, match="FIELD=COLUMN"):
            load_settings(environ={}, columns=[wrong])


@pytest.mark.parametrize(
    "data",
    [
        "sep=;\ntitle;text\nPort;“Shut” – closed\n".encode(),
        "\ufefftitle\ttext\nPort\t“Shut” – closed\n".encode(),
        "title|text\nPort|“Shut” – closed\n".encode("cp1252"),
        "title\ttext\nPort\t“Shut” – closed\n".encode("utf-16"),
        "\n\ntitle,text\r\nPort,“Shut” – closed".encode(),
    ],
)
def test_csv_dialects_and_encodings(tmp_path: Path, read: Read, data: bytes) -> None:
    [article] = articles(read(save(tmp_path, "port.csv", data)))
    assert (article.title, article.text) == ("Port", "Port\n\n“Shut” – closed")


def test_csv_rows_are_read_as_they_are_asked_for() -> None:
    stream = io.BytesIO(b"text\n" + b"Cranes stand.\n" * 200_000)
    rows = csv_.split(Item(id="a", path="a.csv", file=None, format="csv"), stream, Settings())
    next(rows)
    assert stream.tell() < 500_000


def test_csv_that_is_none(tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(read(save(tmp_path, "a.csv", b""))) == ["empty-file"]
    assert codes(read(save(tmp_path, "b.csv", b"\x89PNG\r\n\x1a\n\0\0"))) == ["binary-file"]
    monkeypatch.setattr(csv_, "LONGEST_LINE", 150_000)
    found = read(save(tmp_path, "c.csv", 'text\nfirst\n"never closed\nsecond\n'))
    assert [type(one).__name__ for one in found] == ["Parsed", "Parsed", "Failure"]
    assert codes(found) == ["broken-csv"]
    assert codes(read(save(tmp_path, "d.csv", "text\n" + "x" * 200_000))) == ["too-long"]
    assert codes(read(save(tmp_path, "e.csv", "title,text\nPort,\n"))) == ["no-text"]


# -- ninjs ---------------------------------------------------------------------------------------------------

PARAGRAPHS = "".join(f"<p>{part}</p>" for part in STORY.split("\n\n"))
FIRST: dict[str, Any] = {
    "uri": "urn:harbour:1", "type": "text", "versioncreated": "2024-06-05T01:00:00Z",
    "firstcreated": "2024-06-03T23:30:00-05:00",
    "byline": "By Maria Keller", "headline": "Harbour shut", "language": "en-GB",
    "provider": {"literal": "HN", "name": "Harbour News"},
    "body_text": "Too short.", "body_xhtml": f"<div>{PARAGRAPHS}</div>", "description_text": "Short",
}  # fmt: skip
SECOND: dict[str, Any] = {
    "uri": "https://example.org/port", "versionCreated": "2024-06-03T10:00:00Z", "by": "Maria Keller",
    "headlines": [{"role": "short", "value": "Shut"}, {"role": "main", "value": "Harbour shut"}],
    "bodies": [
        {"role": "main", "contentType": "text/plain", "value": STORY.replace("\n\n", " ")},
        {"role": "richtext", "contentType": "application/xhtml+xml", "value": PARAGRAPHS},
    ],
    "infoSources": [{"name": "Harbour News"}],
}  # fmt: skip


@pytest.mark.parametrize("record", [FIRST, SECOND])
@pytest.mark.parametrize("name", ["port.json", "port.jsonl", "port.ninjs"])
def test_ninjs(tmp_path: Path, read: Read, record: dict[str, Any], name: str) -> None:
    [article] = articles(read(save(tmp_path, name, json.dumps(record))))
    assert (article.id, article.title) == (record["uri"], "Harbour shut")
    assert article.text == f"Harbour shut\n\n{STORY}"
    assert (article.authors, article.publisher) == (("Maria Keller",), "Harbour News")
    assert (article.published, article.published_from) == ("2024-06-03", "metadata")


def test_ninjs_without_a_body_and_what_is_no_ninjs(tmp_path: Path, read: Read) -> None:
    picture = {"uri": "urn:x", "type": "picture", "versioncreated": "2024-06-03T10:00:00Z", "headline": "Cranes"}
    assert codes(read(save(tmp_path, "a.json", json.dumps(picture)))) == ["no-text"]
    assert not ninjs.is_ninjs({"uri": "urn:x", "text": STORY})


# -- feeds ---------------------------------------------------------------------------------------------------

RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour News</title><language>en-gb</language>
<item><title>Harbour shut &amp; silent</title><link>https://example.org/port</link><guid>urn:harbour:1</guid>
<pubDate>Mon, 03 Jun 2024 23:30:00 -0500</pubDate><dc:creator>Maria Keller</dc:creator>
<description>Cranes stand.</description><content:encoded><![CDATA[{PARAGRAPHS}]]></content:encoded></item>
<item><title>Cranes move</title><link>https://example.org/cranes</link>
<description>&lt;b&gt;The cranes&lt;/b&gt; moved again on Tuesday.</description></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour News</title>
<entry><id>urn:harbour:1</id><title>Harbour shut &amp; silent</title><link href="https://example.org/port"/>
<published>2024-06-03T23:30:00-05:00</published><author><name>Maria Keller</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{PARAGRAPHS}</div></content></entry></feed>"""


@pytest.mark.parametrize(("name", "feed"), [("port.rss", RSS), ("port.xml", RSS), ("port.atom", ATOM), ("port", ATOM)])
def test_feeds(tmp_path: Path, read: Read, name: str, feed: str) -> None:
    pytest.importorskip("feedparser")
    article, *others = articles(read(save(tmp_path, name, feed)))
    assert (article.id, article.title) == ("urn:harbour:1", "Harbour shut & silent")
    assert article.text == f"Harbour shut & silent\n\n{STORY}"
    assert (article.authors, article.publisher, article.url) == (
        ("Maria Keller",),
        "Harbour News",
        "https://example.org/port",
    )
    assert (article.published, article.published_from) == ("2024-06-03", "metadata")
    assert [(one.id, one.text) for one in others] == (
        [("https://example.org/cranes", "Cranes move\n\nThe cranes moved again on Tuesday.")] if feed == RSS else []
    )


def test_a_broken_feed_keeps_what_stands_before_the_fault(tmp_path: Path, read: Read) -> None:
    pytest.importorskip("feedparser")
    found = read(save(tmp_path, "port.rss", RSS[: RSS.index("<title>Cranes")]))
    assert codes(found)[-1] == "broken-feed"
    assert any(isinstance(one, Parsed) and one.article.title == "Harbour shut & silent" for one in found)
    assert codes(read(save(tmp_path, "b.rss", "no feed at all"))) == ["broken-feed"]
    assert codes(read(save(tmp_path, "c.rss", b""))) == ["empty-file"]


def test_entities_in_xml_are_refused(tmp_path: Path, read: Read) -> None:
    pytest.importorskip("feedparser")
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>{RSS[RSS.index("<rss") :]}'
    assert codes(read(save(tmp_path, "a.rss", bomb.replace("Cranes move", "&l9;")))) == ["unsafe-xml"]
    outside = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>{RSS[RSS.index("<rss") :]}'
    assert codes(read(save(tmp_path, "b.rss", outside.replace("Cranes move", "&x;")))) == ["unsafe-xml"]


def test_every_format_that_needs_an_extra_names_it() -> None:
    assert {one.extra for one in formats().values() if one.extra} >= {"html", "feeds"}
