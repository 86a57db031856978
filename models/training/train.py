"""Train the shared encoder as a configuration says.

    python train.py encoder.toml --gold ../../../shared/gold --pretrained MINILM_FOLDER --out RUN_FOLDER

Writes RUN_FOLDER/{config.toml, log.jsonl, epoch-N.pt, last.pt}.  `--resume` goes on where a run
was stopped; `--init CHECKPOINT` starts with the body of another run and with its heads of the same name, and what a
corpus names as `silver` is taught as that run sees it; with `--teacher CHECKPOINT` all that is learnt is to say what
that run says.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import time
import tomllib
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from data import Article, load, recased
from evaluate import evaluate, roles_by_type
from losses import distillation, losses
from model import Encoder, Head, Shape, restore
from rounding import as_exported
from samples import Sample, batches, inputs, samples
from silver import silver
from torch import Tensor

from extract.annotate.network.wordpiece import LOWER, UPPER, WordPiece

PROGRESS = ("epoch", "done", "step", "expected", "sums", "counts")


@dataclass
class Corpora:
    """Gold articles by corpus; `straight` are the train articles with plain quotation marks."""

    train: dict[str, list[Article]] = field(default_factory=dict)
    straight: dict[str, list[Article]] = field(default_factory=dict)
    dev: dict[str, list[Article]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    passes: dict[str, float] = field(default_factory=dict)

    @classmethod
    def read(
        cls,
        config: dict[str, Any],
        gold: Path,
        wordpiece: WordPiece,
        heads: dict[str, Head],
        limit: int | None,
        known: Encoder | None = None,
    ) -> Corpora:
        """All that the configuration names, or the first `limit` articles of each file; `known` gives silver."""
        own = cls()
        for corpus in config["corpus"]:
            name = corpus["name"]
            own.units[name] = corpus["unit"]
            own.passes[name] = corpus.get("passes", 1)
            own.train[name] = load(gold / corpus["train"], corpus, wordpiece, heads, limit=limit)
            own.straight[name] = load(gold / corpus["train"], corpus, wordpiece, heads, limit=limit, plain_quotes=True)
            own.dev[name] = load(gold / corpus["dev"], corpus, wordpiece, heads, limit=limit)
            if "silver" in corpus:
                if known is None:
                    raise ValueError(f"{name}: silver needs --init")
                for article, straight in zip(own.train[name], own.straight[name], strict=True):
                    silver(known, article, corpus["silver"], wordpiece, config["run"])
                    straight.targets = article.targets
        return own

    def epoch(self, run: dict[str, Any], dice: random.Random) -> list[list[Sample]]:
        """Batches of one epoch, each of one corpus."""
        order = []
        for name, articles in self.train.items():
            chosen = [
                plain if dice.random() < run["straight_quotes"] else article
                for article, plain in zip(articles, self.straight[name], strict=True)
            ]
            chosen = [
                recased(article, dice.choice((LOWER, UPPER))) if dice.random() < run["flat_case"] else article
                for article in chosen
            ]
            share, most = self.passes[name], len(chosen)
            while share > 0:
                part = dice.sample(chosen, round(most * min(share, 1)))
                order += batches(
                    samples(part, run["window"] - 2, run["overlap"], self.units[name], dice), run["batch"], dice
                )
                share -= 1
        dice.shuffle(order)
        return order


def adopt(model: Encoder, known: dict[str, Tensor]) -> None:
    """Take what fits from another run's weights."""
    for name, value in model.state_dict().items():
        if name in known and known[name].shape == value.shape:
            value.copy_(known[name])


def groups(model: Encoder, run: dict[str, Any]) -> list[dict[str, Any]]:
    """Parameter groups: heads faster than the body, no decay on norms and biases, lower layers slower."""
    depth = len(model.layers)
    made: dict[tuple[float, float], list[Tensor]] = {}
    for name, weight in model.named_parameters():
        if not weight.requires_grad:
            continue
        if name.startswith(("heads.", "biases.", "shapes.")):
            rate = run["head_rate"]
        else:
            layer = int(name.split(".")[1]) + 1 if name.startswith("layers.") else 0
            rate = run["rate"] * run["layer_decay"] ** (depth - layer)
        decay = 0.0 if weight.ndim < 2 or "norm" in name else run["weight_decay"]
        made.setdefault((rate, decay), []).append(weight)
    return [{"params": p, "lr": rate, "weight_decay": decay} for (rate, decay), p in made.items()]


