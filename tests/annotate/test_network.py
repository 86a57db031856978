from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from spacy.language import Language

import extract.annotate.encoder  # noqa: F401 - registers the factory
from extract.annotate.network import wordpiece as shapes
from extract.annotate.network.decode import best_tags, distance_bucket, link, log_softmax, spans_of
from extract.annotate.network.model import FOLDER, Encoder, encoder
from extract.annotate.network.windows import fitted, owners, starts_of
from extract.annotate.network.wordpiece import WordPiece
from extract.errors import ModelError
from extract.packs import data_path
from extract.records import Article, Block, BlockKind

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "port", "##al", "cafe", "“", ".", "u", "s"]


@pytest.fixture(scope="module")
def small() -> WordPiece:
    return WordPiece(VOCABULARY)


def test_pieces_have_the_characters_of_the_text(small: WordPiece) -> None:
    text = "“The Portal.\n\nCAFÉ xyz"
    pieces = small(text)
    found = [(text[a:b], VOCABULARY[i]) for i, a, b in zip(pieces.ids, pieces.starts, pieces.ends, strict=True)]
    assert found == [
        ("“", "“"),
        ("The", "the"),
        ("Port", "port"),
        ("al", "##al"),
        (".", "."),
        ("CAFÉ", "cafe"),
        ("xyz", "[UNK]"),
    ]


def test_shapes_tell_case_and_spacing(small: WordPiece) -> None:
    pieces = small("“The Portal.\n\nCAFÉ xyz")
    assert [tuple(divmod(shape, 4)) for shape in pieces.shapes.tolist()] == [
        (shapes.PARAGRAPH, shapes.LOWER),
        (shapes.GLUED, shapes.TITLE),
        (shapes.BLANK, shapes.TITLE),
        (shapes.CONTINUED, shapes.TITLE),
        (shapes.GLUED, shapes.LOWER),
        (shapes.PARAGRAPH, shapes.UPPER),
        (shapes.BLANK, shapes.LOWER),
    ]
    assert pieces.opens_paragraph.tolist() == [True, False, False, False, False, True, False]


@given(text=st.text(max_size=200))
def test_pieces_lie_in_order_and_in_the_text(wordpiece: WordPiece, text: str) -> None:
    pieces = wordpiece(text)
    assert (pieces.starts < pieces.ends).all()
    assert (np.diff(pieces.starts) >= 0).all()
    if len(pieces):
        assert pieces.starts[0] >= 0
        assert pieces.ends[-1] <= len(text)


@given(length=st.integers(0, 2000), size=st.integers(20, 200), overlap=st.integers(0, 19))
def test_windows_cover_each_piece_once(length: int, size: int, overlap: int) -> None:
    largest, size = size, fitted(length, size, overlap)
    assert size <= largest
    starts = starts_of(length, size, min(overlap, max(size - 1, 0)))
    assert len(starts) == len(starts_of(length, min(largest, length), min(overlap, max(min(largest, length) - 1, 0))))
    row, place = owners(length, size, starts)
    assert len(row) == length
    assert ((place >= 0) & (place < max(size, 1))).all()
    assert (np.asarray(starts)[row] + place == np.arange(length)).all()


def is_well_formed(tags: list[int]) -> bool:
    return all(tag % 2 or not tag or before in (tag, tag - 1) for before, tag in itertools.pairwise([0, *tags]))


@given(
    scores=arrays.arrays(np.float64, st.tuples(st.integers(0, 5), st.just(5)), elements=st.integers(-8, 8).map(float))
)
def test_best_tags_are_the_best_of_all_well_formed_ones(scores: np.ndarray) -> None:
    def total(tags: tuple[int, ...]) -> float:
        return float(sum(scores[i, tag] for i, tag in enumerate(tags)))

    found = best_tags(scores).tolist()
    assert is_well_formed(found)
    best = max(total(tags) for tags in itertools.product(range(5), repeat=len(scores)) if is_well_formed(list(tags)))
    assert total(tuple(found)) == best


@given(
    scores=arrays.arrays(np.float64, st.tuples(st.integers(0, 80), st.just(5)), elements=st.integers(-8, 8).map(float))
)
def test_spans_of_long_sequences_are_apart(scores: np.ndarray) -> None:
    tags = best_tags(scores)
    assert is_well_formed(tags.tolist())
    spans = spans_of(tags, ("a", "b"))
    assert all(first < last for _, first, last in spans)
    assert all(left[2] <= right[1] for left, right in itertools.pairwise(spans))
    covered = {i for _, first, last in spans for i in range(first, last)}
    assert covered == set(np.flatnonzero(tags).tolist())


