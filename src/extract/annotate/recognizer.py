"""spaCy's entity recogniser with a faster search: the same model, the same entities.

spaCy 3.8 asks of each of the 74 moves, at every token, whether it is valid, and each answer takes Python's lock
several times: more time than the model itself. Outside an entity the scores of a token depend on that token alone, so
here they are computed for all tokens at once, and inside one just two moves are left, to go on and to end.

After M. Honnibal's transition-based recogniser in spaCy (`spacy/pipeline/_parser_internals/ner.pyx`), greedy search.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt
    from thinc.api import Model

    Floats = npt.NDArray[np.float32]
    Found = list[tuple[int, int, str]]

FACTORY = "extract_ner"

_TOKEN, _OPENED, _BEFORE = range(3)
"""What a state sees: the next token, the first of the open entity, and in one the token before the next."""


@Language.factory(
    FACTORY,
    assigns=["doc.ents", "token.ent_iob", "token.ent_type"],
    default_score_weights={"ents_f": 1.0},
)
def make_recognizer(
    nlp: Language,
    name: str,
    model: Model[list[Doc], Any],
    moves: Any,
    scorer: Callable[..., Any] | None,
    incorrect_spans_key: str | None,
    update_with_oracle_cut_size: int,
) -> GreedyRecognizer:
    """The factory of `extract_ner`, which takes the place of a trained `ner`; the arguments are those of spaCy's."""
    return GreedyRecognizer(
        nlp.vocab,
        model,
        name,
        moves=moves,
        scorer=scorer,
        incorrect_spans_key=incorrect_spans_key,
        update_with_oracle_cut_size=update_with_oracle_cut_size,
    )


class GreedyRecognizer(EntityRecognizer):  # type: ignore[misc]  # a Cython class without types
    """Finds what `EntityRecognizer` finds. Models of another shape, and documents with entities, go to spaCy."""

    def predict(self, docs: Doc | Sequence[Doc]) -> list[Any]:
        """What `set_annotations` needs of each document: its entities, or spaCy's states."""
        docs = [docs] if isinstance(docs, Doc) else list(docs)
        if not self._is_plain() or any(doc.to_array("ENT_IOB").any() for doc in docs):
            return list(super().predict(docs))
        body, lower, upper = self.model.layers
        vectors = body.predict(docs)
        # One row for a token: for each place it can have in a state what it adds there; the first row is for no token.
        features = lower.predict(vectors)
        moves = [self.moves.get_class_name(i) for i in range(self.moves.n_moves)]
        search = _Search(features, lower.get_param("b"), upper, moves)
        ends = np.cumsum([len(doc) for doc in docs])
        return [search(doc, 1 + end - len(doc)) for doc, end in zip(docs, ends.tolist(), strict=True)]

    def set_annotations(self, docs: Sequence[Doc], states_or_beams: Sequence[Any]) -> None:
        """Set `doc.ents`."""
        for doc, found in zip(docs, states_or_beams, strict=True):
            if isinstance(found, list):
                doc.set_ents([Span(doc, *one) for one in found], default="outside")
            else:
                super().set_annotations([doc], [found])

    def _is_plain(self) -> bool:
        _, lower, _ = self.model.layers
        told = self.model.attrs
        return (
            self.cfg["beam_width"] == 1
            and told["has_upper"]
            and not told["unseen_classes"]
            and lower.get_dim("nF") == 3
            and lower.get_dim("nP") > 1
        )


class _Search:
    """The greedy search over documents of one batch.

    Args:
        features: (tokens + 1, 3, hidden, pieces), the first row for no token.
        bias: (hidden, pieces), of the features.
        upper: the layer from hidden to the scores of the moves.
        moves: names of the moves, "B-ORG", "I-ORG" ... "O"; "U-" only ever marks what a user has forbidden.
    """

    def __init__(self, features: Floats, bias: Floats, upper: Model[Floats, Floats], moves: Sequence[str]) -> None:
        self._features, self._bias, self._upper = features, bias, upper
        weights: Any = upper.get_param("W")  # thinc does not say how many dimensions it has
        self._weights, self._out_bias = weights, upper.get_param("b")
        self._moves = [name.partition("-")[::2] for name in moves]
        kinds = np.array([kind for kind, _ in self._moves])
        self._begins, self._units = kinds == "B", kinds == "U"
        self._inside = {label: i for i, (kind, label) in enumerate(self._moves) if kind == "I"}
        self._last = {label: i for i, (kind, label) in enumerate(self._moves) if kind == "L"}
        never = np.isin(kinds, ("I", "L")) | np.array([kind == "U" and not label for kind, label in self._moves])
        self._never = np.where(never, np.float32(-np.inf), np.float32(0))

    def __call__(self, doc: Doc, first: int) -> Found:
        """The entities of a document whose first token has the row `first`: (start, end, label), in tokens."""
        if not len(doc):
            return []
        marks = doc.to_array(["SENT_START", "IS_SPACE"])
        # Nothing runs on over the end of a sentence or of the document.
        closed = np.append(marks[1:, 0] == 1, True)
        outside = self._outside(first, len(doc), closed, marks[:, 1] == 1)
        found: Found = []
        behind = 0
        for start in np.flatnonzero([self._moves[move][0] != "O" for move in outside]).tolist():
            if start < behind:
                continue
            kind, label = self._moves[outside[start]]
            behind = start + 1 if kind == "U" else self._end(first, start, label, closed)
            found.append((start, behind, label))
        return found

    def _outside(
        self, first: int, length: int, closed: npt.NDArray[np.bool_], space: npt.NDArray[np.bool_]
    ) -> list[int]:
        """The best move at each token while no entity is open."""
        none = self._features[0]
        state = self._features[first : first + length, _TOKEN] + none[_OPENED] + none[_BEFORE] + self._bias
        scores = self._upper.predict(_most(state)) + self._never
        scores[np.ix_(closed | space, self._begins)] = -np.inf
        scores[np.ix_(space, self._units)] = -np.inf
        best: list[int] = scores.argmax(axis=1).tolist()
        return best

    def _end(self, first: int, start: int, label: str, closed: npt.NDArray[np.bool_]) -> int:
        """Where the entity ends that was opened at `start`."""
        inside, last = sorted((self._inside[label], self._last[label]))
        weights, bias = self._weights[[inside, last]], self._out_bias[[inside, last]]
        token = start + 1
        while not closed[token]:
            row = first + token
            state = self._features[row, _TOKEN] + self._features[first + start, _OPENED]
            scores = weights @ _most(state + self._features[row - 1, _BEFORE] + self._bias) + bias
            if (inside, last)[int(scores.argmax())] == self._last[label]:
                break
            token += 1
        return token + 1


def _most(pieces: Floats) -> Floats:
    """Maxout over the last axis, which is short: numpy takes a maximum along it one by one."""
    most: Floats = reduce(np.maximum, np.moveaxis(pieces, -1, 0))
    return most
