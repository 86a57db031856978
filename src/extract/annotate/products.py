"""Matrix products of spaCy's models by onnxruntime: several times faster where BLIS has no kernel for the CPU.

spaCy multiplies through `blis`, whose wheels hold just its generic kernels. onnxruntime, which reads the encoder, has
kernels for the CPUs of today, and they sum a row's products in an order that does not depend on the other rows: what
an article is found to say must not depend on what else is in its batch. (The OpenBLAS inside numpy is as fast, but on
some CPUs it sums rows at the ends of a block otherwise.)
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.api import NumpyOps

if TYPE_CHECKING:
    import numpy.typing as npt
    import onnxruntime
    from spacy.language import Language

    Floats = npt.NDArray[np.float32]

ROWS = 4096
"""Rows that are multiplied at once, so that little memory is held twice."""

TRIED = (2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 16, 17, 63, 200)
"""Numbers of rows with which it is tried whether all are computed alike: kernels take some at a time."""


class SteadyOps(NumpyOps):  # type: ignore[misc]  # thinc's Cython classes have no types
    """thinc's operations on numpy arrays, with matrix products by onnxruntime, in one thread.

    Where a trial, one for each size of matrix, finds that this machine computes rows at some places otherwise, the
    product is thinc's own.
    """

    name = "incident-extract-steady"

    def gemm(
        self, x: Floats, y: Floats, out: Floats | None = None, trans1: bool = False, trans2: bool = False
    ) -> Floats:
        """The product of two matrices; the meaning of the arguments is that of `NumpyOps.gemm`."""
        left, right = x.T if trans1 else x, y.T if trans2 else y
        if not is_steady(*right.shape):
            made: Floats = super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
            return made
        if out is None and len(left) <= ROWS:
            return product(left, right)
        if out is None:
            out = np.empty((len(left), right.shape[1]), dtype=np.float32)
        for start in range(0, len(left), ROWS):
            out[start : start + ROWS] = product(left[start : start + ROWS], right)
        return out


def product(left: Floats, right: Floats) -> Floats:
    """The product by onnxruntime; it has a way of its own for a single row, which is never taken."""
    lonely = len(left) == 1
    given = {"left": np.repeat(left, 2, axis=0) if lonely else left, "right": right}
    made: Floats = _session().run(None, {name: np.ascontiguousarray(matrix) for name, matrix in given.items()})[0]
    return made[:1] if lonely else made


@cache
def is_steady(inner: int, columns: int) -> bool:
    """Whether rows multiplied by a matrix of this size don't depend on their place or number.

    Args:
        inner: rows of the matrix on the right.
        columns: of it.
    """
    dice = np.random.default_rng(1)
    row, right = (dice.standard_normal(shape).astype(np.float32) for shape in ((1, inner), (inner, columns)))
    wanted = product(row, right)
    return all((product(np.repeat(row, count, axis=0), right) == wanted).all() for count in TRIED)


def speed_up(nlp: Language) -> None:
    """Let the models of a pipeline that compute with numpy's operations multiply by `SteadyOps`."""
    steady = SteadyOps()
    for _, component in nlp.pipeline:
        model: Any = getattr(component, "model", None)
        for node in model.walk() if hasattr(model, "walk") else ():
            if type(node.ops) is NumpyOps:
                node.ops = steady


@cache
def _session() -> onnxruntime.InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # it would keep as much as the longest article needed
    return onnxruntime.InferenceSession(_model(), options, providers=["CPUExecutionProvider"])


def _model() -> bytes:
    """An ONNX model of one operator: product = left @ right.

    Written out here, field by field as onnx.proto numbers them, because nothing else needs the package `onnx`.
    """
    floats = _message((1, _message((1, 1))))  # a type: a tensor of float32
    values = {name: _message((1, name), (2, floats)) for name in ("left", "right", "product")}
    node = _message((1, "left"), (1, "right"), (2, "product"), (4, "MatMul"))
    graph = _message((1, node), (2, "g"), (11, values["left"]), (11, values["right"]), (12, values["product"]))
    return _message((1, 8), (7, graph), (8, _message((2, 17))))  # its format, the graph, the version of the operators


def _message(*fields: tuple[int, int | str | bytes]) -> bytes:
    """A message of Protocol Buffers with these fields; numbers and lengths below 128."""
    made = bytearray()
    for number, value in fields:
        if isinstance(value, int):
            made += bytes([number << 3, value])
        else:
            data = value.encode() if isinstance(value, str) else value
            made += bytes([number << 3 | 2, len(data)]) + data
    return bytes(made)
