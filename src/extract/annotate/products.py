"""Matrix products of spaCy's models by numpy: several times faster where BLIS has no kernel for the CPU.

spaCy multiplies through `blis`, whose wheels hold just its generic kernels: on a CPU of today that takes three to four
times as long as the BLAS inside numpy (`benchmarks/speed.py` shows what is left of it in the whole).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.api import NumpyOps
from threadpoolctl import ThreadpoolController

if TYPE_CHECKING:
    import numpy.typing as npt
    from spacy.language import Language

    Floats = npt.NDArray[np.float32]

BLOCK = 256
"""Rows that are multiplied at once. All blocks have this size, the last one filled with zeros: BLAS libraries choose a
kernel, and so the order of the sums, by the size, and a row must not depend on what else is in its batch."""


class SteadyOps(NumpyOps):  # type: ignore[misc]  # thinc's Cython classes have no types
    """thinc's operations on numpy arrays, with matrix products in blocks of equal size, in one thread."""

    name = "incident-extract-steady"

    def gemm(
        self, x: Floats, y: Floats, out: Floats | None = None, trans1: bool = False, trans2: bool = False
    ) -> Floats:
        """The product of two matrices; the meaning of the arguments is that of `NumpyOps.gemm`."""
        left, right = x.T if trans1 else x, y.T if trans2 else y
        rows = len(left)
        if out is None:
            out = np.empty((rows, right.shape[1]), dtype=left.dtype)
        whole = rows - rows % BLOCK
        with _threads().limit(limits=1, user_api="blas"):
            for start in range(0, whole, BLOCK):
                np.matmul(left[start : start + BLOCK], right, out=out[start : start + BLOCK])
            if rows > whole:
                last = np.zeros((BLOCK, left.shape[1]), dtype=left.dtype)
                last[: rows - whole] = left[whole:]
                out[whole:] = (last @ right)[: rows - whole]
        return out


def speed_up(nlp: Language) -> None:
    """Let the models of a pipeline that compute with numpy's operations multiply by `SteadyOps`."""
    steady = SteadyOps()
    for _, component in nlp.pipeline:
        model: Any = getattr(component, "model", None)
        for node in model.walk() if hasattr(model, "walk") else ():
            if type(node.ops) is NumpyOps:
                node.ops = steady


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()
