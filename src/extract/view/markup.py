"""The templates, and the filters that they use. Every value is escaped unless a template says otherwise."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from extract.view.marks import Segment

__all__ = ["data", "template"]

_HERE = Path(__file__).resolve().parent

# Layers that stand for parts of an incident share the lines under the words; a segment has the first of each here.
_ROLES = ("victim", "attacker", "when", "uncertain", "effect", "role")


@cache
def template(name: str) -> Template:
    """A template of this folder."""
    return _environment().get_template(name)


def data(name: str) -> str:
    """A style sheet or script of this folder."""
    return (_HERE / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=False
    )
    environment.filters["layers"] = _layers
    return environment


def _layers(segment: Segment) -> str:
    """The classes of a segment: the layers over it, where a claim opens and closes, and how deep claims lie."""
    layers = dict.fromkeys(mark.layer for mark in segment.marks)
    names = ["s", *layers]
    lanes: dict[int, str] = {}
    for layer in _ROLES:
        for mark in segment.marks:
            if mark.layer == layer and mark.label:
                lanes.setdefault(min(mark.lane, 1), layer)
    names += [f"l{lane}-{layer}" for lane, layer in sorted(lanes.items())]
    if len({(m.start, m.end) for m in segment.marks if m.layer == "claim"}) > 1:
        names.append("nested")
    if any(mark.layer == "claim" for mark in segment.opening):
        names.append("cf")
    if any(mark.layer == "claim" for mark in segment.closing):
        names.append("cl")
    return " ".join(names)
