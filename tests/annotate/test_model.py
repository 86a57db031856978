"""Which stock model is loaded, and what is said where it is missing or another one."""

from __future__ import annotations

import gc
import importlib.util
import shutil
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from extract.annotate import model
from extract.annotate.model import COMPONENTS, load_base, model_name
from extract.config import Settings
from extract.errors import ModelError
from extract.packs import load_toml

BASE = load_toml("base.toml")
INSTALLED = next(spec.origin for spec in map(importlib.util.find_spec, BASE["packages"]) if spec and spec.origin)


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleSpec]:
    """The model packages that seem to be installed; none at first."""
    found: dict[str, ModuleSpec] = {}
    monkeypatch.setattr("importlib.util.find_spec", lambda name: found.get(name))
    return found


def copy_of_the_model(package: str, folder: Path) -> ModuleSpec:
    """A package with the recorded weights, and nothing else of the model."""
    source = next(Path(INSTALLED).parent.glob(f"*-{BASE['version']}"))
    target = folder / package / f"{package}-{BASE['version']}"
    for name in BASE["sha256"]:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / name, target / name)
    return ModuleSpec(package, None, origin=str(folder / package / "__init__.py"))


def test_a_missing_model_is_one_error_with_the_command_that_mends_it(packages: dict[str, ModuleSpec]) -> None:
    with pytest.raises(ModelError, match=f"mend it with: {BASE['install']}"):
        load_base()


def test_the_official_package_comes_first(
    packages: dict[str, ModuleSpec], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in BASE["packages"]:
        packages[package] = copy_of_the_model(package, tmp_path)
    loaded: list[str] = []

    def load(name: str, **_: object) -> Language:
        loaded.append(name)
        return spacy.blank("en")

    monkeypatch.setattr("spacy.load", load)
    load_base()
    assert loaded == ["en_core_web_sm"]


@pytest.mark.parametrize("change", ["other weights", "another version"])
def test_other_weights_are_refused(packages: dict[str, ModuleSpec], tmp_path: Path, change: str) -> None:
    package = BASE["packages"][0]
    packages[package] = copy_of_the_model(package, tmp_path)
    folder = tmp_path / package / f"{package}-{BASE['version']}"
    if change == "other weights":
        (folder / "ner" / "model").write_bytes(b"trained by somebody else")
    else:
        folder.rename(tmp_path / package / f"{package}-3.7.0")
    with pytest.raises(ModelError, match="mend it with"):
        load_base()


def test_a_folder_that_is_no_pipeline(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="can't be loaded"):
        load_base(str(tmp_path))


@pytest.mark.model
def test_what_is_loaded() -> None:
    nlp = load_base()
    assert nlp.pipe_names == ["tok2vec", "tagger", "parser", "ner"]
    assert model_name(nlp) == f"en_{nlp.meta['name']}-{BASE['version']}"


def test_components_have_entry_points() -> None:
    from importlib.metadata import entry_points

    advertised = {entry.name for entry in entry_points(group="spacy_factories")}
    if not advertised & {*COMPONENTS}:
        pytest.skip("the package is not installed, only on the path")
    assert {*COMPONENTS, "extract_lines"} <= advertised


def test_garbage_is_searched_for_again_when_loading_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str | None) -> None:
        raise ModelError(f"searched: {gc.isenabled()}")

    monkeypatch.setattr(model, "load_base", broken)
    with pytest.raises(ModelError, match="searched: False"):
        model.load_nlp(Settings())
    assert gc.isenabled()
