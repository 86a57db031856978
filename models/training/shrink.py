"""Narrow the layers of a trained encoder, without a step of training.

    python shrink.py RUN/epoch-N.pt smaller.toml --gold GOLD --pretrained MINILM_FOLDER \\
        --heads 8 --inner 768 --out RUN/shrunk.pt

Layer by layer, from below: the heads of attention and then the inner units that the rest can stand in for best are left
out, and the matrix behind them is solved anew by least squares, so that the layer gives as nearly as possible what the
whole encoder's gives there (its input being what the layers below, already narrowed, give). Left out is what costs
least by the measure of Optimal Brain Surgeon (Hassibi and Stork, 1992), in groups as in ZipLM (Kurtic et al., 2023).
"""

from __future__ import annotations

import argparse
import copy
import tomllib
from pathlib import Path
from typing import Any

import torch
from data import load
from model import Encoder, Layer, restore
from samples import inputs, whole
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from extract.annotate.network.wordpiece import WordPiece

STEP = 32
"""Units that are left out at a time."""

PULL = 1e-4
"""Towards the old weights, as a share of the units' mean square."""


class Sums:
    """Sums over all pieces: of the units' products (and a one's, for the bias) with themselves and the wanted."""

    def __init__(self, behind: nn.Linear) -> None:
        self.units = behind.in_features
        self.squares = torch.zeros(self.units + 1, self.units + 1, dtype=torch.float64)
        self.products = torch.zeros(self.units + 1, behind.out_features, dtype=torch.float64)
        self.old = torch.cat([behind.weight.T, behind.bias[None]]).double()
        self.wanted = 0.0

    def add(self, units: Tensor, wanted: Tensor) -> None:
        """Count the pieces of an article."""
        rows = torch.cat([units, torch.ones_like(units[..., :1])], -1).flatten(0, -2)
        goal = wanted.flatten(0, -2)
        self.squares += (rows.T @ rows).double()
        self.products += (rows.T @ goal).double()
        self.wanted += goal.square().sum().item()

    def solve(self, keep: int, size: int = 1, step: int = STEP) -> tuple[Tensor, nn.Linear, float]:
        """The units that stay, the map behind them, and the share of the wanted that it misses.

        Units go in groups of `size` neighbours, `step` groups at a time.
        """
        pull = PULL * self.squares.diagonal()[:-1].mean()
        left, right = self.squares.clone(), self.products.clone()
        left.diagonal()[:-1] += pull
        right[:-1] += pull * self.old[:-1]
        inverse = torch.linalg.inv(left)
        weights = inverse @ right
        index = torch.arange(self.units + 1)
        while len(index) - 1 > keep:
            parts = torch.arange(len(index) - 1).view(-1, size)
            blocks = inverse[parts[:, :, None], parts[:, None, :]]
            cost = (weights[parts] * torch.linalg.solve(blocks, weights[parts])).sum((1, 2))
            drop = parts[cost.topk(min(step, len(parts) - keep // size), largest=False).indices].flatten()
            stay = torch.ones(len(index), dtype=torch.bool)
            stay[drop] = False
            share = inverse[:, drop] @ torch.linalg.inv(inverse[drop][:, drop])
            weights = (weights - share @ weights[drop])[stay]
            inverse = (inverse - share @ inverse[drop])[stay][:, stay]
            index = index[stay]
        weights = torch.linalg.solve(left[index][:, index], right[index])
        missed = self.wanted - 2 * (weights * self.products[index]).sum()
        missed += (weights * (self.squares[index][:, index] @ weights)).sum()
        return index[:-1], linear(weights[:-1].T.float(), weights[-1].float()), missed.item() / self.wanted


@torch.inference_mode()
def shrink(known: Encoder, heads: list[int], inner: list[int], articles: list[tuple[Tensor, Tensor]]) -> Encoder:
    """A copy whose layers have so many heads of attention and so many inner units."""
    made = copy.deepcopy(known)
    goals = [known.embed(*article) for article in articles]
    states = list(goals)
    for number, (old, new) in enumerate(zip(known.layers, made.layers, strict=True)):
        goals, states, lost_heads = narrow_attention(old, new, goals, states, heads[number])
        goals, states, lost_inner = narrow_feeding(old, new, goals, states, inner[number])
        print(f"layer {number}: {100 * lost_heads:.2f} % of the attention, {100 * lost_inner:.2f} % of the rest missed")
    return made


Vectors = list[Tensor]


def narrow_attention(
    old: Layer, new: Layer, goals: Vectors, states: Vectors, keep: int
) -> tuple[Vectors, Vectors, float]:
    """Leave heads out; what comes out of the first half with them and without."""
    sums, above = Sums(new.out), []
    for goal, x in zip(goals, states, strict=True):
        above.append(goal + old.out(old.gather(goal, None)))
        sums.add(new.gather(x, None), above[-1] - x)
    units, new.out, missed = sums.solve(keep * new.head, new.head, 1)
    rows = torch.cat([part[units] for part in torch.arange(new.qkv.out_features).chunk(3)])
    new.qkv, new.heads = linear(new.qkv.weight[rows], new.qkv.bias[rows]), keep
    return [old.norm1(x) for x in above], [new.attend(x, None) for x in states], missed


def narrow_feeding(
    old: Layer, new: Layer, goals: Vectors, states: Vectors, keep: int
) -> tuple[Vectors, Vectors, float]:
    """Leave inner units out; what comes out of the second half with them and without."""
    sums, above = Sums(new.down), []
    for goal, x in zip(goals, states, strict=True):
        above.append(goal + old.feed(goal))
        sums.add(F.gelu(new.up(x)), above[-1] - x)
    units, new.down, missed = sums.solve(keep)
    new.up = linear(new.up.weight[units], new.up.bias[units])
    return [old.norm2(x) for x in above], [new.norm2(x + new.feed(x)) for x in states], missed


def linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    """A map with these weights."""
    made = nn.Linear(weight.shape[1], weight.shape[0])
    made.weight, made.bias = (nn.Parameter(x.clone(memory_format=torch.contiguous_format)) for x in (weight, bias))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("config", type=Path, help="names the corpora whose train articles are read")
    parser.add_argument("--gold", type=Path, required=True, help="folder of the gold sets")
    parser.add_argument("--pretrained", type=Path, required=True, help="folder with vocab.txt")
    parser.add_argument("--heads", type=int, required=True, help="of attention that each layer keeps")
    parser.add_argument("--inner", type=int, required=True, help="units that each layer's feed-forward part keeps")
    parser.add_argument("--articles", type=int, default=100, help="of each corpus (default: 100)")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    model, state = restore(args.checkpoint)
    config: dict[str, Any] = tomllib.loads(args.config.read_text(encoding="utf-8"))
    wordpiece = WordPiece.from_file(args.pretrained / "vocab.txt")
    run = config["run"]
    articles = []
    for corpus in config["corpus"]:
        for article in load(args.gold / corpus["train"], corpus, wordpiece, model.declared, limit=args.articles):
            ids, shapes, _ = inputs([whole(article, run["window"] - 2, run["overlap"])], wordpiece)
            articles.append((ids, shapes))
    layers = len(model.layers)
    made = shrink(model, [args.heads] * layers, [args.inner] * layers, articles)
    torch.save({"model": made.state_dict(), "config": state["config"], "epoch": -1}, args.out)


if __name__ == "__main__":
    main()
