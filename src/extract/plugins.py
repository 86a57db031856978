"""What other packages advertise as entry points, looked up once a process.

Each look of `importlib.metadata` reads the metadata of every installed distribution, which takes longer than most
formats take to load.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points

__all__ = ["plugin_groups", "plugins"]

_OWN = "incident_extract."


def plugins(group: str) -> tuple[EntryPoint, ...]:
    """The entry points of one of this project's groups, sorted by name and value."""
    return _advertised().get(group, ())


def plugin_groups() -> tuple[str, ...]:
    """The groups of this project under which something is advertised, sorted."""
    return tuple(_advertised())


@cache
def _advertised() -> Mapping[str, tuple[EntryPoint, ...]]:
    found = entry_points()
    return {
        group: tuple(sorted(found.select(group=group), key=lambda point: (point.name, point.value)))
        for group in sorted(found.groups)
        if group.startswith(_OWN)
    }
