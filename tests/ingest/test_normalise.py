from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.ingest.normalise import normalise, one_line

WORDS = st.sampled_from(
    [
        "The",
        "port",
        "was",
        "shut,",
        "he said.",
        "“No”",
        "cafÃ©",
        "donâ€™t",
        "e\u0301",
        "&amp;",
        "a-",
        "\u00ad",
        "ﬁ",
    ]
)
BREAKS = st.sampled_from(
    [" ", " ", " ", "\n", "\n\n", "\r\n", "\u00a0", "\t", "  ", "\n   ", "\u2028", "\u200b", "\x0c", "- "]
)
PROSE = st.lists(st.tuples(WORDS, BREAKS), max_size=120).map(lambda pairs: "".join(a + b for a, b in pairs))


@given(st.one_of(st.text(max_size=300), PROSE))
@settings(max_examples=300, deadline=None)
def test_is_idempotent_and_clean(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()
    assert "  " not in once
    assert "\n\n\n" not in once
    assert not {"\r", "\t", "\u00a0", "\u200b", "\u00ad", "\ufeff", "\0"} & set(once)
    once.encode("utf-8")


@given(
    st.lists(
        st.sampled_from(["The", "port's", "“cranes”", "—", "stood", "still.", "$4", "É", "\n", "\n\n"]),
        max_size=80,
    )
)
@settings(deadline=None)
def test_loses_nothing_that_a_reader_sees(words: list[str]) -> None:
    text = " ".join(words)
    assert "".join(normalise(text).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("donâ€™t pay", "don’t pay"),
        ("SÃ£o Paulo", "São Paulo"),
        ("JA\u200bXA and co\u00adoperation", "JAXA and cooperation"),
        ("co\u00ad\noperation and co\u00ad \r\n operation", "cooperation and cooperation"),
        ("20\u00a0000\u202fcranes", "20 000 cranes"),
        ("\ufeffThe port", "The port"),
        ("e\u0301clair", "éclair"),
        ("con\ufb01dential", "confidential"),
        ("Marks &amp; Cranes&#8217; &lt;3 &amp;amp;quot;x&#x27;&nbsp;", "Marks & Cranes’ <3 \"x'"),
        ("R&D; AT&T &unknown; &;", "R&D; AT&T &unknown; &;"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("one\n \n\n\ntwo", "one\n\ntwo"),
        ("bell\x07 and \x1b", "bell and"),
        ("“Straight” 'and' curly’s stay", "“Straight” 'and' curly’s stay"),
        ("family 👩\u200d👩\u200d👧 and a\u200db", "family 👩\u200d👩\u200d👧 and ab"),
        ("\ud83d\ude00 whole, \ud83d broken", "😀 whole, \ufffd broken"),
    ],
)
def test_characters(raw: str, clean: str) -> None:
    assert normalise(raw) == clean


def test_a_title_has_one_line() -> None:
    assert one_line(" The port\nis\u00a0shut ") == "The port is shut"
