from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import pytest

from extract.config import Settings
from extract.ingest import Failure, Item, Parsed
from extract.ingest.formats import warc
from extract.records import Article

from . import story_files
from .conftest import Read

HTTP = "application/http; msgtype=response"


def save(folder: Path, name: str, data: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return file


def codes(found: list[Parsed | Failure]) -> list[str]:
    return [one.diagnostic.code for one in found if isinstance(one, Failure)]


def articles(found: list[Parsed | Failure]) -> list[Article]:
    assert not codes(found), found
    return [one.article for one in found if isinstance(one, Parsed)]


# -- WARC ----------------------------------------------------------------------------------------------------


def response(body: bytes, *fields: str) -> tuple[str, str, bytes]:
    head = "\r\n".join(("HTTP/1.1 200 OK", *fields))
    return "response", HTTP, f"{head}\r\n\r\n".encode() + body


def records(*pages: tuple[str, str, bytes]) -> bytes:
    return gzip.decompress(story_files.warc(*pages))


def test_pages_are_numbered_by_their_records_and_keep_their_address(tmp_path: Path, read: Read) -> None:
    pytest.importorskip("trafilatura")
    [article] = articles(read(save(tmp_path, "crawl.warc.gz", story_files.crawl())))
    assert (article.id, article.url, article.path) == ("crawl:3", story_files.URL, "crawl.warc.gz")
    assert article.published == story_files.DAY  # not the day of the crawl


def chunked(data: bytes) -> bytes:
    return b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (data[:99], data[99:], b""))


PAGE = story_files.page().encode()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (gzip.compress(PAGE), ("Content-Encoding: gzip",)),
        (PAGE, ("Content-Encoding: gzip", "Transfer-Encoding: chunked")),
        (chunked(PAGE), ("Transfer-Encoding: chunked",)),
        (chunked(gzip.compress(PAGE)), ("Transfer-Encoding: chunked", "Content-Encoding: gzip")),
        (zlib.compress(PAGE), ("Content-Encoding: deflate",)),
        (zlib.compress(PAGE)[2:-4], ("Content-Encoding: deflate",)),
        (PAGE.decode().replace("charset='utf-8'", "").encode("cp1252"), ("Content-Type: text/html; charset=cp1252",)),
    ],
)  # fmt: skip
def test_pages_as_servers_send_them(tmp_path: Path, read: Read, body: bytes, fields: tuple[str, ...]) -> None:
    pytest.importorskip("trafilatura")
    other = response(b"Not a page.", "Content-Type: image/png")
    data = records(response(body, *fields), other, response(PAGE))
    one, last = articles(read(save(tmp_path, "crawl.warc", data)))
    assert one.text == last.text
    assert "“We will not pay,”" in one.text
    assert [one.id, last.id] == ["crawl:1", "crawl:3"]


def test_a_page_in_brotli(tmp_path: Path, read: Read) -> None:
    pytest.importorskip("trafilatura")
    brotli = pytest.importorskip("brotli")
    data = records(response(brotli.compress(PAGE), "Content-Encoding: br"))
    assert [one.title for one in articles(read(save(tmp_path, "crawl.warc", data)))] == [story_files.TITLE]


def test_plain_text_and_wet(tmp_path: Path, read: Read) -> None:
    data = records(
        ("conversion", "text/plain", story_files.STORY.encode()),
        response(story_files.STORY.encode(), "Content-Type: text/plain"),
        ("revisit", HTTP, b"HTTP/1.1 200 OK\r\n\r\n"),
        ("metadata", "text/plain", b"x"),
    )
    assert [one.text for one in articles(read(save(tmp_path, "crawl.wet", data)))] == [story_files.STORY] * 2


def test_damaged_and_cut_records(tmp_path: Path, read: Read) -> None:
    text = story_files.STORY.encode()
    one, other = (records(("resource", "text/plain", text)) for _ in range(2))
    found = read(save(tmp_path, "a.warc", one + b"junk\r\njunk\r\n" + other + b"more junk\n"))
    assert [type(each).__name__ for each in found] == ["Parsed", "Failure", "Parsed", "Failure"]
    assert codes(found) == ["broken-warc"] * 2
    found = read(save(tmp_path, "b.warc", one + other.replace(b"Content-Length:", b"Content-Width:")))
    assert codes(found)[0] == "broken-warc"
    assert isinstance(found[0], Parsed)
    found = read(save(tmp_path, "c.warc", one + other[:-200]))
    assert codes(found) == ["truncated-file"]
    assert isinstance(found[0], Parsed)
    assert codes(read(save(tmp_path, "d.warc", "no records"))) == ["broken-warc"]


def test_a_bomb_in_a_page(tmp_path: Path, read: Read) -> None:
    bomb = gzip.compress(b"<p>" + b" " * 50_000_000)
    data = records(response(bomb, "Content-Encoding: gzip"), ("resource", "text/plain", story_files.STORY.encode()))
    found = read(save(tmp_path, "a.warc", data), settings=Settings(max_characters=10_000))
    assert codes(found) == ["too-long"]
    assert isinstance(found[1], Parsed)


