"""Scores of a checkpoint on the dev articles, with the scorers of the gold sets."""

from __future__ import annotations

from typing import Any

import claims
import incidents
from data import Article
from encode import Matrices, Run, biases_of, encode, torch_run
from model import Encoder, Head

from extract.annotate.network.wordpiece import WordPiece

Scores = dict[str, float]
Record = dict[str, Any]
INCIDENTS = (
    "trigger",
    "trigger_strict",
    "trigger_id",
    "argument",
    "argument_strict",
    "argument_id",
    "record",
    "record_strict",
    "record_merged",
    "types",
)


def claims_scores(articles: list[Article], matrices: list[Matrices], biases: Matrices) -> tuple[Scores, list[Record]]:
    """F1 in percent by metric of score_claims.py, and the records that were scored."""
    import score_claims  # its folder joins the path at run time

    records = []
    for article, found in zip(articles, matrices, strict=True):
        text = article.record["text"]
        records.append(
            {
                "article": {"id": article.record["id"], "text": text},
                "claims": claims.assemble(found, biases, article.pieces, text),
            }
        )
    result = score_claims.score_records([a.record for a in articles], records)
    return {name: round(100 * row["f1"], 2) for name, row in result["metrics"].items()}, records


def incidents_scores(
    articles: list[Article],
    matrices: list[Matrices],
    biases: Matrices,
    heads: dict[str, Head],
    allowed: incidents.Allowed,
) -> tuple[Scores, list[Record]]:
    """F1 in percent by metric of score_incidents.py with the error in the count, and the records."""
    import score_incidents

    records = []
    for article, found in zip(articles, matrices, strict=True):
        text = article.record["text"]
        made = incidents.assemble(found, biases, article.pieces, text, heads, allowed)
        records.append({"article": {"id": article.record["id"], "text": text}, "incidents": made})
    result = score_incidents.score([a.record for a in articles], records)
    scores = {name: round(100 * result[name]["f"], 2) for name in INCIDENTS}
    scores["count_error"] = round(result["count"]["mean_abs_error"], 3)
    scores["realis"] = round(100 * result["realis"]["accuracy"], 2)
    return scores, records


def roles_by_type(articles: list[Article]) -> incidents.Allowed:
    """Which roles the gold has with which type of incident."""
    allowed: incidents.Allowed = {}
    for article in articles:
        for incident in article.record["gold"]["incidents"]:
            allowed.setdefault(incident["type"], set()).update(a["role"] for a in incident["arguments"])
    return allowed


def score(
    run: Run,
    biases: Matrices,
    heads: dict[str, Head],
    dev: dict[str, list[Article]],
    allowed: incidents.Allowed,
    wordpiece: WordPiece,
    window: int,
    overlap: int,
) -> tuple[dict[str, Scores], dict[str, list[Record]]]:
    """Scores and records by corpus."""
    scores: dict[str, Scores] = {}
    records: dict[str, list[Record]] = {}
    for corpus, articles in dev.items():
        matrices = [encode(run, article.pieces, wordpiece, window, overlap) for article in articles]
        if corpus == "claims":
            scores[corpus], records[corpus] = claims_scores(articles, matrices, biases)
        elif corpus == "incidents":
            scores[corpus], records[corpus] = incidents_scores(articles, matrices, biases, heads, allowed)
    return scores, records


def evaluate(
    model: Encoder,
    dev: dict[str, list[Article]],
    allowed: incidents.Allowed,
    wordpiece: WordPiece,
    window: int,
    overlap: int,
) -> dict[str, Scores]:
    """Scores of a model by corpus."""
    return score(torch_run(model), biases_of(model), model.declared, dev, allowed, wordpiece, window, overlap)[0]
