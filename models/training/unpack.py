"""Turn the folder that the package reads back into a checkpoint, to go on training from the weights that ship.

    python unpack.py ../trained/encoder encoder.toml --out RUN/shipped.pt

Weights come back as the eight bits of the file tell them, so a little of the checkpoint that they were made of is lost.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

LAYER_PARTS = ("out", "up", "down")


def weights_of(file: Path) -> dict[str, Tensor]:
    """Weights and biases of body and heads by their names in `model.py`."""
    graph = onnx.load(file).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    found = {
        name.removeprefix("model."): value for name, value in stored.items() if name.endswith((".weight", ".bias"))
    }

    def plain(name: str) -> np.ndarray:
        scale, zero = stored[f"{name}_scale"], stored[f"{name}_zero_point"]
        return (stored[f"{name}_quantized"].astype(np.float32) - zero.astype(np.float32)) * scale

    for name in ("words", "places", "shapes"):
        found[f"{name}.weight"] = plain(f"model.{name}.weight")
    parts: dict[str, list[np.ndarray]] = {}
    for node in graph.node:
        if node.op_type not in ("MatMulInteger", "QAttention"):
            continue
        stem = node.input[1].removesuffix("_quantized")
        matrix = plain(stem).T
        if held := re.fullmatch(r"(q|k|v|qkv)(\d+)", stem):  # files of before hold the three in one
            parts.setdefault(f"layers.{held[2]}.qkv.weight", []).append(matrix)
            continue
        told = node.output[0].split("/")[1]
        part, _, number = told.partition("_")
        found[f"layers.{number or 0}.{part}.weight" if part in LAYER_PARTS else f"heads.{told}.weight"] = matrix
    found |= {name: np.concatenate(matrices) for name, matrices in parts.items()}
    return {name: torch.tensor(value, dtype=torch.float32) for name, value in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("config", type=Path, help="that the weights were trained with")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    weights = weights_of(args.folder / "model.onnx")
    for head in json.loads((args.folder / "meta.json").read_text(encoding="utf-8"))["heads"]:
        if "bias" in head:
            weights[f"biases.{head['name']}"] = torch.tensor(head["bias"])
    config = tomllib.loads(args.config.read_text(encoding="utf-8"))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"model": weights, "config": config, "epoch": -1}, args.out)


if __name__ == "__main__":
    main()
