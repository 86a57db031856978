from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

import words
from extract import pool
from extract.errors import ExtractError
from extract.pool import Limits, map_batches


def batches(*said: str, size: int) -> list[list[str]]:
    return [list(said[at : at + size]) for at in range(0, len(said), size)]


def flat(results: Iterator[list[str]]) -> list[str]:
    return [one for batch in results for one in batch]


def test_results_come_in_order_and_few_batches_are_taken() -> None:
    asked: list[int] = []

    def numbers() -> Iterator[list[str]]:
        for number in range(40):
            asked.append(number)
            yield [str(number), "x"]

    results = map_batches(words.Words, numbers(), jobs=2)
    assert next(results) == ["0", "X"]
    assert len(asked) <= 2 * pool.WINDOW
    assert [batch[0] for batch in results] == [str(number) for number in range(1, 40)]
    assert not multiprocessing.active_children()


def test_a_killed_worker_costs_nothing(tmp_path: Path) -> None:
    said = ["a", "b", f"kill once {tmp_path}/mark", "c", "d"]
    assert flat(map_batches(words.Words, batches(*said, size=3), jobs=2)) == [word.upper() for word in said]


def test_who_kills_workers_is_found_and_the_others_are_done() -> None:
    said = ["a", "b", "kill worker", "c", "d", "e", "f", "kill worker"]
    found = flat(map_batches(words.Words, batches(*said, size=7), jobs=2))
    assert found == ["A", "B", "kill worker: worker-died", "C", "D", "E", "F", "kill worker: worker-died"]


def test_who_takes_too_long_is_found() -> None:
    said = ["a", "sleep long", "b"]
    found = flat(map_batches(words.Words, [said], jobs=1, limits=Limits(seconds=1)))
    assert found == ["A", "sleep long: timeout", "B"]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is limited through /proc")
def test_who_takes_too_much_memory_is_found() -> None:
    said = ["a", "take memory", "b"]
    found = flat(map_batches(words.Words, [said], jobs=1, limits=Limits(memory=250_000_000)))
    assert found == ["A", "take memory: out-of-memory", "B"]


def test_an_error_arrives_and_no_process_is_left() -> None:
    with pytest.raises(ValueError, match="a word said so"):
        flat(map_batches(words.Words, batches("a", "raise", "b", size=1), jobs=2))
    assert not multiprocessing.active_children()


def test_workers_that_die_while_they_load() -> None:
    with pytest.raises(ExtractError, match="die while they load"):
        flat(map_batches(words.dying_words, [["a"]], jobs=2))


def test_who_stops_listening_leaves_no_process() -> None:
    results = map_batches(words.Words, batches("a", "b", "sleep long", "sleep long", size=1), jobs=2)
    assert next(results) == ["A"]
    results.close()  # type: ignore[attr-defined]
    assert not multiprocessing.active_children()
