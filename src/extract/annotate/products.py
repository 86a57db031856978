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

from extract.annotate.network import graph

if TYPE_CHECKING:
    import numpy.typing as npt
    import onnxruntime
    from spacy.language import Language

    Floats = npt.NDArray[np.float32]

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
        return product(left, right, out)


def product(left: Floats, right: Floats, out: Floats | None = None) -> Floats:
    """The product by onnxruntime; it has a way of its own for a single row, which is never taken.

    Args:
        left: (n, k).
        right: (k, m).
        out: (n, m), where it is written to.
    """
    if out is None:
        out = np.empty((len(left), right.shape[1]), dtype=np.float32)
    if not out.flags.c_contiguous:
        out[:] = product(left, right)
    elif len(left) == 1:
        out[:] = product(np.repeat(left, 2, axis=0), right)[:1]
    elif out.size:
        given = {"left": np.ascontiguousarray(left), "right": np.ascontiguousarray(right)}
        binding = _session().io_binding()
        for name, matrix in given.items():
            binding.bind_cpu_input(name, matrix)
        binding.bind_output("product", "cpu", 0, np.float32, out.shape, out.ctypes.data)
        _session().run_with_iobinding(binding)
    return out


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
    return graph.session(
        graph.model([graph.node("MatMul", ("left", "right"), "product")], ("left", "right"), ["product"], {})
    )
