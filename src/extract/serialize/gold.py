"""Records as gold lines: the annotations alone, as `evaluate` reads them.

A gold line has `id, title, published, publisher, url, text` and `gold` with the layers that `extract.evaluation`
describes. Offsets are half-open, in code points into the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from extract.records import Extraction, MentionKind, Realis, Span

__all__ = ["KINDS", "LAYERS", "PARTS", "REALIS", "canonical", "gold_row", "readable"]

Json = dict[str, Any]

LAYERS = ("entities", "times", "claims", "incidents")
KINDS: tuple[str, ...] = get_args(MentionKind)
REALIS: tuple[str, ...] = get_args(Realis)
PARTS = ("source", "cue", "content")


def gold_row(record: Extraction, layers: Iterable[str] = LAYERS) -> Json:
    """The record as a gold line, in canonical order.

    Args:
        record: any record.
        layers: of `LAYERS`, those that the line is to have.
    """
    layers = set(layers)
    article = record.article
    found: Json = {
        "entities": [
            {"start": one.start, "end": one.end, "type": entity.type, "id": entity.id, "kind": one.kind}
            for entity in record.entities
            for one in entity.mentions
            if one.start < one.end
        ],
        "times": [{"start": one.start, "end": one.end, "type": one.type, "value": one.value} for one in record.times],
        "claims": [
            {"source": _spans([one.source]), "cue": _spans([one.cue]), "content": _spans(one.content)}
            for one in record.claims
        ],
        "incidents": [
            {
                "type": one.type,
                "realis": one.realis,
                "triggers": _spans(one.triggers),
                "arguments": [
                    {"role": role, "start": filler.start, "end": filler.end}
                    for role, fillers in one.roles.items()
                    for filler in fillers
                ],
            }
            for one in record.incidents
        ],
    }
    head = {key: getattr(article, key) for key in ("id", "title", "published", "publisher", "url", "text")}
    return {**head, "gold": canonical({layer: found[layer] for layer in LAYERS if layer in layers})}


def _spans(spans: Iterable[Span | None]) -> list[list[int]]:
    return [[one.start, one.end] for one in spans if one is not None and one.start < one.end]


def canonical(gold: Json) -> Json:
    """The same annotations in one order, without repetitions and with ids of entities in the order of the text.

    What marks can't say is left out: incidents without a trigger, claims without cue and content.
    """
    out: Json = {}
    if "entities" in gold:
        chains: dict[str, set[tuple[int, int, str, str]]] = {}
        for one in gold["entities"]:
            chains.setdefault(one["id"], set()).add((one["start"], one["end"], one["type"], one.get("kind", KINDS[0])))
        rows = [
            {"start": start, "end": end, "type": kind, "id": f"E{number}", "kind": mention}
            for number, chain in enumerate(sorted(map(sorted, chains.values())), 1)
            for start, end, kind, mention in chain
        ]
        out["entities"] = sorted(rows, key=lambda one: (one["start"], one["end"], int(str(one["id"])[1:])))
    if "times" in gold:
        out["times"] = sorted(gold["times"], key=lambda one: (one["start"], one["end"], one["type"], str(one["value"])))
    if "claims" in gold:
        claims = [{part: _ordered(one[part]) for part in PARTS} for one in gold["claims"]]
        kept = [one for one in claims if one["cue"] or one["content"]]
        out["claims"] = sorted(kept, key=lambda one: (min([*one["cue"], *one["content"]]), str(one)))
    if "incidents" in gold:
        incidents = [
            {
                "type": one["type"],
                "realis": one["realis"],
                "triggers": _ordered(one["triggers"]),
                "arguments": [
                    {"role": role, "start": start, "end": end}
                    for start, end, role in sorted({(a["start"], a["end"], a["role"]) for a in one["arguments"]})
                    if start < end
                ],
            }
            for one in gold["incidents"]
            if one["triggers"]
        ]
        out["incidents"] = sorted(incidents, key=lambda one: (one["triggers"], str(one)))
    return out


def _ordered(spans: Iterable[Iterable[int]]) -> list[list[int]]:
    return [list(one) for one in sorted({tuple(one) for one in spans})]


def readable(text: str, gold: Json) -> Json:
    """A text and its annotations with the words at every offset and mentions by entity, for people to compare."""

    def at(start: int, end: int, **more: Any) -> Json:
        return {"start": start, "end": end, "text": text[start:end], **more}

    gold = canonical(gold)
    out: Json = {"article": {"text": text}}
    if "entities" in gold:
        chains: dict[str, Json] = {}
        for one in gold["entities"]:
            chain = chains.setdefault(one["id"], {"type": one["type"], "mentions": []})
            chain["mentions"].append(at(one["start"], one["end"], kind=one["kind"]))
        out["entities"] = list(chains.values())
    if "times" in gold:
        out["times"] = [at(one["start"], one["end"], type=one["type"], value=one["value"]) for one in gold["times"]]
    if "claims" in gold:
        out["claims"] = [{part: [at(*span) for span in one[part]] for part in PARTS} for one in gold["claims"]]
    if "incidents" in gold:
        out["incidents"] = [
            {
                "type": one["type"],
                "realis": one["realis"],
                "triggers": [at(*span) for span in one["triggers"]],
                "arguments": [at(filler["start"], filler["end"], role=filler["role"]) for filler in one["arguments"]],
            }
            for one in gold["incidents"]
        ]
    return out
