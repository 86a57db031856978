"""spaCy's vectors of words in context, computed in less time: the same weights, the same sums.

The embedding of a word depends on the word alone: here it is computed once for all its places in a batch. The
convolutions over it (maxout, layer norm, residual) are one model of onnxruntime, where thinc makes an array for each
step. After `MultiHashEmbed` and `MaxoutWindowEncoder` in spaCy (`spacy/ml/models/tok2vec.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.api import Model, NumpyOps
from thinc.types import Ragged

from extract.annotate.network import graph
from extract.annotate.products import TRIED, SteadyOps

if TYPE_CHECKING:
    import numpy.typing as npt
    from spacy.language import Language

    Floats = npt.NDArray[np.float32]
    Keys = npt.NDArray[np.uint64]

CHUNK = 512
"""Rows that go through the convolutions together: few enough to stay in a processor's cache."""

KINDS = ("expand_window", "maxout", "layernorm", "dropout")
"""The parts of a convolution."""

EPSILON = 1e-8
"""thinc's, added to the variance."""

_PLACES = {
    "rows": 0,
    "first": 0,
    "second": 1,
    "third": 2,
    "last but one": -2,
    "last": -1,
    "end": np.iinfo(np.int64).max,
}
_WINDOW = {"before": ("first", "last but one"), "own": ("second", "last"), "after": ("third", "end")}
"""What a row's neighbours and the row itself are slices of; the rows at the two ends, which lack one, drop out."""

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
"""Odd, and without a pattern in its bits: Knuth's multiplicative hashing, by the golden ratio."""


def speed_up(nlp: Language) -> None:
    """Put the faster computation in the place of thinc's, where a pipeline's models have the shape that is known."""
    for _, component in nlp.pipeline:
        root: Any = getattr(component, "model", None)
        for old in list(root.walk()) if isinstance(root, Model) else ():
            if old is root or type(old.ops) not in (NumpyOps, SteadyOps):
                continue
            if _is_embedding(old):
                root.replace_node(old, _like(old, _Embed(old)))
            elif (steps := _steps(old)) and (convolutions := Convolutions(steps)).is_steady():
                root.replace_node(old, _like(old, _Encode(old, convolutions)))


def _like(old: Any, forward: Any) -> Any:
    """A node with the same parts, so that the model is written and read as before, and another forward pass."""
    dims = {name: old.maybe_get_dim(name) for name in old.dim_names}
    return Model(old.name, forward, init=old.init, dims=dims, layers=old.layers, attrs=old.attrs, ops=old.ops)


def _is_embedding(node: Any) -> bool:
    kinds = [layer.name.partition("(")[0] for layer in node.layers]
    if kinds != ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]:
        return False
    return all(layer.attrs["pad"] == 0 for layer in node.layers[2:4])


def _steps(node: Any) -> list[tuple[Floats, Floats, Floats, Floats]]:
    """Weights of the convolutions, if that is what a node is."""
    if not node.name.startswith("with_array(residual("):
        return []
    inner = node.layers[0]
    layers = [inner] if inner.name.startswith("residual(") and len(inner.layers) == 1 else inner.layers
    steps = []
    for layer in layers:
        parts = {part.name: part for part in layer.walk() if not part.layers}
        known = {"expand_window", "maxout", "layernorm"} <= parts.keys() <= {*KINDS}
        if not known or parts["expand_window"].attrs["window_size"] != 1 or not layer.name.startswith("residual("):
            return []
        maxout, norm = parts["maxout"], parts["layernorm"]
        steps.append((maxout.get_param("W"), maxout.get_param("b"), norm.get_param("G"), norm.get_param("b")))
    return steps if node.attrs["pad"] >= len(steps) else []