def schedule(step: int, steps: int, warmup: float) -> float:
    """Linear up, linear down to nothing."""
    first = max(1, int(steps * warmup))
    return (step + 1) / first if step < first else max(0.0, (steps - step) / max(1, steps - first))


def swapped(ids: Tensor, mask: Tensor | None, most: float) -> Tensor:
    """Pieces, some of them in place of others: up to the share `most`, and another share each time."""
    places = torch.arange(ids.numel()) if mask is None else mask.flatten().nonzero()[:, 0]
    chosen = places[torch.rand(len(places)) < most * torch.rand(())]
    made = ids.flatten().clone()
    made[chosen] = made[places[torch.randint(len(places), (len(chosen),))]]
    return made.view_as(ids)


class Trainer:
    """A model, its optimizer and where in the schedule they are."""

    def __init__(self, model: Encoder, teacher: Encoder | None, run: dict[str, Any], wordpiece: WordPiece) -> None:
        self.model, self.teacher, self.run, self.wordpiece = model, teacher, run, wordpiece
        self.optimizer = torch.optim.AdamW(groups(model, run), betas=(0.9, 0.98), eps=1e-6, fused=True)
        self.rates = [group["lr"] for group in self.optimizer.param_groups]
        self.step = self.epoch = self.done = 0
        # The number of batches differs a little from epoch to epoch: the first one's counts.
        self.expected: int | None = None
        told = [*model.declared, *(["vectors"] if teacher else [])]
        self.sums = dict.fromkeys(told, 0.0)
        self.counts = dict.fromkeys(told, 0)

    def loss(self, batch: list[Sample]) -> tuple[Tensor, dict[str, Tensor]]:
        """What to minimise, and the loss of each head."""
        ids, shapes, mask = inputs(batch, self.wordpiece)
        weights = {name: head.weight for name, head in self.model.declared.items()}
        if self.teacher is None:
            found = losses(self.model, self.model.body(ids, shapes, mask), batch)
        else:
            ids = swapped(ids, mask, self.run["swapped"])
            with torch.no_grad():
                goal = self.teacher.states(ids, shapes, mask)
            found = distillation(self.model, self.teacher, self.model.states(ids, shapes, mask), goal, batch)
            weights["vectors"] = self.run["vectors_weight"]
        total = sum((weights[name] * value for name, value in found.items()), torch.zeros(()))
        return total, found

    def products(self) -> AbstractContextManager[None]:
        """Within it the student computes as the run says: with plain numbers or with those of the exported file."""
        return as_exported(self.model) if self.run.get("rounded") else nullcontext()

    def means(self) -> dict[str, float]:
        """Mean loss by head in this epoch so far."""
        return {name: round(total / max(1, self.counts[name]), 5) for name, total in self.sums.items()}

    def begin(self) -> None:
        """Seed an epoch, so that a run that was resumed equals one that was not."""
        torch.manual_seed(self.run["seed"] * 1000 + self.epoch)
        self.done = 0
        self.sums = dict.fromkeys(self.sums, 0.0)
        self.counts = dict.fromkeys(self.counts, 0)

    def train(self, order: list[list[Sample]], last: Path) -> None:
        """The batches of this epoch that are not done yet."""
        self.expected = self.expected or len(order) * self.run["epochs"]
        self.model.train()
        began = time.time()
        for batch in order[self.done :]:
            share = schedule(self.step, self.expected, self.run["warmup"])
            for group, rate in zip(self.optimizer.param_groups, self.rates, strict=True):
                group["lr"] = rate * share
            self.optimizer.zero_grad(set_to_none=True)
            with self.products():
                total, found = self.loss(batch)
                if not math.isfinite(total.item()):
                    raise ArithmeticError(f"loss {total.item()} at step {self.step}")
                total.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.run["clip"])
            self.optimizer.step()
            self.step += 1
            self.done += 1
            for name, value in found.items():
                self.sums[name] += value.item()
                self.counts[name] += 1
            if self.done % 25 == 0 or self.done == len(order):
                passed = f"{self.done}/{len(order)} {time.time() - began:.0f} s"
                print(f"epoch {self.epoch} {passed} {self.means()}", flush=True)
                self.save(last)
        self.model.eval()

    def save(self, path: Path) -> None:
        """Write all that `resume` needs; a file is whole or not there."""
        state = {name: getattr(self, name) for name in PROGRESS}
        state |= {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict()}
        state["random"] = torch.get_rng_state()
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    def resume(self, path: Path) -> None:
        """Go back to a saved state."""
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        for name in PROGRESS:
            setattr(self, name, state[name])
        torch.set_rng_state(state["random"])


