from __future__ import annotations

import importlib

import pytest

import extract.ingest.language as module
from extract.ingest.language import language
from extract.ingest.rules import lexicon

ENGLISH = "The harbour stopped all its cranes on Monday after criminals encrypted the servers of the operator. " * 3
GERMAN = "Der Hafen hat am Montag alle Kräne angehalten, nachdem Kriminelle die Server verschlüsselt hatten. " * 3


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    [
        (ENGLISH, None, "en"),
        (ENGLISH, "de", "en"),
        (ENGLISH.upper(), None, "en"),
        (GERMAN, None, "de"),
        (GERMAN, "en-US", "de"),
        (GERMAN[:99], None, "de"),
        (GERMAN[:99], "en", "en"),
        (ENGLISH[:99], "de", "en"),
        ("Ransomware attack closes clinics", None, None),
        ("Ransomware attack closes clinics", "en_GB", "en"),
        ("Ransomware attack closes clinics", "eng", "en"),
        ("Ransomware attack closes clinics", "English", "en"),
        ("Ransomware attack closes clinics", "some English", None),
        ("Bundesamt für Sicherheit in der Informationstechnik warns", None, None),
        ("JAXA", None, None),
        ("CVE-2024-1234 192.168.1.1 5f4dcc3b5aa765d61d8327deb882cf99 " * 5, "en", "en"),
        ("CVE-2024-1234 192.168.1.1 5f4dcc3b5aa765d61d8327deb882cf99 " * 5, None, None),
        ("", None, None),
    ],
)
def test_language(text: str, declared: str | None, code: str | None) -> None:
    assert language(text, declared) == code


@pytest.mark.parametrize(
    "headline",
    [
        "Hackers steal data of 2.4 million customers of the Dutch parcel company Veldt Logistics",
        "Clínica Alemana and Banco do Brasil say ransomware gang Akira stole nothing from their servers",
        "Deutsche Bahn, Société Générale and Telefónica hit by outage at cloud provider, officials say",
        "RANSOMWARE GANG LEAKS FILES OF THE BUNDESWEHR UNIVERSITY IN MUNICH, POLICE INVESTIGATE",
        "Emotet, TrickBot, Ryuk, Conti, Qbot, IcedID, Dridex: what the names of malware families mean",
    ],
)
def test_english_headlines_are_not_refused(headline: str) -> None:
    assert language(headline, None) in ("en", None)


def test_plain_english_is_told_without_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def load() -> None:
        raise AssertionError("the model is loaded")

    monkeypatch.setattr(module, "_identifier", load)
    story = "The operator said that its cranes stopped when criminals encrypted them, and they were not paid. " * 12
    assert language(story, "de") == language(story.upper(), None) == "en"
    for other in (GERMAN * 3, f"{story[:500]} {GERMAN * 3}", f"{GERMAN * 3} {story}", "JAXA " * 200):
        with pytest.raises(AssertionError, match="loaded"):
            language(other, None)


@pytest.mark.parametrize("code", [code for code in lexicon().languages if code != "en"])
def test_words_that_tell_a_language_are_common_in_no_other(code: str) -> None:
    try:
        words = importlib.import_module(f"spacy.lang.{'nb' if code == 'no' else code}.stop_words").STOP_WORDS
    except ModuleNotFoundError:
        pytest.skip(f"spaCy has no stop words of {code!r}")
    assert lexicon().telling["en"] & words <= {"and"}  # in Norwegian a duck, which is seldom in the news
