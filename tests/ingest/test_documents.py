from __future__ import annotations

from pathlib import Path

import pytest

from extract.ingest import Failure, Parsed, press
from extract.records import Article

from . import story_files
from .conftest import Read


def save(folder: Path, name: str, data: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return file


def codes(found: list[Parsed | Failure]) -> list[str]:
    return [one.diagnostic.code for one in found if isinstance(one, Failure)]


def article(found: list[Parsed | Failure]) -> Article:
    [one] = found
    assert isinstance(one, Parsed), one
    return one.article


# -- exports of press databases ------------------------------------------------------------------------------


def test_factiva_with_sections_and_names_without_by() -> None:
    lines = [
        "News", "Harbour shut", "Maria Keller", "1,012 words", "4 June 2024", "The Gazette", "GAZ", "National",
        "English", "Copyright 2024. The Gazette.", "The harbour stopped.", "Ships wait.",
        "Document GAZ0000020240604ek6400001", "Search Summary", "Text", "harbour", "Timestamp", "5 June 2024 10:00",
    ]  # fmt: skip
    [draft] = press.articles(lines)
    assert draft is not None
    assert (draft.title, draft.authors, draft.publisher) == ("Harbour shut", ("Maria Keller",), "The Gazette")
    assert (draft.published, draft.text) == ("2024-06-04", "The harbour stopped.\n\nShips wait.")


def test_factiva_with_field_codes() -> None:
    one = [
        "SE\tNews", "HD\tHarbour shut", "BY\tBy Maria Keller", "WC\t98 words", "PD\t4 June 2024", "SN\tThe Gazette",
        "LA\tEnglish", "CY\t(c) 2024", "LP", "The harbour stopped.", "TD", "Ships wait.", "NS\tccat : Corporate News",
        "AN\tDocument GAZ0000020240604ek6400001",
    ]  # fmt: skip
    first, second = press.articles([*one, *one])
    assert first == second
    assert first is not None
    assert (first.title, first.authors, first.publisher) == ("Harbour shut", ("Maria Keller",), "The Gazette")
    assert (first.published, first.text) == ("2024-06-04", "The harbour stopped.\n\nShips wait.")


def test_an_article_of_an_export_whose_text_is_not_found_is_told(tmp_path: Path, read: Read) -> None:
    lines = [*story_files.nexis(), "Something else", "End of Document"]
    found = read(save(tmp_path, "a.rtf", story_files.rtf(lines)))
    assert [type(one).__name__ for one in found] == ["Parsed", "Parsed", "Failure"]
    assert codes(found) == ["no-text"]


def test_what_is_no_export() -> None:
    assert not press.is_export(
        ["The harbour stopped.", "End of the document it was not.", "1 of 2 documents was lost."]
    )
    assert list(press.articles(["The harbour stopped."])) == []


# -- word processors -----------------------------------------------------------------------------------------


def test_rtf_and_docx_that_are_none(tmp_path: Path, read: Read) -> None:
    pytest.importorskip("docx")
    pytest.importorskip("striprtf")
    assert codes(read(save(tmp_path, "a.rtf", "plain"))) == ["broken-rtf"]
    assert codes(read(save(tmp_path, "b.rtf", ""))) == ["empty-file"]
    assert codes(read(save(tmp_path, "c.docx", "plain"))) == ["broken-docx"]
    assert codes(read(save(tmp_path, "d.docx", story_files.zipped(("a.txt", "x"))))) == ["broken-docx"]
    whole = story_files.docx(["The harbour stopped."])
    assert codes(read(save(tmp_path, "e.docx", whole[: len(whole) // 2]))) == ["broken-docx"]
    assert codes(read(save(tmp_path, "f.rtf", "{\\rtf1 }"))) == ["no-text"]
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    evil = whole_with(bomb)
    assert codes(read(save(tmp_path, "g.docx", evil))) in (["broken-docx"], ["no-text"])


def whole_with(doctype: str) -> bytes:
    import io
    import zipfile

    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(story_files.docx(["&b;"]))) as old, zipfile.ZipFile(into, "w") as new:
        for info in old.infolist():
            data = (
                old.read(info)
                .decode()
                .replace("?>\n<w:document", f"?>\n{doctype}<w:document")
                .replace("&amp;b;", "&b;")
            )
            new.writestr(info.filename, data)
    return into.getvalue()


def test_a_document_that_unpacks_to_too_much(tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("docx")
    from extract.ingest import documents

    file = save(tmp_path, "a.docx", story_files.docx(["The harbour stopped. " * 5000]))
    monkeypatch.setattr(documents, "LARGEST", 20_000)
    assert codes(read(file)) == ["archive-bomb"]
    monkeypatch.setattr(documents, "LARGEST", 100)
    assert codes(read(file)) == ["too-long"]


# -- PDF -----------------------------------------------------------------------------------------------------


def test_a_pdf_of_several_pages(tmp_path: Path, read: Read) -> None:
    pytest.importorskip("pypdf")
    data = story_files.pdf(story_files.TITLE, [*story_files.PARAGRAPHS] * 3, pages=3)
    found = article(read(save(tmp_path, "a.pdf", data)))
    assert found.title == story_files.TITLE
    assert found.text.count("Marta Okafor") == 3
    assert story_files.PUBLISHER not in found.text  # the running head
    assert [part for part in found.text.split("\n\n")[1:] if part not in story_files.PARAGRAPHS] == []


def test_pdf_that_is_none(tmp_path: Path, read: Read) -> None:
    pytest.importorskip("pypdf")
    whole = story_files.pdf("Harbour shut after the attack", ["The harbour stopped."])
    assert codes(read(save(tmp_path, "a.pdf", b"%PDF-1.4\nnothing"))) == ["broken-pdf"]
    assert codes(read(save(tmp_path, "b.pdf", b"\x89PNG\0\0"))) == ["binary-file"]
    assert codes(read(save(tmp_path, "c.pdf", b""))) == ["empty-file"]
    assert codes(read(save(tmp_path, "d.pdf", story_files.pdf(".", [" ."])))) == ["no-text"]
    assert codes(read(save(tmp_path, "e.pdf", whole[:600]))) == ["broken-pdf"]
    assert codes(read(save(tmp_path, "f.txt", whole))) == []  # known by its first bytes


# -- mails ---------------------------------------------------------------------------------------------------


def test_a_mail_in_html_alone(tmp_path: Path, read: Read) -> None:
    mail = (
        "Return-Path: <no-reply@alerts.example>\r\nFrom: Newsletter <no-reply@alerts.example>\r\n"
        "Subject: =?utf-8?q?Fwd=3A_Harbour_=E2=80=9Cshut=E2=80=9D?=\r\nDate: Mon, 03 Jun 2024 23:30:00 -0500\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/html; charset=windows-1252\r\n\r\n"
        "<style>p {}</style><p>The harbour stopped \u2013 again.</p><p>Ships wait.</p>"
    ).encode("cp1252")
    found = article(read(save(tmp_path, "a.eml", mail)))
    assert (found.title, found.publisher, found.published) == ("Harbour “shut”", "alerts.example", "2024-06-03")
    assert found.text == "Harbour “shut”\n\nThe harbour stopped – again.\n\nShips wait."


def test_mails_that_are_bad(tmp_path: Path, read: Read) -> None:
    assert codes(read(save(tmp_path, "a.eml", ""))) == ["empty-file"]
    assert codes(read(save(tmp_path, "b.eml", "no fields here\n\nat all"))) == ["broken-mail"]
    assert codes(read(save(tmp_path, "c.eml", "Subject: x\nFrom: y\n\n"))) == ["no-text"]
    broken = (
        b'From: =?x?q?=\r\nSubject: "\r\nDate: never\r\nContent-Type: multipart/mixed; boundary=\r\n\r\nHarbour.\xff'
    )
    found = read(save(tmp_path, "d.eml", broken))
    assert len(found) == 1
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
    assert codes(read(save(tmp_path, "e.eml", b"MIME-Version: 1.0\r\n" + deep + b"x"))) == ["broken-mail"]


def test_attachments_are_named(tmp_path: Path, read: Read) -> None:
    [one] = read(save(tmp_path, "a.eml", story_files.mail()))
    assert [each.message for each in one.diagnostics] == ["not read: parcels.png"] if isinstance(one, Parsed) else False


def test_an_export_in_a_pdf_is_told(tmp_path: Path, read: Read) -> None:
    pytest.importorskip("pypdf")
    [one] = read(save(tmp_path, "a.pdf", story_files.pdf("Harbour Gazette, documents", story_files.nexis())))
    assert isinstance(one, Parsed)
    assert [each.code for each in one.diagnostics] == ["several-articles"]


def test_what_a_browser_prints_around_a_page(tmp_path: Path, read: Read) -> None:
    pytest.importorskip("pypdf")
    lines = ["11/25/24, 1:04 AM Hackers breach", *story_files.PARAGRAPHS, f"{story_files.URL} 1/1"]
    found = article(read(save(tmp_path, "a.pdf", story_files.pdf(story_files.TITLE, lines))))
    assert found.text == f"{story_files.TITLE}\n\n{story_files.STORY}"
    assert (found.url, found.published) == (story_files.URL, None)
