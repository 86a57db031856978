"""What pages state about their article, as news sites write it; one small page for each way."""

from __future__ import annotations

import json
from typing import Any

import pytest

lxml_html = pytest.importorskip("lxml.html")
pytest.importorskip("htmldate")

from extract.ingest import page as pages  # noqa: E402  needs the extra

STORY = (
    "The harbour stopped all its cranes on Monday after criminals encrypted the servers of the operator, "
    "which said that nine ships were waiting outside and that nobody knew when the cranes would move again, "
    "while the police asked the other ports of the coast to look after their own servers."
)
TITLE = "Harbour shut after attack"


def page(head: str = "", body: str = "", linked: object = None) -> pages.Page:
    script = f"<script type='application/ld+json'>{json.dumps(linked)}</script>" if linked else ""
    return pages.read(
        lxml_html.fromstring(
            f"<html><head>{head}{script}</head><body><div><main>{body}<p>{STORY}</p></main></div></body></html>"
        )
    )


def authors(head: str = "", body: str = "", linked: object = None) -> tuple[str, ...]:
    one = page(head, body or f"<h1>{TITLE}</h1>", linked)
    return pages.authors(one, tuple(pages.near_headline(one)))


def dated(head: str = "", body: str = "", linked: object = None) -> tuple[str | None, bool]:
    one = page(head, body or f"<h1>{TITLE}</h1>", linked)
    found = pages.published(one, tuple(pages.near_headline(one)))
    return (found.day, found.guess is not None) if found else (None, False)


def article(**keys: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **keys}


PERSON = {"@type": "Person", "name": "Maria Keller"}
MARIA = ("Maria Keller",)


@pytest.mark.parametrize(
    ("linked", "names"),
    [
        (article(author="Maria Keller"), MARIA),
        (article(author=PERSON), MARIA),
        (article(author=[PERSON, {"@type": "Person", "name": "Tom Okafor"}]), ("Maria Keller", "Tom Okafor")),
        (article(author={"@type": "Person", "name": ["Maria Keller", "Tom Okafor"]}), ("Maria Keller", "Tom Okafor")),
        (article(author={"@type": "Person", "name": "By Maria Keller, Staff Writer"}), MARIA),
        ([{"@type": "BreadcrumbList"}, article(author=PERSON)], MARIA),
        ({"@graph": [article(author={"@id": "#m"}), {"@id": "#m", **PERSON}]}, MARIA),
        ({"@type": "WebPage", "mainEntity": article(author=PERSON)}, MARIA),
        (article(author={"name": "Harbour News"}, publisher={"name": "Harbour News"}), ()),
        (article(author={"name": "Harbour News Staff"}), ()),
        (article(author={"name": "https://example.org/maria"}), ()),
        (article(author=None, creator=["Maria Keller"]), MARIA),
        ({**article(author=PERSON), "@type": ["Article", "ReportageNewsArticle"]}, MARIA),
    ],
)
def test_authors_of_json_ld(linked: object, names: tuple[str, ...]) -> None:
    assert authors(linked=linked) == names


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("<meta name='author' content='Maria Keller'>", MARIA),
        ("<meta name='author' content='MARIA KELLER, maria keller'>", MARIA),
        ("<meta property='article:author' content='https://facebook.com/maria'>", ()),
        ("<meta property='article:author' content='Maria Keller'>", MARIA),
        ("<meta name='dc.creator' content='Keller, Maria'>", MARIA),
        ("<meta name='citation_author' content='Keller, Maria'><meta name='citation_author' content='Okafor, T. B.'>",
         ("Maria Keller", "T. B. Okafor")),
        ("<meta name='parsely-author' content='Maria Keller'>", MARIA),
        ("<meta name='sailthru.author' content='Maria Keller'>", MARIA),
        ("<meta name='byl' content='By Maria Keller'>", MARIA),
        ("<meta name='author' content='admin'><meta name='parsely-author' content='Maria Keller'>", MARIA),
        ("<meta property='og:site_name' content='The Harbour News'><meta name='author' content='Harbour News'>", ()),
        ("<meta name='author' content='Maria Keller (maria@example.org)'>", MARIA),
        ("<meta name='author' content='Maria Keller, @mkeller, 4 Min Read'>", MARIA),
        ("<meta name='twitter:creator' content='@mkeller'>", ()),
        ("<meta name='author' content='mkeller'>", ()),
        ("<meta name='author' content='By Maria Keller, BBC News, New York'>", MARIA),
    ],
)  # fmt: skip
def test_authors_of_meta_tags(head: str, names: tuple[str, ...]) -> None:
    assert authors(head=head) == names


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("<h1>x y z</h1><a rel='author' href='/a'>Maria Keller</a>", MARIA),
        ("<h1>x y z</h1><span itemprop='author'><span itemprop='name'>Maria Keller</span>, Editor</span>", MARIA),
        ("<h1>x y z</h1><a href='/author/maria'>Maria Keller</a>, <a href='/author/tom'>Tom Okafor</a>",
         ("Maria Keller", "Tom Okafor")),
        ("<h1>x y z</h1><p class='byline'>By Maria Keller</p>", MARIA),
        ("<h1>x y z</h1><p class='post-author-name'>Maria Keller</p>", MARIA),
        ("<h1>x y z</h1><div>By <b>Maria Keller</b> | June 3, 2024</div>", MARIA),
        ("<h1>x y z</h1><span>By</span><span><a>Maria Keller</a></span>", MARIA),
        ("<h1>x y z</h1><div>Posted by Maria Keller on June 3, 2024</div>", MARIA),
        ("<h1>x y z</h1><div>Maria Keller Thursday</div>", ()),
        ("<h1>x y z</h1><div class='comments'><a rel='author'>Tom Okafor</a></div>", ()),
        ("<h1>x y z</h1><aside><a href='/author/tom'>Tom Okafor</a></aside>", ()),
        ("<h1>x y z</h1><li class='related-story'><span class='author'>Tom Okafor</span></li>", ()),
        ("<h1>x y z</h1><div class='card'><i class='author'>A B</i></div><span class='author'>Tom Okafor</span>"
         "<span class='author'>Ana Reis</span>", ()),
    ],
)  # fmt: skip
def test_authors_that_the_page_shows(body: str, names: tuple[str, ...]) -> None:
    assert authors(body=body) == names


