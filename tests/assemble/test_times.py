from __future__ import annotations

import spacy

from extract.annotate import layers
from extract.assemble.times import assemble_times

layers.register()


def test_ids_and_anchors() -> None:
    doc = spacy.blank("en")("The day before, on 3 May 2023, it fell.")
    doc._.times = (
        layers.TimeMark(19, 29, "DATE", "2023-05-03", "2023-05-03", "2023-05-03"),
        layers.TimeMark(0, 14, "DATE", "2023-05-02", "2023-05-02", "2023-05-02", anchor=0),
    )
    first, second = assemble_times(doc)
    assert (first.id, first.text, first.anchor) == ("T1", "The day before", "T2")
    assert (second.id, second.text, second.anchor) == ("T2", "3 May 2023", None)


def test_published_anchor_and_nothing() -> None:
    doc = spacy.blank("en")("Friday")
    assert assemble_times(doc) == ()
    doc._.times = (layers.TimeMark(0, 6, "DATE", None, anchor="published"),)
    (only,) = assemble_times(doc)
    assert (only.anchor, only.value) == ("published", None)
