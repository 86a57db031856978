from __future__ import annotations

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from thinc.api import Linear, NumpyOps

from extract.annotate import products
from extract.annotate.products import SteadyOps, speed_up

DICE = np.random.default_rng(7)


def matrix(rows: int, columns: int) -> np.ndarray:
    return DICE.standard_normal((rows, columns)).astype(np.float32)


@pytest.mark.parametrize(("trans1", "trans2"), [(False, False), (True, False), (False, True), (True, True)])
@pytest.mark.parametrize("rows", [0, 1, 2, 255, 4097])
def test_products_are_those_of_thinc(rows: int, trans1: bool, trans2: bool) -> None:
    left, right = matrix(rows, 12), matrix(12, 5)
    given_left = np.ascontiguousarray(left.T) if trans1 else left
    given_right = np.ascontiguousarray(right.T) if trans2 else right
    out = np.empty((rows, 5), dtype=np.float32)
    ours = SteadyOps().gemm(given_left, given_right, out=out, trans1=trans1, trans2=trans2)
    assert ours is out
    np.testing.assert_allclose(ours, left @ right, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(SteadyOps().gemm(given_left, given_right, trans1=trans1, trans2=trans2), ours)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 700), st.integers(0, 600))
def test_a_row_does_not_depend_on_what_stands_beside_it(rows: int, before: int) -> None:
    weights, own, others = matrix(288, 96), matrix(rows, 96), matrix(before, 96)
    alone = SteadyOps().gemm(own, weights, trans2=True)
    together = SteadyOps().gemm(np.concatenate([others, own]), weights, trans2=True)
    np.testing.assert_array_equal(together[before:], alone)


@pytest.mark.parametrize("rows", [0, 1, 600])
def test_thincs_own_product_where_rows_are_not_computed_alike(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def uneven(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        made: np.ndarray = np.matmul(left, right) * np.linspace(1, 1.001, len(left), dtype=np.float32)[:, None]
        return made

    monkeypatch.setattr(products, "product", uneven)
    monkeypatch.setattr(products, "is_steady", products.is_steady.__wrapped__)
    assert not products.is_steady(12, 5)
    left, right = matrix(rows, 12), matrix(5, 12)
    ours = SteadyOps().gemm(left, right, trans2=True)
    np.testing.assert_array_equal(ours, NumpyOps().gemm(left, right, trans2=True))


def test_only_plain_numpy_operations_are_replaced() -> None:
    class Others(NumpyOps):  # type: ignore[misc]
        name = "others"

    nlp = spacy.blank("en")
    tagger = nlp.add_pipe("tagger")
    kept = Linear(2, 2)
    kept.ops = Others()
    tagger.model.layers.append(kept)  # type: ignore[attr-defined]
    speed_up(nlp)
    kinds = {type(node.ops) for node in tagger.model.walk()}  # type: ignore[attr-defined]
    assert kinds == {SteadyOps, Others}
