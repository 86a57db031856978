from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from spacy.language import Language
from thinc.api import Model, fix_random_seed

from extract.annotate import vectors
from extract.annotate.vectors import Convolutions, distinct, speed_up

TEXTS = ("Lina read the report twice.", "", "Nobody", "The port closed, the port said, until the port opened again.")
DICE = np.random.default_rng(11)


def pipeline(window: int = 1, depth: int = 2, pieces: int = 3) -> Language:
    fix_random_seed(3)
    nlp = spacy.blank("en")
    embed = {"@architectures": "spacy.MultiHashEmbed.v2", "width": 8, "attrs": ["NORM", "SHAPE"]}
    encode = {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 8, "maxout_pieces": pieces}
    config = {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": embed | {"rows": [50, 50], "include_static_vectors": False},
        "encode": encode | {"window_size": window, "depth": depth},
    }
    nlp.add_pipe("tok2vec", config={"model": config})
    nlp.initialize()
    for node in model_of(nlp).walk():  # gains, biases: at first they are all ones or noughts
        for name in node.param_names:
            if name in ("b", "G"):
                values: Any = node.get_param(name)
                node.set_param(name, values + normal(*values.shape))
    return nlp


def model_of(nlp: Language) -> Model[Any, Any]:
    model: Model[Any, Any] = nlp.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    return model


def found(nlp: Language, texts: tuple[str, ...] = TEXTS) -> list[np.ndarray]:
    made: list[np.ndarray] = model_of(nlp).predict([nlp.make_doc(text) for text in texts])
    return made


def faster(nlp: Language) -> set[str]:
    """Which parts of the model have another forward pass."""
    speed_up(nlp)
    return {type(node._func).__name__ for node in model_of(nlp).walk()} & {"_Embed", "_Encode"}


@pytest.mark.parametrize(("depth", "pieces"), [(1, 2), (2, 3), (4, 3)])
def test_vectors_are_those_of_thinc(depth: int, pieces: int) -> None:
    nlp = pipeline(depth=depth, pieces=pieces)
    wanted, written = found(nlp), nlp.to_bytes()
    assert faster(nlp) == {"_Embed", "_Encode"}
    for ours, theirs in zip(found(nlp), wanted, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)
    assert nlp.to_bytes() == written
    assert [len(rows) for rows in found(nlp, ("", ""))] == [0, 0]


def test_what_stands_beside_a_text_does_not_matter() -> None:
    nlp = pipeline(depth=4)
    speed_up(nlp)
    for text, rows in zip(TEXTS, found(nlp), strict=True):
        np.testing.assert_array_equal(found(nlp, (text,))[0], rows)


def test_a_wider_window_is_left_to_thinc() -> None:
    nlp = pipeline(window=2)
    wanted = found(nlp)
    assert faster(nlp) == {"_Embed"}
    for ours, theirs in zip(found(nlp), wanted, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


def test_where_rows_are_not_computed_alike_it_is_left_to_thinc(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Convolutions._run

    def uneven(self: Convolutions, rows: np.ndarray) -> np.ndarray:
        made: np.ndarray = run(self, rows) * np.float32(1 + len(rows) * 1e-6)
        return made

    monkeypatch.setattr(Convolutions, "_run", uneven)
    assert faster(pipeline()) == {"_Embed"}


def test_a_trained_model_is_computed_with_its_new_weights() -> None:
    nlp = pipeline()
    speed_up(nlp)
    docs = [nlp.make_doc(text) for text in TEXTS if text]
    model = model_of(nlp)
    made, learn = model.begin_update(docs)
    learn(made)
    for node in model.walk():
        if node.name == "maxout":
            node.set_param("W", node.get_param("W") * 2)
    wanted = model(docs, is_train=True)[0]
    for ours, theirs in zip(model.predict(docs), wanted, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 1200), st.integers(1, 40))
def test_rows_do_not_depend_on_chunks(count: int, chunk: int) -> None:
    steps = [(normal(4, 2, 12), normal(4, 2), normal(4), normal(4)) for _ in range(3)]
    convolutions, rows = Convolutions(steps), normal(count + 6, 4)
    whole = convolutions(rows)
    assert whole.shape == (count, 4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "CHUNK", chunk)
        np.testing.assert_array_equal(convolutions(rows), whole)


@given(arrays.arrays(np.uint64, st.tuples(st.integers(0, 30), st.integers(1, 3)), elements=st.integers(0, 3)))
def test_distinct_rows(keys: np.ndarray) -> None:
    first, place = distinct(keys)
    np.testing.assert_array_equal(keys[first][place], keys)
    assert len(np.unique(keys, axis=0)) == len(first)


def test_rows_that_fall_on_one_number_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "MULTIPLIER", np.uint64(0))  # the last column alone counts
    keys = np.array([[1, 5], [2, 5], [1, 5]], dtype=np.uint64)
    first, place = distinct(keys)
    np.testing.assert_array_equal(keys[first][place], keys)


def normal(*shape: int) -> np.ndarray:
    return DICE.standard_normal(shape, dtype=np.float32)