def arguments() -> argparse.Namespace:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("config", type=Path)
    parser.add_argument("--gold", type=Path, required=True, help="folder of the gold sets")
    parser.add_argument("--scorers", type=Path, help="folder of the scorers (default: ../eval of the gold)")
    parser.add_argument("--pretrained", type=Path, required=True, help="has model.safetensors, vocab.txt")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--init", type=Path, help="checkpoint to begin with")
    parser.add_argument("--teacher", type=Path, help="checkpoint to imitate; needs --init")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--limit", type=int, help="only so many articles of each file (for trials)")
    args = parser.parse_args()
    if args.teacher and not args.init:
        parser.error("--teacher needs --init")
    return args


def main() -> None:
    args = arguments()
    sys.path.insert(0, str(args.scorers or args.gold.parent / "eval"))
    torch.set_num_threads(args.threads)
    config = tomllib.loads(args.config.read_text(encoding="utf-8"))
    run = config["run"]
    heads = [Head(**{k: tuple(v) if k == "labels" else v for k, v in h.items()}) for h in config["head"]]
    wordpiece = WordPiece.from_file(args.pretrained / "vocab.txt")
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "config.toml").write_bytes(args.config.read_bytes())

    torch.manual_seed(run["seed"])
    teacher = restore(args.teacher)[0] if args.teacher else None
    if args.init:
        known = torch.load(args.init, weights_only=True)["model"]
        model = Encoder(Shape.of(known), heads, dropout=run["dropout"])
        adopt(model, known)
    else:
        model = Encoder.pretrained(
            args.pretrained, heads, positions=run["window"], keep=run.get("layers"), dropout=run["dropout"]
        )
    for name in run.get("frozen", ()):
        model.get_submodule(name).requires_grad_(requires_grad=False)
    before = restore(args.init)[0] if args.init else None
    corpora = Corpora.read(config, args.gold, wordpiece, model.declared, args.limit, before)
    allowed = roles_by_type(corpora.train.get("incidents", []))
    trainer = Trainer(model, teacher, run, wordpiece)
    last = args.out / "last.pt"
    if args.resume and last.exists():
        trainer.resume(last)
    while trainer.epoch < run["epochs"]:
        if not trainer.done:
            trainer.begin()
        trainer.train(corpora.epoch(run, random.Random(run["seed"] * 1000 + trainer.epoch)), last)
        with trainer.products():
            scores = evaluate(model, corpora.dev, allowed, wordpiece, run["window"], run["overlap"])
        epoch = trainer.epoch
        entry = {"epoch": epoch, "step": trainer.step, "loss": trainer.means(), "dev": scores}
        print(json.dumps(entry), flush=True)
        with (args.out / "log.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(entry) + "\n")
        checkpoint = {"model": model.state_dict(), "config": config, "epoch": epoch, "dev": scores}
        torch.save(checkpoint, args.out / f"epoch-{epoch}.pt")
        trainer.epoch, trainer.done = epoch + 1, 0
        trainer.save(last)


if __name__ == "__main__":
    main()
