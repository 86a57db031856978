from __future__ import annotations

import builtins
import io
import json
from pathlib import Path

import pytest

from extract.config import Settings
from extract.errors import ArticleError, FormatError
from extract.ingest import Draft, Failure, Format, Item, discover, formats, parse, registry
from extract.ingest.formats import html, json_, markdown

STORY = (
    "The harbour stopped all its cranes on Monday after criminals encrypted the servers of the operator.\n\n"
    "Nine ships were waiting outside, a spokeswoman said, and nobody knew when the cranes would move again."
)
PARAGRAPHS = "".join(f"<p>{part}</p>" for part in (STORY * 3).split("\n\n"))


@pytest.mark.parametrize("one", formats().values(), ids=formats())
def test_every_format_keeps_the_contract(one: Format) -> None:
    assert one.suffixes
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in one.suffixes)
    assert one in registry.by_suffix()[one.suffixes[0]]
    assert one.parse.__doc__
    with pytest.raises(ArticleError) as caught:
        one.parse(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0")
    assert caught.value.code == "binary-file"


def test_formats_of_other_packages_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class Entry:
        name = "csv"
        value = "other:FORMAT"

        def __init__(self, loaded: object) -> None:
            self.loaded = loaded

        def load(self) -> object:
            if isinstance(self.loaded, Exception):
                raise self.loaded
            return self.loaded

    other = Format(name="csv", suffixes=(".csv",), parse=lambda data: Draft(text=data.decode()))
    for loaded in (other, ImportError("no csv"), "no format"):
        monkeypatch.setattr(registry, "plugins", lambda group, loaded=loaded: [Entry(loaded)])
        if loaded is other:
            assert registry.formats.__wrapped__()["csv"] is other
        else:
            with pytest.raises(FormatError, match="csv"):
                registry.formats.__wrapped__()


# -- JSON ----------------------------------------------------------------------------------------------------


def split(data: bytes, path: str = "a.jsonl") -> list[Item | Failure]:
    item = Item(id="a", path=path, file=None, format="json")
    return list(json_.split(item, io.BytesIO(data), Settings()))


def test_keys_of_our_own() -> None:
    record = {
        "id": 7, "title": "Harbour shut", "text": STORY, "published": "2024-06-03",
        "publisher": "Harbour News",
        "url": "https://example.org/port", "authors": ["Maria Keller"], "gold": {"claims": []},
    }  # fmt: skip
    draft = json_.parse(json.dumps(record).encode())
    assert (draft.id, draft.title, draft.text) == ("7", "Harbour shut", STORY)
    assert (draft.published, draft.published_from) == ("2024-06-03", "input")
    assert (draft.publisher, draft.url, draft.authors) == (
        "Harbour News",
        "https://example.org/port",
        ("Maria Keller",),
    )


def test_keys_of_news_please_and_newspaper() -> None:
    please: dict[str, object] = {
        "authors": [], "date_publish": "2024-06-03 17:03:00", "date_modify": None, "maintext": STORY,
        "title": "Port",
        "source_domain": "example.org", "url": "https://example.org/port", "description": "Short",
        "language": "en",
    }  # fmt: skip
    draft = json_.parse(json.dumps(please).encode())
    assert (draft.text, draft.published, draft.publisher) == (STORY, "2024-06-03 17:03:00", "example.org")
    assert (draft.description, draft.language) == ("Short", "en")
    paper = {
        "publish_date": "2024-06-03T00:00:00",
        "text": STORY,
        "source_url": "https://example.org",
        "authors": "Maria Keller",
    }
    draft = json_.parse(json.dumps(paper).encode())
    assert (draft.published, draft.url, draft.authors) == (
        "2024-06-03T00:00:00",
        "https://example.org",
        ("Maria Keller",),
    )


def test_values_of_other_shapes() -> None:
    record = {
        "body": ["One.", "Two."], "publisher": {"name": "Harbour News"},
        "authors": [{"name": "Maria Keller"}, None],
        "published": {"$date": 1717408800000}, "title": None, "url": 3,
    }  # fmt: skip
    draft = json_.parse(json.dumps(record).encode())
    assert (draft.text, draft.publisher, draft.authors) == ("One.\n\nTwo.", "Harbour News", ("Maria Keller",))
    assert (draft.published, draft.title, draft.url) == (1717408800000, None, None)


def test_a_description_is_better_than_nothing() -> None:
    draft = json_.parse(json.dumps({"maintext": None, "description": "Harbour shut."}).encode())
    assert draft.text == "Harbour shut."
    assert [one.code for one in draft.diagnostics] == ["description-only"]


def test_lines_are_items_with_their_numbers() -> None:
    found = split(b'\xef\xbb\xbf{"text": "one"}\r\n\n{broken\n{"text": "three"}')
    assert [(item.id, item.index, item.payload) for item in found if isinstance(item, Item)] == [
        ("a:1", 1, b'{"text": "one"}'),
        ("a:3", 3, b"{broken"),
        ("a:4", 4, b'{"text": "three"}'),
    ]
    with pytest.raises(ArticleError, match=r"^a\.jsonl:3: no JSON"):
        parse(found[1], Settings())  # type: ignore[arg-type]


def test_lines_are_read_as_they_are_asked_for() -> None:
    stream = io.BytesIO(b'{"text": "one"}\n' * 1000)
    items = json_.split(Item(id="a", path="a.jsonl", file=None, format="json"), stream, Settings())
    next(items)
    assert stream.tell() < 100


def test_an_overlong_line_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_, "MAX_LINE", 100)
    found = split(b'{"text": "one"}\n' + b"x" * 1050 + b'\n{"text": "three"}\n')
    assert [(type(one).__name__, one.id) for one in found] == [
        ("Item", "a:1"),
        ("Failure", "a:2"),
        ("Item", "a:3"),
    ]
    assert isinstance(found[1], Failure)
    assert found[1].diagnostic.code == "too-long"