def test_a_site_may_have_its_authors_name() -> None:
    site = "<meta property='og:site_name' content='Maria Keller'>"
    assert authors(f"{site}<meta name='author' content='Maria Keller'>") == MARIA
    site = "<meta property='og:site_name' content='Maria News'>"
    assert authors(f"{site}<meta name='author' content='Maria News'>") == ()


def test_two_statements_that_agree_win_over_the_one_they_contradict() -> None:
    shown = f"<h1>{TITLE}</h1><p>By <a rel='author'>Maria Keller</a></p>"
    meta = "<meta name='parsely-author' content='Maria Keller'>"
    assert authors(meta, shown, article(author={"name": "Web Uploader"})) == MARIA
    assert authors("", f"<h1>{TITLE}</h1>", article(author={"name": "Web Uploader"})) == ("Web Uploader",)


def test_the_byline_that_shows_more_names_wins() -> None:
    shown = f"<h1>{TITLE}</h1><p>By Maria Keller and Tom Okafor</p>"
    assert authors("", shown, article(author=PERSON)) == ("Maria Keller", "Tom Okafor")


@pytest.mark.parametrize(
    ("head", "body", "linked", "day", "guess"),
    [
        ("", "", article(datePublished="2024-06-03T10:00:00Z", dateModified="2024-06-09"), "2024-06-03", False),
        ("", "", {"@type": "WebPage", "datePublished": "2024-06-03"}, "2024-06-03", False),
        ("<meta property='article:published_time' content='2024-06-03T10:00:00Z'>", "", None, "2024-06-03", False),
        ("<meta property='article:modified_time' content='2024-06-09'>", "", None, "2024-06-09", True),
        ("<meta name='dc.date.issued' content='2024-06-03'>", "", None, "2024-06-03", False),
        ("<meta name='parsely-pub-date' content='2024-06-03T10:00:00Z'>", "", None, "2024-06-03", False),
        ("<meta name='sailthru.date' content='2024-06-03 10:00:00'>", "", None, "2024-06-03", False),
        ("<meta name='citation_publication_date' content='2024/06/03'>", "", None, "2024-06-03", False),
        ("<meta itemprop='datePublished' content='2024-06-03'>", "", None, "2024-06-03", False),
        ("", "<h1>x y z</h1><time itemprop='datePublished' datetime='2024-06-03'>x</time>", None, "2024-06-03", False),
        ("", "<h1>x y z</h1><time pubdate datetime='2024-06-03'>x</time>", None, "2024-06-03", False),
        ("", "<h1>x y z</h1><div>Published: June 3, 2024</div>", None, "2024-06-03", False),
        ("", "<h1>x y z</h1><div>Letters for June 4, 2024</div><p>PUBLISHED: June 3, 2024 | UPDATED: June 9, 2024</p>",
         None, "2024-06-03", False),
        ("", "<h1>x y z</h1><div>Monday, 3 June 2024</div>", None, "2024-06-03", True),
        ("", "<h1>x y z</h1><div>June 3, 2024 | Updated: June 9, 2024</div>", None, "2024-06-03", True),
        ("", "<h1>x y z</h1><time class='updated' datetime='2024-06-09'>a</time>"
         "<time class='entry-date' datetime='2024-06-03'>b</time>", None, "2024-06-03", True),
        ("<link rel='canonical' href='https://example.org/2024/06/03/port'>", "", None, "2024-06-03", True),
        ("<link rel='canonical' href='https://example.org/2024/jun/03/port'>", "", None, "2024-06-03", True),
    ],
)  # fmt: skip
def test_dates(head: str, body: str, linked: object, day: str | None, guess: bool) -> None:
    assert dated(head, body, linked) == (day, guess)