class Convolutions:
    """Layers that each add to a row what maxout and layer norm make of it and its neighbours.

    Args:
        steps: for each layer its maxout's weights (width, pieces, 3 * width) and biases (width, pieces), and the gains
            and biases of its layer norm (width).
    """

    def __init__(self, steps: list[tuple[Floats, Floats, Floats, Floats]]) -> None:
        self.depth = len(steps)
        self.width = len(steps[0][2])
        nodes: list[bytes] = []
        held: dict[str, graph.Floats | graph.Ints] = {name: np.array([at]) for name, at in _PLACES.items()}
        row = "x"
        for number, (weights, biases, gain, shift) in enumerate(steps):
            window = [f"{part}{number}" for part in _WINDOW]
            nodes += [
                graph.node("Slice", (row, *places, "rows"), name)
                for name, places in zip(window, _WINDOW.values(), strict=True)
            ]
            nodes.append(graph.node("Concat", window, f"window{number}", axis=1))
            pieces = [f"piece{number}.{piece}" for piece in range(weights.shape[1])]
            for piece, name in enumerate(pieces):
                held[f"weights of {name}"] = np.ascontiguousarray(weights[:, piece].T)
                held[f"biases of {name}"] = np.ascontiguousarray(biases[:, piece])
                given = (f"window{number}", f"weights of {name}", f"biases of {name}")
                nodes.append(graph.node("Gemm", given, name))
            nodes.append(graph.node("Max", pieces, f"most{number}"))
            held[f"gain{number}"], held[f"shift{number}"] = gain, shift
            normed = (f"most{number}", f"gain{number}", f"shift{number}")
            nodes.append(graph.node("LayerNormalization", normed, f"normed{number}", axis=-1, epsilon=EPSILON))
            row = f"row{number}"
            nodes.append(graph.node("Add", (f"normed{number}", window[1]), row))
        self._session = graph.session(graph.model(nodes, ["x"], [row], held))

    def __call__(self, rows: Floats) -> Floats:
        """What they make of all rows but the first and the last `depth`, whose neighbours are not all there.

        Args:
            rows: (n + 2 * depth, width).

        Returns:
            (n, width).
        """
        count = len(rows) - 2 * self.depth
        made = np.empty((max(count, 0), self.width), dtype=np.float32)
        for start in range(0, count, CHUNK):
            made[start : start + CHUNK] = self._run(rows[start : start + CHUNK + 2 * self.depth])
        return made

    def is_steady(self) -> bool:
        """Whether on this machine a row does not depend on how many are computed with it, nor on its place."""
        rows = np.random.default_rng(1).standard_normal((max(TRIED) + 2 * self.depth, self.width)).astype(np.float32)
        wanted = self._run(rows)
        return all(
            (self._run(rows[-count - 2 * self.depth :]) == wanted[-count:]).all()
            and (self._run(rows[: count + 2 * self.depth]) == wanted[:count]).all()
            for count in TRIED
        )

    def _run(self, rows: Floats) -> Floats:
        count = len(rows) - 2 * self.depth
        if count == 1:  # kernels have a way of their own for a single row, which is never taken
            rows = np.concatenate([rows, np.zeros((1, self.width), dtype=np.float32)])
        made: Floats = self._session.run(None, {"x": rows})[0]
        return made[:count]


class _Encode:
    """The forward pass of a node `with_array` over the convolutions, until it is trained."""

    def __init__(self, old: Any, convolutions: Convolutions) -> None:
        self._old = old
        self._convolutions: Convolutions | None = convolutions

    def __call__(self, model: Any, given: Any, is_train: bool) -> Any:
        if is_train:
            self._convolutions = None  # its weights will be those of before
        if self._convolutions is None or not isinstance(given, list) or not any(map(len, given)):
            return self._old(given, is_train)
        lengths = model.ops.asarray1i([len(rows) for rows in given])
        # Rows of nothing part the documents, as many as reach from one into the next.
        flat = model.ops.flatten(given, pad=model.attrs["pad"])
        pad = self._convolutions.depth
        made = model.ops.alloc2f(*flat.shape)
        made[pad:-pad] = self._convolutions(flat)
        return model.ops.unflatten(made, lengths, pad=model.attrs["pad"]), _no_way_back


class _Embed:
    """The forward pass of a node from documents to their words' embeddings: equal words are computed once."""

    def __init__(self, old: Any) -> None:
        self._old = old

    def __call__(self, model: Any, docs: Any, is_train: bool) -> Any:
        if is_train:
            return self._old(docs, is_train)
        features, join, embed, mix, part = model.layers
        ragged = join.predict(features.predict(docs))
        first, place = distinct(ragged.dataXd)
        words = Ragged(ragged.dataXd[first], model.ops.asarray1i([len(first)]))
        vectors = mix.predict(embed.predict(words)).dataXd
        return part.predict(Ragged(vectors[place], ragged.lengths)), _no_way_back


def distinct(keys: Keys) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Which rows are distinct.

    Args:
        keys: (n, columns).

    Returns:
        (kinds) a row of each kind, and (n) the place of each row's kind among those.
    """
    mixed = np.zeros(len(keys), dtype=np.uint64)
    for column in keys.T:
        mixed = mixed * MULTIPLIER + column
    _, first, place = np.unique(mixed, return_index=True, return_inverse=True)
    if (keys[first][place] != keys).any():  # two kinds fell on one number
        everything = np.arange(len(keys))
        return everything, everything
    return first, place


def _no_way_back(gradient: Any) -> Any:
    raise NotImplementedError("gradients need a forward pass with is_train")
