"""Loads the spaCy pipeline that everything stands on and adds the project's components."""

from __future__ import annotations

import gc
import hashlib
import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from extract.annotate.network.model import encoder
from extract.config import Settings
from extract.errors import ModelError
from extract.packs import load_toml

if TYPE_CHECKING:
    from spacy.language import Language

COMPONENTS = (
    "extract_encoder",
    "extract_times",
    "extract_entities",
    "extract_claims",
    "extract_coreference",
    "extract_incidents",
)
"""The project's components, in the order in which they run."""


@contextmanager
def _no_collection() -> Iterator[None]:
    """No search for garbage meanwhile: loading makes hundreds of thousands of objects and hardly any garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_no_collection()
def load_nlp(settings: Settings) -> Language:
    """The stock pipeline, without the components that nothing here reads, and the project's own behind it.

    Raises:
        ModelError: the stock model is missing or its weights are not the recorded ones.
        PackError: a pack named in the settings is missing or broken.
        SettingsError: a gazetteer named in the settings is missing or broken.
    """
    nlp = load_base(settings.model)
    import_module("extract.annotate.lines")
    nlp.add_pipe("extract_lines", before="parser" if "parser" in nlp.pipe_names else None)
    configs = {
        "extract_entities": {"gazetteers": list(settings.gazetteers)},
        "extract_incidents": {"packs": list(settings.packs)},
    }
    for name in COMPONENTS:
        import_module(f"extract.annotate.{name.removeprefix('extract_')}")  # registers the factory
        nlp.add_pipe(name, config=configs.get(name, {}))
    return nlp


def release() -> None:
    """Free a pipeline that nobody holds any more: it is full of cycles, and its vocabulary is held here."""
    import_module("extract.annotate.attribution.constructions").forget()
    gc.collect()


def load_base(model: str | None = None) -> Language:
    """The stock spaCy pipeline: tagger, parser and entity recogniser.

    Args:
        model: package name or folder of another pipeline (any weights are accepted then); None for the
            recorded one, the official package first, then its re-upload.

    Raises:
        ModelError: it is missing, or its weights are not the recorded ones.
    """
    import spacy

    from extract.annotate import products, vectors
    from extract.annotate.recognizer import FACTORY

    # A user's own model may hold any recogniser; of the recorded one it is known that the faster search fits.
    changes = {} if model else {"components": {"ner": {"factory": FACTORY}}}
    try:
        nlp = spacy.load(model or stock_package(), exclude=load_toml("base.toml")["exclude"], config=changes)
    except OSError as error:
        raise ModelError(f"the spaCy model {model!r} can't be loaded: {error}") from error
    products.speed_up(nlp)
    vectors.speed_up(nlp)
    return nlp


def stock_package() -> str:
    """The installed package of the recorded stock model, the official one first.

    Raises:
        ModelError: there is none, or its weights are not the recorded ones.
    """
    base = load_toml("base.toml")
    package: str | None = next((name for name in base["packages"] if importlib.util.find_spec(name)), None)
    if package is None:
        raise ModelError(
            f"the spaCy model {base['name']} {base['version']} is not installed; mend it with: {base['install']}"
        )
    _check_weights(package, base)
    return package


def model_name(nlp: Language) -> str:
    """Name and version of the loaded pipeline and the weights beside it, as it stands in `Provenance.model`."""
    name = f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"
    return f"{name}+{encoder().name}" if "extract_encoder" in nlp.pipe_names else name


def _check_weights(package: str, base: dict[str, dict[str, str]]) -> None:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModelError(f"the spaCy model package {package} has no files; mend it with: {base['install']}")
    folder = Path(spec.origin).parent / f"{package}-{base['version']}"
    for name, expected in base["sha256"].items():
        file = folder / name
        if not file.is_file():
            raise ModelError(
                f"{package} is not version {base['version']} ({file} is missing); mend it with: {base['install']}"
            )
        if hashlib.sha256(file.read_bytes()).hexdigest() != expected:
            raise ModelError(f"the weights in {file} are not the recorded ones; mend it with: {base['install']}")
