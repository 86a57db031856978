from __future__ import annotations

from pathlib import Path

import pytest

from extract import packs
from extract.errors import PackError


def test_pack_by_name_and_by_folder(tmp_path: Path) -> None:
    assert (packs.pack_folder("cyber") / "pack.toml").is_file()
    (tmp_path / "pack.toml").touch()
    assert packs.pack_folder(str(tmp_path)) == tmp_path


@pytest.mark.parametrize("name", ["no-such-pack", "./no-such-folder"])
def test_missing_pack(name: str) -> None:
    with pytest.raises(PackError, match=r"no pack\.toml"):
        packs.pack_folder(name)


def test_missing_data_names_the_path() -> None:
    with pytest.raises(PackError, match="lexicons/absent"):
        packs.load_toml("lexicons/absent.toml")


def test_models_are_not_looked_for_in_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "models" / "lexicons").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    packs.models_root.cache_clear()
    assert tmp_path not in packs.models_root().parents


@pytest.mark.parametrize(("line", "message"), [("{broken", ":2: "), ("[1]", ":2: not a JSON object")])
def test_broken_line_is_numbered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, message: str) -> None:
    (tmp_path / "entries.jsonl").write_text(f'{{"a": 1}}\n{line}\n', encoding="utf-8")
    monkeypatch.setattr(packs, "models_root", lambda: tmp_path)
    with pytest.raises(PackError, match=message):
        list(packs.iter_jsonl("entries.jsonl"))
