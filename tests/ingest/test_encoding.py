from __future__ import annotations

import codecs

import pytest

from extract.errors import ArticleError
from extract.ingest.encoding import decode

TEXT = "The café’s owner said the port – “his” port – lost €400 and the crane’s driver agreed with him.\n"


def codes(data: bytes, declared: str | None = None) -> tuple[str, list[str]]:
    text, diagnostics = decode(data, declared)
    return text, [diagnostic.code for diagnostic in diagnostics]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
    ],
)
def test_unicode_is_read_without_a_word(data: bytes) -> None:
    assert codes(data) == (TEXT, [])


def test_guesses_are_told() -> None:
    assert codes(TEXT.encode("cp1252")) == (TEXT, ["guessed-encoding"])
    assert codes(TEXT.encode("utf-16-le")) == (TEXT, ["guessed-encoding"])


def test_a_declaration_is_used_where_utf8_does_not_fit() -> None:
    assert codes(TEXT.encode("cp1252"), "iso-8859-1") == (TEXT, [])
    assert codes("Порт закрыт.".encode("koi8-r"), "koi8-r") == ("Порт закрыт.", [])


@pytest.mark.parametrize("declared", ["iso-8859-1", "utf-16", "shift_jis", "hex", "no-such-code", ""])
def test_a_wrong_declaration_does_no_harm(declared: str) -> None:
    assert codes(TEXT.encode(), declared) == (TEXT, [])


def test_a_few_broken_bytes_cost_only_themselves() -> None:
    text, found = codes((TEXT * 5).encode() + "é".encode()[:1])
    assert text == TEXT * 5 + "\ufffd"
    assert found == ["damaged-encoding"]


def test_other_alphabets_are_detected() -> None:
    russian = "Порт Лиссабона закрыт после атаки, сообщил оператор в понедельник. " * 10
    assert codes(russian.encode("cp1251")) == (russian, ["guessed-encoding"])


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 stuff", b"PK\x03\x04rest", b"\x89PNG\r\n", bytes(range(256)) * 20, b"\0" * 50]
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleError) as caught:
        decode(data)
    assert caught.value.code == "binary-file"
