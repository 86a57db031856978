from __future__ import annotations

import pytest

from extract.ingest.language import language

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