def test_link_is_a_dot_product_and_a_bias() -> None:
    matrix = np.array([[1.0, 2.0, 0.0, 0.0], [0.0, 0.0, 3.0, 4.0]])
    bias = np.arange(48.0)
    (score,) = link(matrix, bias, np.array([0]), np.array([1])).ravel()
    assert score == pytest.approx((1 * 3 + 2 * 4) / 2**0.5 + bias[24 + 1])
    assert distance_bucket(np.array([-7, 0, 7, 5000, -5000])).tolist() == [7, 24, 31, 47, 23]


def test_log_softmax_is_one_in_all() -> None:
    assert np.exp(log_softmax(np.array([[1.0, 2.0, 3.0]]))).sum() == pytest.approx(1)


def test_the_scores_of_a_text_are_its_own() -> None:
    one, other = "The mayor said that the port was open.", "“We paid,” the minister said. " * 40
    alone = encoder()(one).matrices
    encoder()(other)
    again = encoder()(one).matrices
    assert all((alone[name] == again[name]).all() for name in alone)


def test_the_encoder_takes_one_thread() -> None:
    options = encoder().session.get_session_options()
    assert (options.intra_op_num_threads, options.inter_op_num_threads) == (1, 1)


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "a", "x" * 100_000, "“" * 3_000, "😀🏴󠁧󠁢󠁥󠁮󠁧󠁿 قال الوزير", "WORDS IN CAPITALS " * 200],
    ids=["empty", "blank", "letter", "long word", "marks", "scripts", "capitals"],
)
def test_any_text_has_scores(text: str) -> None:
    scores = encoder()(text)
    assert all(len(matrix) == len(scores) for matrix in scores.matrices.values())
    for label, span in scores.spans("claims_tags"):
        start, end = scores.characters(span)
        assert text[start:end].strip()
        assert label in scores.heads["claims_tags"].labels


def test_rows_by_token(nlp: Language) -> None:
    doc = nlp.make_doc("U.S. officials can't say\n\nwhy.")
    doc = nlp.get_pipe("extract_encoder")(doc)
    rows = doc._.scores.by_token("claims_tags", doc)
    assert rows.shape == (len(doc), 7)
    assert [token.text for token, row in zip(doc, rows, strict=True) if not row.any()] == ["\n\n"]


@pytest.mark.model
def test_what_is_no_part_of_the_story_is_not_read(nlp: Language) -> None:
    story = "Hackers breached Orbex on Monday, its director said."
    parts: tuple[tuple[str, BlockKind], ...] = (
        ("By Ida Quist", "byline"),
        (story, "story"),
        ("Read more: Ferries", "related"),
        ("Orbex closed its shops.", "story"),
        ("(Editing by Tom Okafor)", "agency_tail"),
    )
    text, blocks = "", []
    for part, kind in parts:
        blocks.append(Block(start=len(text), end=len(text) + len(part), kind=kind))
        text += f"{part}\n\n"
    doc = nlp.make_doc(text)
    doc._.article = Article(id="a", text=text, blocks=tuple(blocks))
    scores = nlp.get_pipe("extract_encoder")(doc)._.scores
    starts = scores.pieces.starts
    read = {block.kind for block in blocks for start in starts if block.start <= start < block.end}
    assert read == {"story"}
    plain = encoder()(f"{story}\n\nOrbex closed its shops.")
    assert all((scores.matrices[name] == plain.matrices[name]).all() for name in plain.matrices)


@pytest.mark.parametrize("harm", ["missing file", "other weights", "another format", "no JSON"])
def test_a_broken_model_is_an_error_that_names_the_file(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(data_path(FOLDER), folder)
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    if harm == "missing file":
        (folder / "vocab.txt").unlink()
    elif harm == "other weights":
        (folder / "meta.json").write_text(json.dumps(meta | {"sha256": "0"}), encoding="utf-8")
    elif harm == "another format":
        (folder / "meta.json").write_text(json.dumps(meta | {"format": 99}), encoding="utf-8")
    else:
        (folder / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=str(folder)):
        Encoder(folder)