def test_the_day_printed_beside_the_headline_is_the_readers() -> None:
    late = article(datePublished="2024-06-04T02:30:00Z")
    one = page("", f"<h1>{TITLE}</h1><div>June 3, 2024, 10:30 p.m. EDT</div>", late)
    found = pages.published(one, tuple(pages.near_headline(one)))
    assert found == pages.Dated("2024-06-03", other="2024-06-04")
    assert dated("", f"<h1>{TITLE}</h1><div>June 3, 2014</div>", late) == ("2024-06-04", False)
    assert dated("", f"<h1>{TITLE}</h1><div>Updated June 5, 2024</div>", late) == ("2024-06-04", False)


SITE = "<meta property='og:site_name' content='Harbour News'>"


@pytest.mark.parametrize(
    ("head", "body", "wanted"),
    [
        (f"<title>{TITLE} | Harbour News</title>", f"<h1>{TITLE}</h1>", TITLE),
        (f"{SITE}<title>{TITLE} - Harbour News</title>", "", TITLE),
        (f"{SITE}<title>Harbour News: {TITLE}</title>", "", TITLE),
        (f"{SITE}<title>Harbour News | {TITLE}</title>", "", TITLE),
        (f"<title>{TITLE} | World | Harbour News</title>", "", TITLE),
        (f"<title>Harbour News » Archive » {TITLE}</title>", "<h1>Harbour News</h1>", TITLE),
        (f"{SITE}<meta property='og:title' content='{TITLE}'>", "<h1>Harbour News</h1>", TITLE),
        (f"<meta property='og:title' content='{TITLE}'>", f"<h1><a>Local | </a><b>{TITLE}</b></h1>", TITLE),
        (f"<meta property='og:title' content='{TITLE}'>", f"<h1>{TITLE}<small>Cranes stand still</small></h1>", TITLE),
        ("<meta property='og:title' content='Harbour shut after...'>", f"<h1>{TITLE}</h1>", TITLE),
        ("<meta property='og:title' content='Ports &amp;amp; ships'>", "", "Ports & ships"),
        ("<title>Ransomware - what ports must know</title>", "", "Ransomware - what ports must know"),
        ("<title>Penny - Harbour Wiki</title>", "<h1>Penny</h1>", "Penny"),
        ("", f"<h1>{TITLE}</h1>", TITLE),
        ("", f"<h2>{TITLE}</h2>", TITLE),
        ("", "", None),
    ],
)
def test_titles(head: str, body: str, wanted: str | None) -> None:
    assert pages.title(page(head, body)) == wanted


def test_address_publisher_language_and_body() -> None:
    one = page(
        "<meta property='og:url' content='https://example.org/port'><link rel='canonical' href='/port'>"
        "<meta property='og:locale' content='en_GB'>",
        linked={"@graph": [article(publisher={"@id": "#p"}, articleBody=" x "), {"@id": "#p", "name": "Harbour News"}]},
    )
    assert (one.url, one.publisher, one.language, one.body) == (
        "https://example.org/port",
        "Harbour News",
        "en_GB",
        "x",
    )
    front = "<meta property='og:url' content='https://example.org/port'>"
    assert page(f"<link rel='canonical' href='https://example.org/'>{front}").url == "https://example.org/port"
    assert page(SITE).publisher == "Harbour News"
    assert page(SITE.replace("News", "News | Ports, Ships")).publisher == "Harbour News"
    assert page(linked=article(articleBody="&lt;p&gt;One <b>x</b>.&lt;/p&gt;&lt;p&gt;2 < 3.&lt;/p&gt;")).body == (
        "One x.\n\n2 < 3."
    )


def test_the_object_of_this_page_is_taken_among_several() -> None:
    linked = [
        article(headline="Another story", url="https://example.org/other", author={"name": "Tom Okafor"}),
        article(url="https://example.org/port", author=PERSON),
    ]
    assert authors("<link rel='canonical' href='https://example.org/port'>", linked=linked) == MARIA


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "Harbour\nshut", "author": "Maria Keller",}',
        '<!-- {"@type": "NewsArticle", "author": "Maria Keller"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "author": "Maria Keller"}\n//]]>',
        '{"@type": "NewsArticle", "author": "Maria Keller"};',
    ],
)
def test_json_ld_as_sites_break_it(script: str) -> None:
    assert authors(f"<script type='application/ld+json'>{script}</script>") == MARIA
    assert authors("<script type='application/ld+json'>{broken</script>") == ()


def test_what_is_too_long_for_a_title_or_a_byline_is_passed_over() -> None:
    many = "a b | " * 20_000
    assert pages.title(page(f"<title>{many}</title>", f"<h1>{TITLE}</h1>")) == TITLE
    assert pages.title(page(f"<title>{many}</title>", f"<h1>{many}</h1>")) is None
    assert authors(f"<meta name='author' content='{'Maria Keller, ' * 20_000}'>") == MARIA
    assert authors("", f"<h1>{TITLE}</h1>{'<span>By</span>' * 2_000}") == ()
