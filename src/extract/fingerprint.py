"""What records depend on beside their article, as one hash: while it is equal, none need be made again."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from re import match
from typing import TYPE_CHECKING, Any

from extract._version import __version__
from extract.packs import models_root, pack_folder
from extract.plugins import plugin_groups, plugins

if TYPE_CHECKING:
    from extract.config import Settings

__all__ = ["fingerprint"]

DISTRIBUTION = "incident-extract"


def fingerprint(settings: Settings, load: Callable[..., Any] | None = None) -> str:
    """SHA-256 over the settings, this package's code and data, and the versions of what it stands on.

    Args:
        settings: of the run.
        load: what makes the pipeline, if it is not `extract.load`.

    Raises:
        SettingsError: a gazetteer can't be read.
        PackError: a pack is missing.
    """
    whole = hashlib.sha256()
    for part in _parts(settings):
        whole.update(f"{part}\n".encode())
    if load is not None:
        whole.update(f"{load.__module__}.{load.__qualname__}\n".encode())
    return whole.hexdigest()


def _parts(settings: Settings) -> Iterator[str]:
    yield f"{__version__} {settings.sha256} {sys.version_info[:2]}"
    package, models = Path(__file__).parent, models_root()
    yield from _contents(package, "*.py")
    for folder in ("lexicons", "packs", "trained"):
        yield from _contents(models / folder)
    yield from _contents(models, "*.toml")
    for pack in settings.packs:
        yield from _contents(pack_folder(pack))
    if settings.model is not None and Path(settings.model).is_dir():
        yield from _contents(Path(settings.model))
    elif settings.model is not None:
        yield _version(settings.model)
    yield from map(_version, _requirements())
    for group in plugin_groups():
        for point in plugins(group):
            yield f"{group} {point.name} {point.value} {point.dist.version if point.dist else ''}"


def _contents(folder: Path, pattern: str = "*") -> Iterator[str]:
    for file in sorted(folder.rglob(pattern)):
        if file.is_file() and "__pycache__" not in file.parts:
            with file.open("rb") as stream:
                yield f"{file.relative_to(folder).as_posix()} {hashlib.file_digest(stream, 'sha256').hexdigest()}"


def _requirements() -> list[str]:
    try:
        wanted = requires(DISTRIBUTION) or []
    except PackageNotFoundError:  # run from a checkout that was not installed
        return []
    names = (match(r"[A-Za-z0-9._-]+", one) for one in wanted)
    return sorted({name[0] for name in names if name})


def _version(distribution: str) -> str:
    try:
        return f"{distribution} {version(distribution)}"
    except PackageNotFoundError:
        return f"{distribution} absent"