def test_records_are_read_as_they_are_asked_for() -> None:
    one = records(("resource", "text/plain", story_files.STORY.encode()))
    stream = io.BytesIO(one * 1000)
    items = warc.split(Item(id="a", path="a.warc", file=None, format="warc"), stream, Settings())
    next(items)
    assert stream.tell() <= len(one) + 4


# -- XML of agencies -----------------------------------------------------------------------------------------


def test_nitf_of_the_new_york_times_corpus(tmp_path: Path, read: Read) -> None:
    pytest.importorskip("lxml")
    text = (
        '<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.3/nitf-3-3.dtd"><nitf><head>'
        "<docdata><doc-id id-string='1815754'/></docdata>"
        "<pubdata date.publication='20240604T000000' name='Gazette' ex-ref='https://g.example/1'/></head><body><body.head>"
        "<hedline><hl1>Harbour shut after attack</hl1></hedline><byline>By MARIA KELLER</byline>"
        "<dateline>LISBON, June 3</dateline></body.head><body.content>"
        "<block class='lead_paragraph'><p>LEAD: The harbour stopped.</p></block>"
        "<block class='full_text'><p>The harbour &amp; its cranes stopped early on <em>Monday</em>.</p>"
        "<p>Ships wait.</p></block>"
        "</body.content></body></nitf>"
    )
    [article] = articles(read(save(tmp_path, "1815754.xml", text)))
    assert (article.id, article.title, article.publisher) == ("1815754", "Harbour shut after attack", "Gazette")
    assert (article.published, article.authors, article.url) == ("2024-06-04", ("Maria Keller",), "https://g.example/1")
    story = "LISBON, June 3 - The harbour & its cranes stopped early on Monday.\n\nShips wait."
    assert article.text == f"Harbour shut after attack\n\n{story}"
    assert [block.kind for block in article.blocks] == ["headline", "dateline", "story"]


@pytest.mark.parametrize(
    "content",
    [
        "<inlineXML contenttype='application/xhtml+xml'><html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title>"
        "</head><body><p>The harbour <b>stopped</b>.</p><figure><figcaption>Cranes</figcaption></figure>"
        "<p>Ships wait.</p></body></html></inlineXML>",
        "<inlineData contenttype='text/html'>&lt;p>The harbour stopped.&lt;/p>&lt;p>Ships wait.&lt;/p></inlineData>",
        "<inlineData contenttype='text/plain'>The harbour stopped.\n\nShips wait.</inlineData>",
        "<inlineXML><story xmlns='urn:x'><p>The harbour stopped.</p><p>Ships wait.</p></story></inlineXML>",
    ],
)
def test_newsml_contents(tmp_path: Path, read: Read, content: str) -> None:
    pytest.importorskip("lxml")
    item = (
        "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:g:1' xml:lang='en-GB'><itemMeta>"
        "<provider literal='Gazette'/><versionCreated>2024-06-09T10:00:00Z</versionCreated>"
        "<firstCreated>2024-06-03T23:30:00-05:00</firstCreated></itemMeta><contentMeta><by>By Maria Keller</by>"
        f"<headline>Harbour shut</headline></contentMeta><contentSet>{content}</contentSet></newsItem>"
    )
    [article] = articles(read(save(tmp_path, "port.xml", item)))
    assert (article.id, article.text) == ("urn:g:1", "Harbour shut\n\nThe harbour stopped.\n\nShips wait.")
    assert (article.publisher, article.authors, article.published) == ("Gazette", ("Maria Keller",), "2024-06-03")


def test_xml_that_is_bad(tmp_path: Path, read: Read) -> None:
    pytest.importorskip("lxml")
    whole = story_files.nitf()
    assert codes(read(save(tmp_path, "a.xml", whole[:300]))) == ["broken-xml"]
    assert codes(read(save(tmp_path, "b.nitf", ""))) == ["empty-file"]
    assert codes(read(save(tmp_path, "c.xml", "<nitf><body/></nitf>"))) == ["no-text"]
    assert codes(read(save(tmp_path, "d.xml", "<newsItem><contentSet/></newsItem>"))) == ["no-text"]
    deep = "<nitf>" + "<block>" * 100_000 + "x" + "</block>" * 100_000 + "</nitf>"
    assert codes(read(save(tmp_path, "e.xml", deep))) == ["broken-xml"]
    secret = save(tmp_path, "secret.dat", "secret")
    for declaration in (f'SYSTEM "{secret.as_uri()}"', '"' + "ha" * 1000 + '"'):
        text = f"<!DOCTYPE nitf [<!ENTITY x {declaration}>]>{whole.replace('Hackers', '&x;')}"
        assert codes(read(save(tmp_path, "f.xml", text))) == ["unsafe-xml"]
        assert "secret" not in str(read(save(tmp_path, "f.xml", text.encode("utf-16")))[0])
    assert read(save(tmp_path, "g.xml", f'<!DOCTYPE nitf SYSTEM "{secret.as_uri()}">{whole}'))


def test_xml_that_is_no_news_is_passed_over(tmp_path: Path, read: Read) -> None:
    (tmp_path / "in").mkdir()
    file = save(tmp_path / "in", "sitemap.xml", "<urlset><url>https://example.org</url></urlset>")
    assert read(tmp_path / "in") == []
    assert codes(read(file)) == ["unknown-format"]
