"""The component `extract_lines`: a sentence never runs over a line break or out of a dateline.

Ingest has joined hard-wrapped lines, so a break that is left ends a headline, a paragraph or a list item.
Without this the parser reads a headline without a full stop into the sentence below it, and
"LYON, June 4 (AFP) -" into the sentence that it stands before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from spacy.language import Language

from extract.annotate import layers
from extract.annotate.layers import text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

_LINE_START = re.compile(r"\n\s*(\S)")
_WORD = re.compile(r"\S")


@Language.factory("extract_lines", assigns=["token.is_sent_start"])
def make_lines(nlp: Language, name: str) -> LinesComponent:
    """Make the component; it belongs before the parser, which keeps the sentence starts that it finds."""
    return LinesComponent()


class LinesComponent:
    """Marks the first token of each line, and the one behind a dateline, as the start of a sentence."""

    def __init__(self) -> None:
        layers.register()

    def __call__(self, doc: Doc) -> Doc:
        """Mark sentence starts; the other tokens are left to the parser."""
        text = text_of(doc)
        article = layers.article_of(doc)
        datelines = (b.end for b in article.blocks if b.kind == "dateline") if article else ()
        starts = [line.start(1) for line in _LINE_START.finditer(text)]
        starts += [word.start() for end in datelines if (word := _WORD.search(text, end))]
        begins = doc.to_array("IDX")
        for index in (np.searchsorted(begins, starts, side="right") - 1).tolist():
            if not doc[index].is_space:
                doc[index].is_sent_start = True
                # Forced to start anew, the parser likes to cut the first word off.
                if index + 1 < len(doc) and not doc[index + 1].is_space:
                    doc[index + 1].is_sent_start = False
        return doc
