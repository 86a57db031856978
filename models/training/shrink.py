"""Narrow the layers of a trained encoder, without a step of training.

    python shrink.py RUN/epoch-N.pt smaller.toml --gold GOLD --pretrained MINILM_FOLDER --share 0.6 --out RUN/shrunk.pt

Layer by layer, from below: the heads of attention and then the inner units that the rest can stand in for best are left
out, and the matrix behind them is solved anew by least squares, so that the layer gives as nearly as possible what the
whole encoder's gives there (its input being what the layers below, already narrowed, give). Left out is what costs
least by the measure of Optimal Brain Surgeon (Hassibi and Stork, 1992), in groups as in ZipLM (Kurtic et al., 2023).

How many each layer keeps is what makes all layers together take the wanted share of time and the heads' scores diverge
least, as if the divergences that narrowing one part alone brings added up (SPDY: Frantar and Alistarh, 2022).
"""

from __future__ import annotations

import argparse
import copy
import tomllib
from pathlib import Path
from typing import Any

import torch
from data import load
from losses import distillation
from model import Encoder, Layer, restore
from samples import Sample, inputs, whole
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from extract.annotate.network.wordpiece import WordPiece

HEADS = (12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)
INNER = (1536, 1408, 1280, 1152, 1024, 896, 768, 640, 512, 384, 256)
"""What a layer may keep."""

HEAD_TIME = 96
"""Inner units that take as long as a head of attention: onnxruntime, int8, AVX2, windows of 192 pieces."""

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


Vectors = list[Tensor]
Held = list[tuple[Sample, Tensor]]
Costs = list[tuple[dict[int, float], dict[int, float]]]


def leave_out_heads(layer: Layer, sums: Sums, keep: int) -> float:
    """Narrow a layer's attention; the share that is missed."""
    units, layer.out, missed = sums.solve(keep * layer.head, layer.head, 1)
    rows = torch.cat([part[units] for part in torch.arange(layer.qkv.out_features).chunk(3)])
    layer.qkv, layer.heads = linear(layer.qkv.weight[rows], layer.qkv.bias[rows]), keep
    return missed


def leave_out_units(layer: Layer, sums: Sums, keep: int) -> float:
    """Narrow a layer's feed-forward part; the share that is missed."""
    units, layer.down, missed = sums.solve(keep)
    layer.up = linear(layer.up.weight[units], layer.up.bias[units])
    return missed


@torch.inference_mode()
def sensitivities(
    known: Encoder,
    articles: list[tuple[Tensor, Tensor]],
    held: list[tuple[Tensor, Tensor, Sample]],
    weights: dict[str, float],
) -> Costs:
    """For each layer how far all heads' scores diverge when it keeps so many heads, or units, and the rest is whole.

    Args:
        known: the encoder.
        articles: ids and shapes, from which the narrowed parts are solved.
        held: others, on which the divergence is measured.
        weights: of the heads.
    """
    states = [known.embed(*article) for article in articles]
    inputs_held = [known.embed(ids, shapes) for ids, shapes, _ in held]
    goals = [(sample, known.body(ids, shapes)) for ids, shapes, sample in held]
    found = []
    for number, layer in enumerate(known.layers):
        heads, units = Sums(layer.out), Sums(layer.down)
        for index, x in enumerate(states):
            gathered = layer.gather(x, None)
            heads.add(gathered, layer.out(gathered))
            middle = layer.add(x, gathered)
            inner = F.gelu(layer.up(middle))
            units.add(inner, layer.down(inner))
            states[index] = layer.norm2(middle + layer.down(inner))
        costs: list[dict[int, float]] = []
        for narrow, sums, options in ((leave_out_heads, heads, HEADS), (leave_out_units, units, INNER)):
            costs.append({options[0]: 0.0})
            for keep in options[1:]:
                trial = copy.deepcopy(layer)
                narrow(trial, sums, keep)
                costs[-1][keep] = divergence(known, [trial, *known.layers[number + 1 :]], inputs_held, goals, weights)
        print(
            f"layer {number}:", *({keep: round(cost, 4) for keep, cost in part.items()} for part in costs), flush=True
        )
        found.append((costs[0], costs[1]))
        inputs_held = [layer(x, None) for x in inputs_held]
    return found


