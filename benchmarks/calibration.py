"""How far the score of an incident tells how likely it is right: a reliability table, and the weights behind it.

    python benchmarks/calibration.py GOLD [--fit]

GOLD is a gold file with incidents. An incident is right if it shares a trigger with a gold incident of its type; one
of a type that the gold has not, if it shares a trigger with any. The table comes from ten folds of the articles, the
weights of each fitted on the other nine; `--fit` prints the weights that all articles give, for `assemble/score.py`.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np

from extract import load, load_settings
from extract.assemble import incidents as assembling
from extract.assemble.score import likelihood
from extract.evaluation import read_gold

if TYPE_CHECKING:
    import numpy.typing as npt

    from extract.records import Incident

    Floats = npt.NDArray[np.float64]

_FOLDS = 10
_RIDGE = 1.0
_EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.01)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", metavar="GOLD")
    parser.add_argument("--fit", action="store_true", help="print the weights that all articles give")
    arguments = parser.parse_args()

    rows, right, articles = observed(read_gold(arguments.gold))
    if arguments.fit:
        weights = fitted(rows, right)
        print(f"BIAS = {weights[0]:.3f}")
        print(f"WEIGHTS = ({', '.join(f'{weight:.3f}' for weight in weights[1:])})")
    guessed = np.zeros(len(right))
    for fold in range(_FOLDS):
        held = articles % _FOLDS == fold
        if held.any():
            guessed[held] = chance(rows[held], fitted(rows[~held], right[~held]))
    print(f"{len(right)} incidents of {len(set(articles.tolist()))} articles, {right.mean():.1%} right")
    print("| score | incidents | mean score | right |\n| --- | --- | --- | --- |")
    for low, high in pairwise(_EDGES):
        inside = (guessed >= low) & (guessed < high)
        if inside.any():
            name = f"{low:.1f} to {min(high, 1.0):.1f}"
            print(f"| {name} | {inside.sum()} | {guessed[inside].mean():.2f} | {right[inside].mean():.2f} |")
    error = sum(
        inside.mean() * abs(guessed[inside].mean() - right[inside].mean())
        for low, high in pairwise(_EDGES)
        if (inside := (guessed >= low) & (guessed < high)).any()
    )
    print(f"expected calibration error {error:.3f}, Brier score {np.mean((guessed - right) ** 2):.3f}")


def observed(gold: list[dict[str, Any]]) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """The evidence for each incident that the pipeline finds, whether it is right, and the number of its article."""
    pipeline = load(load_settings(environ={}))
    rows: list[tuple[float, ...]] = []
    right: list[float] = []
    articles: list[int] = []

    def noting(evidence: tuple[float, ...]) -> float:
        rows.append(evidence)
        return likelihood(evidence)

    types = {one["type"] for article in gold for one in article["gold"].get("incidents", ())}
    with patch.object(assembling, "likelihood", noting):
        for number, article in enumerate(gold):
            record = pipeline(article["text"], published=article.get("published"))
            wanted = article["gold"].get("incidents", ())
            right += [float(is_right(incident, wanted, types)) for incident in record.incidents]
            articles += [number] * len(record.incidents)
    return np.array(rows), np.array(right), np.array(articles)


def is_right(incident: Incident, wanted: list[dict[str, Any]], types: set[str]) -> bool:
    """Whether an incident shares a trigger with a gold one that it can be."""
    spans = [
        (start, end)
        for one in wanted
        if one["type"] == incident.type or incident.type not in types
        for start, end in one["triggers"]
    ]
    return any(t.start < end and start < t.end for t in incident.triggers for start, end in spans)


def fitted(rows: Floats, right: Floats) -> Floats:
    """Bias and weights of a logistic regression, by Newton's method, with a little shrinkage of the weights."""
    inputs = np.hstack([np.ones((len(rows), 1)), rows])
    weights = np.zeros(inputs.shape[1])
    shrink = np.diag([0.0, *[_RIDGE] * rows.shape[1]])
    for _ in range(50):
        guessed = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (right - guessed) - shrink @ weights
        bend = (inputs * (guessed * (1 - guessed))[:, None]).T @ inputs + shrink
        weights += np.linalg.solve(bend, slope)
    return weights


def chance(rows: Floats, weights: Floats) -> Floats:
    """The likelihoods that weights give."""
    return np.asarray(1 / (1 + np.exp(-(weights[0] + rows @ weights[1:]))))


if __name__ == "__main__":
    main()
