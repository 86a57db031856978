"""The page in a browser, without a network."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser import chromium
from extract.cases import Case
from extract.records import Extraction
from extract.view import write_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

Open = Callable[..., "Page"]
HOSTILE = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def page_file(fixture_records: tuple[Extraction, ...], case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    hostile = fixture_records[0].model_copy(update={"article": _hostile(fixture_records[0])})
    return written(tmp_path_factory.mktemp("page") / "out.html", *fixture_records, hostile, cases=[case])


@pytest.fixture
def open_page(browser: Browser, page_file: Path) -> Iterator[Open]:
    contexts = []

    def opened(file: Path = page_file, fragment: str = "", *, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: loaded.append(request.url))
        page.goto(f"{file.as_uri()}{fragment}")
        page.wait_for_selector("body[data-ready]")
        return page

    problems: list[str] = []
    loaded: list[str] = []
    yield opened
    for context in contexts:
        context.close()
    assert problems == []
    assert all(url.startswith(("file:", "blob:")) for url in loaded)


def _hostile(record: Extraction) -> Any:
    article = record.article
    return article.model_copy(update={"id": "hostile", "title": HOSTILE, "text": f"{article.text}\n\n{HOSTILE}"})


def written(file: Path, *records: Extraction, cases: Iterable[Case] = ()) -> Path:
    with file.open("wb") as stream:
        write_page(records, stream, name="out.jsonl", cases=cases)
    return file


def rows(page: Page) -> list[str]:
    return page.locator(".row .summary").all_inner_texts()


def listed(page: Page) -> int:
    """How many results there are, in sight or not."""
    return int(page.locator("#found").inner_text().split()[0])


def wait_for_rows(page: Page, count: int) -> None:
    if count:
        page.wait_for_selector(f".row[aria-setsize='{count}']")
    else:
        page.wait_for_selector(".row", state="detached")


def chip(page: Page, name: str, value: str) -> None:
    if not page.locator("#filters").evaluate("(one) => one.open"):
        page.click("#filters > summary")
    page.locator(f"#f-{name} label", has=page.locator(f"input[value={value}]")).click()


def read(page: Page, article: str) -> None:
    page.evaluate("(article) => { location.hash = `article=${article}`; }", article)
    page.wait_for_selector("#reading:not([hidden]) #text > *")


def flashing(page: Page) -> list[str]:
    return page.locator("#text .flash").all_inner_texts()


def test_lists_and_filters(open_page: Open) -> None:
    page = open_page()
    every = rows(page)
    chip(page, "type", "ransom")
    ransom = rows(page)
    assert 0 < len(ransom) < len(every)
    assert set(page.locator(".row .first b").all_inner_texts()) == {"ransomware attack or extortion"}
    assert "type=ransom" in page.url
    page.click("#clear")
    page.fill("#f-victim", "veldt")
    assert rows(page)
    assert all("Veldt" in row for row in rows(page))
    page.click("#clear")
    page.fill("#f-from", "2022-03-01")
    page.fill("#f-to", "2022-03-31")
    assert any("Corvina Freight" in row for row in rows(page))
    assert not any("Veldt" in row for row in rows(page))
    page.click("#clear")
    chip(page, "status", "alleged")
    assert set(page.locator(".row .status").all_inner_texts()) == {"alleged"}
    page.click("#clear")
    page.select_option("#f-blamed", "CN")
    assert 0 < len(rows(page)) < len(every)
    page.click("#tab-articles")
    assert any("Slovenian agency" in row for row in rows(page))


def test_search_finds_names_and_words_of_the_text(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("/")
    page.keyboard.type("negotiating PAPERS")
    page.click("#tab-articles")
    wait_for_rows(page, 1)
    assert "Slovenian agency" in rows(page)[0]
    page.fill("#search", "zzzz")
    wait_for_rows(page, 0)


def test_the_address_brings_back_what_was_shown(open_page: Open) -> None:
    page = open_page()
    chip(page, "type", "data_breach")
    page.click(".row >> nth=0")
    page.wait_for_selector("#text > *")
    again = open_page(fragment="#" + page.url.partition("#")[2])
    assert again.locator("#found").inner_text() == page.locator("#found").inner_text()
    assert again.locator("#active").inner_text() == "data breach · happened: yes"
    assert again.locator("#text").inner_text() == page.locator("#text").inner_text()
    page.go_back()
    page.wait_for_selector("#overview:not([hidden])")


def test_fields_jump_to_the_words_that_say_them(open_page: Open) -> None:
    page = open_page(fragment="#article=parcel-breach")
    page.locator(".card.current dt", has_text=re.compile("^victim$")).locator("+ dd button").first.click()
    assert "Veldt Logistics" in " ".join(flashing(page))
    page.locator(".card.current dt", has_text="blamed").locator("+ dd button").click()
    assert flashing(page) == ["Grey Finch"]
    page.locator(".card.current .what button", has_text="payment data").click()
    assert "".join(flashing(page)) == "that payment data had been taken"
    first = page.locator("#text .here").first
    box, view = first.bounding_box(), page.locator("#text").bounding_box()
    assert box
    assert view
    assert view["y"] <= box["y"] <= view["y"] + view["height"]


def test_a_field_said_in_several_places_leads_to_each_in_turn(open_page: Open) -> None:
    page = open_page(fragment="#article=parcel-breach")
    button = page.locator(".card.current dt", has_text=re.compile("^attacker$")).locator("+ dd button").first
    places = []
    for _ in range(3):
        button.click()
        places.append(page.locator("#text .here").first.evaluate("(one) => one.dataset.m"))
    assert places[0] != places[1]
    assert places[0] == places[2]


def test_layers_switch(open_page: Open) -> None:
    page = open_page(fragment="#article=parcel-breach")

    def shades(selector: str) -> set[str]:
        script = "(all) => all.map((one) => getComputedStyle(one).backgroundImage)"
        found: list[str] = page.locator(f"#text {selector}").evaluate_all(script)
        return set(found)

    layers = {"1": ".claim:not(.trigger)", "2": ".entity:not(.time)", "3": ".time", "4": ".victim.on"}
    for key, selector in layers.items():
        before = shades(selector)
        page.keyboard.press(key)
        assert shades(selector) != before, selector
        page.keyboard.press(key)
        assert shades(selector) == before, selector
    assert page.locator("#text .label.victim.on").first.is_visible()
    page.uncheck(".k-roles")
    assert not page.locator("#text .label.victim.on").first.is_visible()


def test_overlapping_words_tell_all_that_is_said_of_them(open_page: Open) -> None:
    page = open_page(fragment="#article=parcel-breach")
    page.locator("#text .entity.victim.claim").first.click()
    told = page.locator("#inspector").inner_text()
    assert "Veldt Logistics" in told
    assert "victim" in told
    assert "organization" in told
    assert "asserts" in told
    page.locator("#inspector li button", has_text="victim").first.click()
    assert page.locator("#panels .told").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("#inspector").is_hidden()


def test_whatever_an_article_holds_is_shown_as_text(open_page: Open) -> None:
    page = open_page(fragment="#article=hostile")
    assert HOSTILE in page.locator("#text").inner_text()
    page.click("#tab-articles")
    assert HOSTILE in rows(page)
    assert page.evaluate("window.hacked") is None
    assert page.locator("#text img, #text script").count() == 0


def test_keys(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("j")
    page.wait_for_selector("#reading:not([hidden]) #text > *")
    first = page.locator("#text").inner_text()
    page.wait_for_selector(".row[aria-selected=true][data-row='0']")
    page.keyboard.press("j")
    page.wait_for_selector(".row[aria-selected=true][data-row='1']")
    page.keyboard.press("k")
    page.wait_for_selector(".row[aria-selected=true][data-row='0']")
    assert page.locator("#text").inner_text() == first
    page.keyboard.press("Escape")
    assert page.locator("#overview").is_visible()
    page.focus("#list")
    page.keyboard.press("End")
    page.wait_for_selector("#reading:not([hidden])")
    assert page.locator("#list").get_attribute("aria-activedescendant") == f"row-{listed(page) - 1}"
    read(page, "parcel-breach")
    current = page.locator(".card.current .id").inner_text()
    page.keyboard.press("n")
    assert page.locator(".card.current .id").inner_text() != current
    page.keyboard.press("p")
    assert page.locator(".card.current .id").inner_text() == current
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#keys").is_hidden()


def test_charts_lead_to_incidents(open_page: Open) -> None:
    page = open_page()
    page.locator("svg.matrix .cell", has=page.locator("title", has_text="China blamed")).first.click()
    assert "blamed=CN" in page.url
    assert rows(page)
    page.locator("svg.timeline .mark").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#reading:not([hidden]) .card.current")


def test_cases_say_what_articles_differ_on(open_page: Open) -> None:
    page = open_page()
    page.click("#tab-cases")
    assert rows(page) == ["Veldt Logistics hit by data breach."]
    assert "differ on number of victim" in page.locator(".row").inner_text()
    page.click(".row")
    assert page.locator("#case .agreement").all_inner_texts() == ["differ"]
    assert "300 <b>" in page.locator("#case dd").inner_text()
    page.locator("#case .reported button.w").first.click()
    page.wait_for_selector("#reading:not([hidden]) .card.current")
    page.keyboard.press("Escape")
    page.wait_for_selector("#case:not([hidden])")
    page.reload()
    page.wait_for_selector("#case:not([hidden]) .reported")
    assert page.locator(".row[aria-selected=true]").count() == 1
    page.fill("#search", "zzzz")
    wait_for_rows(page, 0)


def test_csv_of_what_is_listed(open_page: Open) -> None:
    page = open_page()
    page.fill("#search", "Corvina")
    page.wait_for_selector("#found >> text=/^[1-4] of/")
    page.click("#filters > summary")
    with page.expect_download() as download:
        page.click("#csv")
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].startswith("article,title,published,incident,type")
    assert len(text.splitlines()) == 1 + listed(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_one_thing_is_shown_at_a_time(open_page: Open, scheme: str) -> None:
    page = open_page(width=390, has_touch=True, color_scheme=scheme)
    assert page.locator("#overview").is_hidden()
    page.tap(".row >> nth=1")
    page.wait_for_selector("#text > *")
    assert page.locator("#list").is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".card.current dd button").first.tap()
    box = page.locator("#text .here").first.bounding_box()
    sheet = page.locator("#panels").bounding_box()
    assert box
    assert sheet
    assert box["y"] + box["height"] <= sheet["y"]
    page.tap(".tools [data-back]")
    assert page.locator("#list").is_visible()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert light == (scheme == "light")


def test_on_paper_stands_what_is_open(open_page: Open) -> None:
    page = open_page(fragment="#article=parcel-breach")
    page.emulate_media(media="print")
    assert page.locator(".bar").is_hidden()
    assert page.locator(".side").is_hidden()
    assert page.locator("#text").is_visible()
    assert page.locator(".card").first.is_visible()
    assert page.pdf().startswith(b"%PDF")


def test_a_page_that_is_cut_off_says_so(open_page: Open, page_file: Path, tmp_path: Path) -> None:
    whole = page_file.read_bytes()
    cut = tmp_path / "cut.html"
    for end in (whole.index(b'id="g0"') - 26, whole.index(b'id="g0"') + 3000):
        cut.write_bytes(whole[:end])
        page = open_page(cut, fragment="#article=parcel-breach")
        page.wait_for_selector("#text >> text=This article can't be shown")


def test_thousands_of_articles(open_page: Open, record: Extraction, tmp_path: Path) -> None:
    def one(number: int) -> Extraction:
        day = (date(2010, 1, 1) + timedelta(number)).isoformat()
        incident = record.incidents[0]
        when = incident.when.model_copy(update={"earliest": day, "latest": day})
        text = f"{record.article.text} Number {number}."
        article = record.article.model_copy(update={"id": f"a{number}", "title": f"Title {number}", "text": text})
        return record.model_copy(
            update={
                "article": article.model_copy(update={"published": day}),
                "incidents": (incident.model_copy(update={"when": when, "summary": f"Files stolen, case {number}."}),),
            }
        )

    page = open_page(written(tmp_path / "many.html", *map(one, range(5000))))
    assert "5000" in page.locator("#tab-incidents").inner_text()
    assert page.locator(".row").count() < 60
    assert rows(page)[0] == "Files stolen, case 4999."
    page.focus("#list")
    page.keyboard.press("End")
    page.wait_for_selector("#text > *")
    assert rows(page)[-1] == "Files stolen, case 0."
    assert "Number 0." in page.locator("#text").inner_text()
    page.fill("#search", "number 3217")
    wait_for_rows(page, 1)
    page.click(".row")
    page.wait_for_selector("#text >> text=Number 3217.")
    assert page.locator("svg .mark").count() < 500
