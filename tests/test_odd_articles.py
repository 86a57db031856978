"""Articles of a shape that no newspaper prints: bounded time, a diagnostic where something was cut."""

from __future__ import annotations

import pytest

from extract.pipeline import Pipeline

pytestmark = pytest.mark.model

NAMES = ("Orbex", "Lumina", "Norvo", "Veldt", "Corvina", "Alpmed", "Selby", "Tarn", "Ostia", "Grenfel")


def test_a_list_of_two_hundred_breaches(pipeline: Pipeline) -> None:
    lines = [
        f"In {month} {year}, hackers stole the records of {number:,} customers from {name} {kind}."
        for number, (name, kind, month, year) in enumerate(
            (
                (n, k, m, y)
                for n in NAMES
                for k in ("Bank", "Group")
                for m in ("March", "July")
                for y in range(2014, 2019)
            ),
            1000,
        )
    ]
    assert len(lines) == 200
    record = pipeline("The breaches of a decade\n\n" + "\n\n".join(lines), published="2024-06-21")
    told = [one for one in record.incidents if one.realis == "actual"]
    assert len(told) > 100
    assert all(one.when.earliest is None or "2014" <= one.when.earliest[:4] <= "2018" for one in told)


def test_more_triggers_than_are_kept(pipeline: Pipeline) -> None:
    record = pipeline("Hackers breached Orbex and stole its files. " * 400, published="2024-06-21")
    assert "too-many-triggers" in {one.code for one in record.diagnostics}
    assert record.incidents


@pytest.mark.parametrize(
    "text",
    [
        "Hackers breached " + ", ".join(f"{NAMES[i % 10]} {i}" for i in range(1500)) + " and stole records.",
        "Hackers breached Orbex " + "and then the network of the bank of the city " * 300 + ".",
        "Breach. Ransomware. Orbex. Hackers. " * 250,
    ],
    ids=["a list of 3,000 words", "a sentence of 3,000 words", "no verbs"],
)
def test_no_sentence_is_too_odd(pipeline: Pipeline, text: str) -> None:
    record = pipeline(text, published="2024-06-21")
    assert not record.failed