def test_a_list_keeps_what_stands_before_a_fault() -> None:
    found = split(b'[{"text": "one"},\n {"text": "two"}, {"text', "a.json")
    assert [one.payload for one in found if isinstance(one, Item)] == [b'{"text": "one"}', b'{"text": "two"}']
    assert isinstance(found[-1], Failure)
    assert found[-1].diagnostic.message.startswith("a.json:3: no JSON")
    assert split(b"[]", "a.json") == []


def test_one_object_is_one_item_however_it_is_laid_out() -> None:
    for data in (b'{"text": "one"}\n', b'{\n "text": "one"\n}\n'):
        [item] = split(data, "a.json")
        assert (item.id, getattr(item, "index", 0)) == ("a", None)
    assert len(split(b'{"text": "one"}\n\n{"text": "two"}\n', "a.json")) == 2


# -- Markdown ------------------------------------------------------------------------------------------------


def test_markdown() -> None:
    draft = markdown.parse(b"""---
title: "Harbour shut"
date: 2024-06-03
author: [Maria Keller, Tom Okafor]
url: https://example.org/port
tags:
  - ports
  - ransom
---
# Harbour shut

The [harbour](https://example.org "x") of **Lisbon** *stopped* all `crane.exe` on Monday.

> We paid nothing, snake_case_name and 2 * 3 * 4 said.

![Cranes](x.png)

* one
* two \\* three
***
""")
    assert (draft.title, draft.published, draft.url) == (
        "Harbour shut",
        "2024-06-03",
        "https://example.org/port",
    )
    assert draft.authors == ("Maria Keller", "Tom Okafor")
    assert [line for line in draft.text.split("\n") if line.strip()] == [
        "Harbour shut",
        "The harbour of Lisbon stopped all crane.exe on Monday.",
        "We paid nothing, snake_case_name and 2 * 3 * 4 said.",
        "Cranes",
        "- one",
        "- two * three",
    ]


def test_markdown_without_front_matter() -> None:
    draft = markdown.parse(b"Harbour shut\n============\n\nCranes stand.\n\n## Ships\n\nNine wait.")
    assert draft.title == "Harbour shut"
    assert [line for line in draft.text.split("\n") if line.strip()] == [
        "Harbour shut",
        "Cranes stand.",
        "Ships",
        "Nine wait.",
    ]


# -- HTML ----------------------------------------------------------------------------------------------------

LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebPage", "name": "x"},
        {
            "@type": ["NewsArticle"], "headline": "Harbour shut after attack",
            "datePublished": "2024-06-03T23:30:00-05:00",
            "dateModified": "2024-06-09",
            "author": [{"@id": "#maria"}, {"@type": "Person", "name": "By Tom Okafor"}],
            "publisher": {"@type": "Organization", "name": "Harbour News"},
        },
        {"@type": "Person", "@id": "#maria", "name": "Maria Keller"},
    ],
}  # fmt: skip


def page(head: str = "", body: str = PARAGRAPHS) -> bytes:
    body = f"<body><article>{body}</article></body>"
    return f"<!DOCTYPE html><html lang='en'><head>{head}</head>{body}</html>".encode()


def test_html_takes_what_the_page_states() -> None:
    pytest.importorskip("trafilatura")
    script = f"<script type='application/ld+json'>{json.dumps(LINKED)}</script>"
    meta = "<meta property='og:title' content='Other'><meta name='author' content='Other Person'>"
    draft = html.parse(page(script + meta + "<link rel='canonical' href='https://example.org/port'>"))
    assert (draft.title, draft.publisher) == ("Harbour shut after attack", "Harbour News")
    assert draft.authors == ("Maria Keller", "Tom Okafor")
    assert (draft.published, draft.published_from) == ("2024-06-03", "metadata")
    assert (draft.url, draft.language) == ("https://example.org/port", "en")
    assert draft.text.split("\n\n")[0] == STORY.split("\n\n", maxsplit=1)[0]
    assert draft.diagnostics == ()


def test_html_falls_back_to_meta_tags_and_the_page() -> None:
    pytest.importorskip("trafilatura")
    draft = html.parse(
        page(
            "<title>Harbour shut after attack | Harbour News</title>"
            "<meta property='og:site_name' content='Harbour News'>"
            "<meta property='article:published_time' content='2024-06-03T10:00:00Z'>",
            f"<p class='byline'>By Maria Keller</p>{PARAGRAPHS}<div id='comments'><a rel='author'>Tom Okafor</a></div>",
        )
    )
    assert (draft.title, draft.authors, draft.published) == (
        "Harbour shut after attack",
        ("Maria Keller",),
        "2024-06-03",
    )


def test_html_says_when_a_date_is_a_guess() -> None:
    pytest.importorskip("trafilatura")
    draft = html.parse(page(body=f"<p>Published on June 3, 2024</p>{PARAGRAPHS}"))
    assert draft.published == "2024-06-03"
    assert [one.code for one in draft.diagnostics] == ["guessed-date"]
    assert html.parse(page()).published is None


@pytest.mark.parametrize("data", [page(body=""), b"<html></html>", b"no markup at all"])
def test_html_without_text(data: bytes) -> None:
    pytest.importorskip("trafilatura")
    with pytest.raises(ArticleError) as caught:
        html.parse(data)
    assert caught.value.code == "no-text"


def test_html_without_its_extra_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = builtins.__import__

    def without(name: str, *args: object, **kwargs: object) -> object:
        if name.partition(".")[0] == "trafilatura":
            raise ImportError(name)
        return whole(name, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(FormatError, match=r'pip install "incident-extract\[html\]"'):
        html.parse(page())


def test_one_story_has_the_same_text_in_every_format(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    title = "Harbour shut after attack"
    (tmp_path / "a.txt").write_text(f"{title}\n\n{STORY}\n", encoding="utf-8")
    (tmp_path / "b.md").write_text(f"# {title}\n\n{STORY}\n", encoding="utf-8")
    (tmp_path / "c.json").write_text(json.dumps({"title": title, "text": STORY}), encoding="utf-8")
    (tmp_path / "d.jsonl").write_text(json.dumps({"title": title, "text": STORY}) + "\n", encoding="utf-8")
    (tmp_path / "e.html").write_bytes(
        page(
            f"<title>{title}</title>",
            f"<h1>{title}</h1>" + "".join(f"<p>{part}</p>" for part in STORY.split("\n\n")),
        )
    )
    articles = [parse(item, Settings()).article for item in discover([tmp_path]) if isinstance(item, Item)]
    assert len(articles) == 5
    assert {(one.title, one.text, one.blocks) for one in articles} == {
        (title, f"{title}\n\n{STORY}", articles[0].blocks)
    }
