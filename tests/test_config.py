from __future__ import annotations

from pathlib import Path

import pytest

from extract.config import Settings, load_settings
from extract.errors import SettingsError


def test_later_sources_win(tmp_path: Path) -> None:
    file = tmp_path / "run.toml"
    file.write_text('published = "2024-01-01"\nmax-characters = 5000\nlanguages = ["en", "cy"]\n', encoding="utf-8")
    environ = {"INCIDENT_EXTRACT_PUBLISHED": "2024-02-02", "INCIDENT_EXTRACT_LANGUAGES": "en, ga"}
    settings = load_settings(file, environ=environ, published="2024-03-03", model=None)
    assert settings == Settings(published="2024-03-03", max_characters=5000, languages=("en", "ga"))


def test_pyproject_table(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text('[project]\nname = "x"\n[tool.incident-extract]\npacks = "cyber, other"\n', encoding="utf-8")
    assert load_settings(file, environ={}).packs == ("cyber", "other")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('publihsed = "2024-01-01"', "publihsed"),
        ('published = "2024-02-30"', "published"),
        ('published = "1 May 2024"', "published"),
        ("max-characters = 10", "max_characters"),
        ("= broken", "run.toml"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "run.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        load_settings(file, environ={})


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"absent\.toml"):
        load_settings(tmp_path / "absent.toml", environ={})


def test_hash_is_of_the_values() -> None:
    assert Settings().sha256 == Settings(packs=("cyber",)).sha256 != Settings(published="2024-01-01").sha256
