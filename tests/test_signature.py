from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import similarity
from extract.signature import HASHES, signature

WORDS = [f"word{number}" for number in range(400)]


def story(seed: int, length: int = 300) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


def sign(words: list[str]) -> str:
    found = signature(" ".join(words))
    assert found is not None
    return found


def test_equal_stories_have_equal_signatures_whatever_their_type() -> None:
    text = "Hackers stole the records of 2.4 million customers from the parcel company, its chief executive said."
    assert signature(text) == signature(f"  {text.upper().replace(',', ' --')}\n\n")
    assert signature("Hackers stole it.") is None
    assert signature("") is None


def test_the_signature_does_not_change_between_releases() -> None:
    assert sign(WORDS[:40])[:32] == "54725b52ea31d78cadc93103033792f4"


def test_an_edited_story_is_near_and_another_far() -> None:
    whole = story(1)
    cut = whole[:240]
    edited = [*whole[:100], "a", "new", "quote", *whole[103:]]
    assert similarity(sign(whole), sign(cut)) > 0.65
    assert similarity(sign(whole), sign(edited)) > 0.85
    assert similarity(sign(whole), sign(story(2))) < 0.1
    bands = {sign(whole)[at : at + 8] + str(at) for at in range(0, HASHES * 4, 8)}
    assert bands & {sign(cut)[at : at + 8] + str(at) for at in range(0, HASHES * 4, 8)}


@given(st.integers(0, 10_000), st.integers(0, 300))
def test_the_estimate_is_near_the_share_of_common_runs(seed: int, kept: int) -> None:
    left = story(seed)
    right = [*left[:kept], *story(seed + 20_000)[kept:]]
    runs = [{tuple(words[at : at + 4]) for at in range(len(words) - 3)} for words in (left, right)]
    true = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
    assert abs(similarity(sign(left), sign(right)) - true) < 0.3  # five standard errors


def test_what_is_no_signature_is_refused() -> None:
    with pytest.raises(ValueError, match="256 hexadecimal digits"):
        similarity("0" * 64, "0" * 64)