def divergence(known: Encoder, layers: list[Layer], given: Vectors, goals: Held, weights: dict[str, float]) -> float:
    """Of the heads' scores when these layers are the upper ones; the articles' mean."""
    total = 0.0
    for x, (sample, goal) in zip(given, goals, strict=True):
        for layer in layers:
            x = layer(x, None)
        apart = distillation(known, known, [x], [goal], [sample])
        total += sum(weight * apart[name].item() for name, weight in weights.items())
    return total / len(goals)


def allocate(costs: Costs, share: float) -> tuple[list[int], list[int]]:
    """How many heads and inner units each layer keeps so that all take `share` of the time and diverge least."""
    unit = HEAD_TIME // 3  # divides all times
    parts = [part for layer in costs for part in layer]
    times = [HEAD_TIME if number % 2 == 0 else 1 for number in range(len(parts))]
    room = int(share * sum(max(part) * time for part, time in zip(parts, times, strict=True)) / unit)
    # The least divergence with which the parts so far take a time, and what they keep.
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for part, time in zip(parts, times, strict=True):
        longer: dict[int, tuple[float, tuple[int, ...]]] = {}
        for spent, (lost, kept) in best.items():
            for keep, cost in part.items():
                then = spent + keep * time // unit
                if then <= room and (then not in longer or lost + cost < longer[then][0]):
                    longer[then] = (lost + cost, (*kept, keep))
        best = longer
    if not best:
        raise ValueError(f"no layers are so narrow that they take {share} of the time")
    _, kept = min(best.values())
    return list(kept[::2]), list(kept[1::2])


@torch.inference_mode()
def shrink(known: Encoder, heads: list[int], inner: list[int], articles: list[tuple[Tensor, Tensor]]) -> Encoder:
    """A copy whose layers have so many heads of attention and so many inner units."""
    made = copy.deepcopy(known)
    goals = [known.embed(*article) for article in articles]
    states = list(goals)
    for number, (old, new) in enumerate(zip(known.layers, made.layers, strict=True)):
        sums, above = Sums(new.out), []
        for goal, x in zip(goals, states, strict=True):
            above.append(goal + old.out(old.gather(goal, None)))
            sums.add(new.gather(x, None), above[-1] - x)
        lost_heads = leave_out_heads(new, sums, heads[number])
        goals, states = [old.norm1(x) for x in above], [new.attend(x, None) for x in states]
        sums, above = Sums(new.down), []
        for goal, x in zip(goals, states, strict=True):
            above.append(goal + old.feed(goal))
            sums.add(F.gelu(new.up(x)), above[-1] - x)
        lost_inner = leave_out_units(new, sums, inner[number])
        goals, states = [old.norm2(x) for x in above], [new.norm2(x + new.feed(x)) for x in states]
        kept = f"{heads[number]} heads, {inner[number]} units"
        print(f"layer {number}: {kept}; {lost_heads:.2%} of the attention, {lost_inner:.2%} of the rest missed")
    return made


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
    parser.add_argument("--share", type=float, required=True, help="of the layers' time that is kept")
    parser.add_argument("--held", type=int, default=12, help="articles of each corpus to measure on (default: 12)")
    parser.add_argument("--articles", type=int, default=100, help="of each corpus (default: 100)")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    model, state = restore(args.checkpoint)
    config: dict[str, Any] = tomllib.loads(args.config.read_text(encoding="utf-8"))
    wordpiece = WordPiece.from_file(args.pretrained / "vocab.txt")
    run = config["run"]
    articles, held = [], []
    for corpus in config["corpus"]:
        found = load(args.gold / corpus["train"], corpus, wordpiece, model.declared, limit=args.articles + args.held)
        for number, article in enumerate(found):
            sample = whole(article, run["window"] - 2, run["overlap"])
            ids, shapes, _ = inputs([sample], wordpiece)
            if number < args.held:
                held.append((ids, shapes, sample))
            else:
                articles.append((ids, shapes))
    weights = {head["name"]: head.get("weight", 1.0) for head in config["head"]}
    heads, inner = allocate(sensitivities(model, articles, held, weights), args.share)
    made = shrink(model, heads, inner, articles)
    torch.save({"model": made.state_dict(), "config": state["config"], "epoch": -1}, args.out)


if __name__ == "__main__":
    main()
