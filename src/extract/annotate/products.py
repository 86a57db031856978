"""Matrix products of spaCy's models by numpy: several times faster where BLIS has no kernel for the CPU.

spaCy multiplies through `blis`, whose wheels hold just its generic kernels: on a CPU of today that takes three to four
times as long as the BLAS inside numpy (`benchmarks/speed.py` shows what is left of it in the whole).
"""

from __future__ import annotations

from collections.abc import Callable
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

MARGIN = 16
"""Rows of zeros at both ends of a block where a kernel sums otherwise at its ends."""


class SteadyOps(NumpyOps):  # type: ignore[misc]  # thinc's Cython classes have no types
    """thinc's operations on numpy arrays, with matrix products in blocks of equal size, in one thread.

    Which way a product is taken is found by trial, once for each size: the first in which this machine's BLAS computes
    every row of a block alike, else thinc's own.
    """

    name = "incident-extract-steady"

    def gemm(
        self, x: Floats, y: Floats, out: Floats | None = None, trans1: bool = False, trans2: bool = False
    ) -> Floats:
        """The product of two matrices; the meaning of the arguments is that of `NumpyOps.gemm`."""
        left, right = x.T if trans1 else x, y.T if trans2 else y
        with _threads().limit(limits=1, user_api="blas"):
            way = steady_way(*right.shape, turned=bool(right.flags.f_contiguous))
            if way is None:
                made: Floats = super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
                return made
            rows = len(left)
            if out is None:
                out = np.empty((rows, right.shape[1]), dtype=left.dtype)
            product, margin = way
            step = BLOCK - 2 * margin
            for start in range(0, rows, step):
                part = left[start : start + step]
                if len(part) < BLOCK:
                    block = np.zeros((BLOCK, left.shape[1]), dtype=left.dtype)
                    block[margin : margin + len(part)] = part
                    out[start : start + step] = product(block, right)[margin : margin + len(part)]
                else:
                    np.matmul(part, right, out=out[start : start + step])
        return out


def straight(left: Floats, right: Floats) -> Floats:
    """The product."""
    made: Floats = left @ right
    return made


def turned_about(left: Floats, right: Floats) -> Floats:
    """The product by that of the transposed matrices: rows lie where columns lay, side by side in the registers."""
    made: Floats = np.matmul(np.ascontiguousarray(right.T), np.ascontiguousarray(left.T)).T
    return made


Way = tuple[Callable[["Floats", "Floats"], "Floats"], int]
"""A product, and the margin that it needs."""

WAYS: tuple[Way, ...] = ((straight, 0), (turned_about, MARGIN))


@cache
def steady_way(inner: int, columns: int, *, turned: bool) -> Way | None:
    """The first way to multiply by a matrix of this size whose rows don't depend on their place in the block.

    Args:
        inner: rows of the matrix on the right.
        columns: of it.
        turned: whether it lies in memory column by column.
    """
    dice = np.random.default_rng(1)
    right = dice.standard_normal((columns, inner)).astype(np.float32).T
    if not turned:
        right = np.ascontiguousarray(right)
    block = np.tile(dice.standard_normal(inner).astype(np.float32), (BLOCK, 1))
    for product, margin in WAYS:
        rows = product(block, right)[margin : BLOCK - margin]
        if (rows == rows[0]).all():
            return product, margin
    return None


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
