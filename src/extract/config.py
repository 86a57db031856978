"""Settings: one frozen model, filled from a TOML file, the environment and arguments, the last winning."""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from extract.errors import SettingsError
from extract.gazetteers import fingerprint

ENVIRONMENT_PREFIX = "INCIDENT_EXTRACT_"

COLUMN_FIELDS = ("id", "title", "text", "published", "publisher", "url", "authors", "language", "description")
"""What a column of a table may hold."""


class Settings(BaseModel):
    """What changes the records. How fast they come (jobs, batch size) is no setting: it changes no byte.

    Read from `[tool.incident-extract]` of a pyproject.toml or the top level of any other TOML file,
    from `INCIDENT_EXTRACT_<NAME>` in the environment, and from arguments; later ones win.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    published: str | None = Field(
        default=None,
        description="publication date (YYYY-MM-DD) of articles that carry none",
        pattern=r"^\d{4}-\d{2}-\d{2}$",
    )
    model: str | None = Field(default=None, description="name or folder of a spaCy pipeline instead of en_core_web_sm")
    packs: tuple[str, ...] = Field(default=("cyber",), description="domain packs: names under models/packs, or folders")
    languages: tuple[str, ...] = Field(default=("en",), description="articles in another language are not extracted")
    max_characters: int = Field(default=1_000_000, ge=1000, description="a longer article is not extracted")

    columns: tuple[str, ...] = Field(
        default=(),
        description='which columns of a CSV file hold what, as "text=Full Text"; fields: id, title, text, published,'
        " publisher, url, authors, language, description",
    )
    gazetteers: tuple[str, ...] = Field(
        default=(), description="CSV or JSON Lines files of your own names, or entry points that give them"
    )

    @field_validator("published")
    @classmethod
    def _real_day(cls, value: str | None) -> str | None:
        if value is not None:
            from datetime import date

            date.fromisoformat(value)
        return value

    @field_validator("columns", mode="before")
    @classmethod
    def _mapped(cls, value: object) -> object:
        return tuple(f"{name}={column}" for name, column in value.items()) if isinstance(value, Mapping) else value

    @field_validator("columns")
    @classmethod
    def _known_fields(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            name, _, column = one.partition("=")
            if name.strip() not in COLUMN_FIELDS or not column.strip():
                raise ValueError(f"{one!r} is not FIELD=COLUMN, with a field out of {', '.join(COLUMN_FIELDS)}")
        return tuple(sorted(value))

    @field_validator("packs", "languages", "gazetteers", "columns", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @property
    def column_of(self) -> dict[str, str]:
        """`columns` as a mapping from our name of a field to the table's."""
        pairs = (one.partition("=") for one in self.columns)
        return {name.strip(): column.strip() for name, _, column in pairs}

    @property
    def sha256(self) -> str:
        """Hash of the settings in a canonical form: equal settings give equal hashes on any machine.

        A gazetteer counts with its name and content, wherever it comes from.

        Raises:
            SettingsError: a gazetteer can't be read.
        """
        values = self.model_dump(mode="json")
        values["gazetteers"] = [fingerprint(source) for source in self.gazetteers]
        canonical = json.dumps(values, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def load_settings(
    file: str | Path | None = None, *, environ: Mapping[str, str] | None = None, **arguments: Any
) -> Settings:
    """Settings from a TOML file, then the environment, then arguments that are not None.

    Raises:
        SettingsError: the file can't be read, or a setting is unknown or has a value that it can't have.
    """
    values: dict[str, Any] = {}
    if file is not None:
        values |= _from_file(Path(file))
    environ = os.environ if environ is None else environ
    for name in Settings.model_fields:
        if (value := environ.get(ENVIRONMENT_PREFIX + name.upper())) is not None:
            values[name] = value
    values |= {name: value for name, value in arguments.items() if value is not None}
    try:
        return Settings(**values)
    except ValidationError as error:
        lines = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'settings'}: {e['msg']}" for e in error.errors())
        raise SettingsError(lines) from error


def _from_file(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as stream:
            content = tomllib.load(stream)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{file}: {error}") from error
    if file.name == "pyproject.toml":
        content = content.get("tool", {}).get("incident-extract", {})
    return {name.replace("-", "_"): value for name, value in content.items()}
