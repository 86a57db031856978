"""Hypothesis strategies for whole records."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from extract.records import EntityType, Extraction, MentionKind, Realis, TimexType

TYPES = ("data_breach", "ransom", "patch_vulnerability")
ROLES = ("victim", "attacker", "time", "place", "number_of_victim")
WORDS = ("Orbex", "said", "é", "📉", "“we", "will”", "40", "(CISA)", "a&b<c>", "Ⅷ\u0301", "𝔘nicode", "--", "x;y", "T1")


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """A text, and the places of its words."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=20))
    text, places = "", []
    for word in words:
        text += draw(st.sampled_from(("", " ", "\n\n", "  ", "\n"))) if text else ""
        places.append((len(text), len(text) + len(word)))
        text += word
    return text, places


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    """A record whose spans overlap, repeat and run over line breaks as they like."""
    text, places = draw(texts())

    def span(**more: Any) -> dict[str, Any]:
        first = draw(st.integers(0, len(places) - 1))
        last = draw(st.integers(first, min(first + 4, len(places) - 1)))
        start, end = places[first][0], places[last][1]
        return {"start": start, "end": end, "text": text[start:end], **more}

    def some(most: int, least: int = 0) -> range:
        return range(draw(st.integers(least, most)))

    def one_of(values: Any) -> Any:
        return draw(st.sampled_from(get_args(values)))

    claims = [
        {
            "id": f"C{number}",
            "source": span(kind="named") if draw(st.booleans()) else None,
            "cue": span(lemma="say") if draw(st.booleans()) else None,
            "content": [span() for _ in some(3, 1)],
            "quotation": "direct",
            "stance": "asserts",
            "certainty": "certain",
            "polarity": "affirmed",
        }
        for number in some(3)
    ]
    incidents = [
        {
            "id": f"I{number}",
            "type": draw(st.sampled_from(TYPES)),
            "realis": one_of(Realis),
            "status": "reported",
            "summary": "s",
            "when": {},
            "triggers": [span() for _ in some(3, 1)],
            "roles": {
                role: [span() for _ in some(2, 1)] for role in draw(st.lists(st.sampled_from(ROLES), unique=True))
            },
            "score": 0.5,
        }
        for number in some(3)
    ]
    return Extraction.model_validate(
        {
            "article": {
                "id": draw(st.sampled_from(("a", "feeds/ü 1.txt", "x" * 90))),
                "title": draw(st.none() | st.just("Title\tof it")),
                "published": draw(st.none() | st.just("2024-06-21")),
                "text": text,
            },
            "entities": [
                {
                    "id": f"E{number}",
                    "type": one_of(EntityType),
                    "name": "n",
                    "mentions": [span(kind=one_of(MentionKind)) for _ in some(3, 1)],
                }
                for number in some(4)
            ],
            "times": [
                span(id=f"T{number}", type=one_of(TimexType), value=draw(st.sampled_from((None, "2024-06", "P3D"))))
                for number in some(3)
            ],
            "claims": claims,
            "incidents": incidents,
            "provenance": {"version": "0", "model": "m", "packs": ["cyber"], "settings_sha256": "0"},
        }
    )
