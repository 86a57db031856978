"""What the encoder says of one text, for the components that read a head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from extract.annotate.network.decode import Floats, Ints, Span, best_tags, link, log_softmax, spans_of
from extract.annotate.network.wordpiece import Pieces

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True)
class Head:
    """One head as `meta.json` describes it.

    Attributes:
        name: the name of its matrix.
        kind: `bio`, `classes`, `pointer` or `pairs`; models/training/README.md says what each means.
        labels: of `bio` and `classes`.
        bias: of `pointer` and `pairs`, what each bucket of distance adds.
    """

    name: str
    kind: str
    labels: tuple[str, ...] = ()
    bias: Floats | None = None


@dataclass
class Scores:
    """The scores of all heads for one text.

    Attributes:
        pieces: the word pieces of the text, with half-open offsets into it.
        heads: the heads by name.
        matrices: by name of head one row a piece.
    """

    pieces: Pieces
    heads: dict[str, Head]
    matrices: dict[str, Floats]

    def __len__(self) -> int:
        return len(self.pieces)

    def spans(
        self,
        name: str,
        more: Mapping[str, float] | None = None,
        evidence: Iterable[tuple[str, tuple[int, int], float]] = (),
    ) -> list[tuple[str, Span]]:
        """(label, pieces) of the spans that a `bio` head finds, in the order of the text.

        Args:
            name: the head.
            more: what is added to the scores of a label, to find more or fewer of it than the head does by itself.
            evidence: (label, characters, what is added to its scores there), for what else is known of the text.
        """
        labels = self.heads[name].labels
        each = [0.0, *((more or {}).get(label, 0.0) for label in labels)]
        matrix = self.matrices[name] + np.repeat(each, [1, *[2] * len(labels)])
        for label, characters, amount in evidence:
            first, last = self.covered(characters)
            column = 1 + 2 * labels.index(label)
            matrix[first:last, column : column + 2] += amount
        tags = best_tags(log_softmax(matrix))
        return [(label, (first, last)) for label, first, last in spans_of(tags, labels)]

    def certainty(self, name: str, label: str, span: Span) -> float:
        """How sure a `bio` head is that a span has a label: the mean share of its two tags over the pieces."""
        first = 1 + 2 * self.heads[name].labels.index(label)
        shares = np.exp(log_softmax(self.matrices[name][span[0] : span[1]]))
        return float(shares[:, first : first + 2].sum(axis=1).mean())

    def shares(self, name: str, span: Span) -> Floats:
        """The shares of the labels of a `classes` head for a span that another head found."""
        return np.asarray(np.exp(log_softmax(self.matrices[name][span[0] : span[1]])).mean(axis=0))

    def links(self, name: str, left: Ints, right: Ints) -> Floats:
        """How much each piece of `left` points at each of `right`, by a linked head; 0 is indifference."""
        bias = self.heads[name].bias
        if bias is None:
            raise ValueError(f"the head {name!r} links nothing")
        return link(self.matrices[name], bias, left, right)

    def covered(self, characters: tuple[int, int]) -> Span:
        """The pieces that touch some characters, half-open."""
        first = int(np.searchsorted(self.pieces.ends, characters[0], side="right"))
        return first, max(first, int(np.searchsorted(self.pieces.starts, characters[1], side="left")))

    def characters(self, span: Span) -> tuple[int, int]:
        """The characters from the first to the last piece of a span, half-open."""
        return int(self.pieces.starts[span[0]]), int(self.pieces.ends[span[1] - 1])

    @cached_property
    def paragraphs(self) -> Ints:
        """For each piece the number of its paragraph."""
        return np.cumsum(self.pieces.opens_paragraph)

    def by_token(self, name: str, doc: Doc) -> Floats:
        """The matrix of a head with one row for each token of the Doc: the mean of the pieces that touch it.

        A token without a piece (white space) has a row of zeros.
        """
        matrix = self.matrices[name]
        rows = np.zeros((len(doc), matrix.shape[1]), dtype=matrix.dtype)
        starts = np.fromiter((token.idx for token in doc), np.int64, len(doc))
        ends = starts + np.fromiter((len(token) for token in doc), np.int64, len(doc))
        first = np.searchsorted(self.pieces.ends, starts, side="right")
        last = np.searchsorted(self.pieces.starts, ends, side="left")
        for place in np.flatnonzero(last > first).tolist():
            rows[place] = matrix[first[place] : last[place]].mean(axis=0)
        return rows
