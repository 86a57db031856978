"""Loads `models/trained/encoder` and runs it over texts of any length.

The format of the folder is described in models/training/README.md, where the scripts that make it lie.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from extract.annotate.network.decode import Floats
from extract.annotate.network.graph import session
from extract.annotate.network.scores import Head, Scores
from extract.annotate.network.windows import fitted, owners, starts_of
from extract.annotate.network.wordpiece import WordPiece
from extract.errors import ModelError, PackError
from extract.packs import data_path

FOLDER = "trained/encoder"
FORMAT = 1


class Encoder:
    """The trained encoder; call it with a text for the scores of all heads.

    One thread, and each window is computed by itself: the scores of a text depend neither on what else is in a
    batch nor on the number of workers.

    Attributes:
        heads: what it can say, by name.
        wordpiece: cuts texts into its pieces.
        session: the onnxruntime session, of one thread.
        name: "encoder-" and the first eight digits of the sha256 of its weights.
    """

    def __init__(self, folder: Path) -> None:
        """Load the weights.

        Raises:
            ModelError: a file is missing, of another format, or not the one that `meta.json` records.
        """
        try:
            meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            weights = (folder / "model.onnx").read_bytes()
            self.wordpiece = WordPiece.from_file(folder / "vocab.txt")
        except (OSError, ValueError) as error:
            raise ModelError(f"the trained encoder in {folder} can't be read: {error}") from error
        if meta["format"] != FORMAT:
            raise ModelError(f"the trained encoder in {folder} has format {meta['format']}, not {FORMAT}")
        digest = hashlib.sha256(weights).hexdigest()
        if digest != meta["sha256"]:
            raise ModelError(f"{folder / 'model.onnx'} is not the file that meta.json records")
        self.name = f"encoder-{digest[:8]}"
        self.heads = {head["name"]: _head(head) for head in meta["heads"]}
        self._size, self._overlap = meta["window"] - 2, meta["overlap"]
        self.session = session(weights, arena=True)  # windows are all of about one size
        self._names = [output.name for output in self.session.get_outputs()]

    def __call__(self, text: str, left_out: Iterable[tuple[int, int]] = ()) -> Scores:
        """The scores of all heads for a text, in time linear in its length.

        Args:
            text: of the article.
            left_out: stretches of characters that are not read, as if they did not stand there.
        """
        pieces = self.wordpiece(text).without(left_out)
        size = fitted(len(pieces), self._size, self._overlap)
        starts = starts_of(len(pieces), size, self._overlap)
        row, place = owners(len(pieces), size, starts)
        ids = np.full((1, size + 2), self.wordpiece.start)
        ids[0, -1] = self.wordpiece.end
        shapes = np.zeros((1, size + 2), dtype=np.int64)
        parts: dict[str, list[Floats]] = {name: [] for name in self._names}
        for number, start in enumerate(starts):
            ids[0, 1:-1] = pieces.ids[start : start + size]
            shapes[0, 1:-1] = pieces.shapes[start : start + size]
            own = place[row == number] + 1
            for name, matrix in zip(self._names, self.session.run(None, {"ids": ids, "shapes": shapes}), strict=True):
                parts[name].append(matrix[0, own])
        return Scores(pieces, self.heads, {name: np.concatenate(found) for name, found in parts.items()})


@cache
def encoder() -> Encoder:
    """The encoder that the package ships, loaded once a process.

    Raises:
        ModelError: it is missing or broken.
    """
    try:
        return Encoder(data_path(FOLDER))
    except PackError as error:
        raise ModelError(f"the trained encoder is missing: {error}") from error


def _head(told: dict[str, Any]) -> Head:
    bias = np.asarray(told["bias"], dtype=np.float32) if "bias" in told else None
    return Head(told["name"], told["kind"], tuple(told.get("labels", ())), bias)
