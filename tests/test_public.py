from __future__ import annotations

import extract

NAMES = [
    "Article", "ArticleError", "Block", "Claim", "ConfigurationError", "Diagnostic", "Entity", "ExtractError",
    "Extraction", "FormatError", "Incident", "ModelError", "PackError", "Pipeline", "RecordError", "Settings",
    "SettingsError", "Timex", "__version__", "extract", "extract_many", "from_doc", "json_schema", "load",
    "load_settings", "similarity",
]  # fmt: skip


def test_exported_names() -> None:
    assert sorted(extract.__all__) == NAMES


def test_every_name_is_there_and_described() -> None:
    for name in NAMES:
        value = getattr(extract, name)
        assert name == "__version__" or value.__doc__


def test_unknown_name() -> None:
    assert not hasattr(extract, "extrcat")


def test_every_error_is_of_the_tree() -> None:
    errors = [getattr(extract, name) for name in NAMES if name.endswith("Error")]
    assert all(issubclass(error, extract.ExtractError) for error in errors)
