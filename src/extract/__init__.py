"""News articles in, structured incident records out.

    import extract
    result = extract.extract(text, published="2024-06-21")
    for result in extract.extract_many(["articles/"], jobs=2):
        print(result.article.id, [incident.summary for incident in result.incidents])

Importing this package imports neither spaCy nor pandas; the names below load what they need when used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from extract._version import __version__

if TYPE_CHECKING:
    from extract.api import extract, extract_many, from_doc, load
    from extract.config import Settings, load_settings
    from extract.errors import (
        ArticleError,
        ConfigurationError,
        ExtractError,
        FormatError,
        ModelError,
        PackError,
        RecordError,
        SettingsError,
    )
    from extract.pipeline import Pipeline
    from extract.records import (
        Article,
        Block,
        Claim,
        Diagnostic,
        Entity,
        Extraction,
        Incident,
        Timex,
        json_schema,
    )
    from extract.signature import similarity

_HOMES = {
    "extract.api": ("extract", "extract_many", "from_doc", "load"),
    "extract.config": ("Settings", "load_settings"),
    "extract.errors": (
        "ArticleError", "ConfigurationError", "ExtractError", "FormatError", "ModelError", "PackError",
        "RecordError", "SettingsError",
    ),
    "extract.pipeline": ("Pipeline",),
    "extract.records": (
        "Article", "Block", "Claim", "Diagnostic", "Entity", "Extraction", "Incident", "Timex", "json_schema",
    ),
    "extract.signature": ("similarity",),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Article",
    "ArticleError",
    "Block",
    "Claim",
    "ConfigurationError",
    "Diagnostic",
    "Entity",
    "ExtractError",
    "Extraction",
    "FormatError",
    "Incident",
    "ModelError",
    "PackError",
    "Pipeline",
    "RecordError",
    "Settings",
    "SettingsError",
    "Timex",
    "__version__",
    "extract",
    "extract_many",
    "from_doc",
    "json_schema",
    "load",
    "load_settings",
    "similarity",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'extract' has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
