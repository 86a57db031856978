"""The exceptions of `extract`; this tree is all of them.

    ExtractError
    ├── ConfigurationError      the call is wrong: stops at once, nothing was processed
    │   ├── SettingsError       a setting is unknown or has a value that it can't have
    │   ├── ModelError          a spaCy model or trained component is missing or not the one expected
    │   ├── PackError           a pack or lexicon under models/ breaks its schema or its own examples
    │   └── FormatError         no such input or output format, or its extra is not installed
    ├── ArticleError            one article can't be read or processed: becomes a Diagnostic, the batch goes on
    └── RecordError             a file of records is truncated, empty or of another schema version

Each has a message that names the file, line or setting it is about; all are names of the package `extract` too.
"""

from __future__ import annotations

__all__ = [
    "ArticleError",
    "ConfigurationError",
    "ExtractError",
    "FormatError",
    "ModelError",
    "PackError",
    "RecordError",
    "SettingsError",
]


class ExtractError(Exception):
    """Base of every exception that this package raises on purpose."""


class ConfigurationError(ExtractError):
    """The call, the settings or the installation is wrong; nothing was processed."""


class SettingsError(ConfigurationError):
    """A setting is unknown or has a value that it can't have."""


class ModelError(ConfigurationError):
    """A spaCy model or a trained component is missing, or is not the one that the project records."""


class PackError(ConfigurationError):
    """A pack or lexicon under `models/` breaks its schema or its own examples."""


class FormatError(ConfigurationError):
    """No such input or output format, or the extra that it needs is not installed."""


class ArticleError(ExtractError):
    """One article can't be read or processed.

    Attributes:
        code: the `Diagnostic.code` that it becomes, in kebab case.
        stage: the room that raised it (`ingest`, `annotate`, `assemble`, `serialize`).
    """

    def __init__(self, code: str, message: str, *, stage: str = "ingest") -> None:
        super().__init__(message)
        self.code = code
        self.stage = stage


class RecordError(ExtractError):
    """A file of records is truncated, empty or of another schema version."""
