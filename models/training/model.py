"""The shared encoder and the heads that read it.

A plain BERT body (loaded from a safetensors file of the original's names) with one addition: an embedding
of the piece's shape (`wordpiece.py`), zero before training.  A head is a linear map over the pieces:

    bio, classes   scores of labels
    pointer        two vectors a piece: how much piece i points at piece j is query_i . key_j + bias[j - i],
                   against 0 for pointing at nothing; softmax over the pieces j
    pairs          the same score, each pair judged alone (sigmoid)

so that one pass writes one matrix for each head, and pairs cost a dot product only where they are asked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

DISTANCES = 48


@dataclass(frozen=True)
class Head:
    """One head of the encoder as the training configuration declares it."""

    name: str
    kind: str
    labels: tuple[str, ...] = ()
    weight: float = 1.0
    smoothing: float = 0.0
    size: int = 48

    @property
    def tags(self) -> tuple[str, ...]:
        """Labels of the columns: "O" and B-, I- of every label for `bio`."""
        if self.kind == "bio":
            return ("O", *(f"{part}-{label}" for label in self.labels for part in "BI"))
        return self.labels

    @property
    def linked(self) -> bool:
        """Whether it scores pairs of pieces."""
        return self.kind in ("pointer", "pairs")

    @property
    def width(self) -> int:
        """Columns of its matrix."""
        return 2 * self.size if self.linked else len(self.tags)


def distance_bucket(offset: Tensor) -> Tensor:
    """Bucket of a signed distance in pieces: exact to 8, then in steps that grow by about a quarter."""
    size = offset.abs().clamp(max=1000)
    far = 8 + (torch.log(size.clamp(min=8) / 8.0) / torch.log(torch.tensor(1000 / 8.0)) * 15).long()
    bucket = torch.where(size < 8, size, far)
    return torch.where(offset < 0, bucket, bucket + DISTANCES // 2)


@dataclass(frozen=True)
class Shape:
    """Sizes of a body.

    `heads` of attention, of `head` columns each, and `inner` units of the feed-forward part are told layer by layer.
    """

    vocabulary: int
    positions: int
    width: int
    head: int
    heads: list[int]
    inner: list[int]

    @classmethod
    def of(cls, weights: dict[str, Tensor], head: int = 32) -> Shape:
        """The shape that these weights have; how many columns a head of attention has can't be seen in them."""
        layers = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("layers."))
        return cls(
            vocabulary=weights["words.weight"].shape[0],
            positions=weights["places.weight"].shape[0],
            width=weights["words.weight"].shape[1],
            head=head,
            heads=[weights[f"layers.{number}.out.weight"].shape[1] // head for number in range(layers)],
            inner=[weights[f"layers.{number}.up.weight"].shape[0] for number in range(layers)],
        )


class Dropout(nn.Module):
    """Dropout with random bytes, some ten times cheaper on a CPU; the share is rounded to 1/256."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.limit = round(share * 256)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.limit:
            return x
        words = torch.empty(-(-x.numel() // 8), dtype=torch.int64).random_(-(2**63), None)
        keep = words.view(torch.uint8)[: x.numel()].view(x.shape) >= self.limit
        return x * (keep * (256 / (256 - self.limit)))


class Layer(nn.Module):
    """Self-attention and feed-forward with residuals and layer norms after, as in BERT."""

    def __init__(self, width: int, head: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.head, self.heads = head, heads
        self.qkv = nn.Linear(width, 3 * head * heads)
        self.out = nn.Linear(head * heads, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        x = self.attend(x, mask)
        return self.norm2(x + self.feed(x))

    def attend(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """The first half."""
        return self.add(x, self.gather(x, mask))

    def gather(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """What the heads of attention gather for each piece."""
        batch, length, _ = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, self.head).permute(2, 0, 3, 1, 4).unbind(0)
        found = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return found.transpose(1, 2).reshape(batch, length, self.heads * self.head)

    def add(self, x: Tensor, gathered: Tensor) -> Tensor:
        """The end of the first half."""
        return self.norm1(x + self.dropout(self.out(gathered)))

    def feed(self, x: Tensor) -> Tensor:
        """What the second half adds."""
        return self.dropout(self.down(F.gelu(self.up(x))))


class Encoder(nn.Module):
    """Body and heads."""

    def __init__(self, shape: Shape, heads: list[Head], *, shapes: int = 16, dropout: float = 0.1) -> None:
        super().__init__()
        width = shape.width
        self.shape = shape
        self.declared = {head.name: head for head in heads}
        self.words = nn.Embedding(shape.vocabulary, width)
        self.places = nn.Embedding(shape.positions, width)
        self.shapes = nn.Embedding(shapes, width)
        nn.init.zeros_(self.shapes.weight)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.dropout = Dropout(dropout)
        self.layers = nn.ModuleList(
            Layer(width, shape.head, heads, inner, dropout)
            for heads, inner in zip(shape.heads, shape.inner, strict=True)
        )
        self.heads = nn.ModuleDict({h.name: nn.Linear(width, h.width) for h in heads})
        self.biases = nn.ParameterDict({h.name: nn.Parameter(torch.zeros(DISTANCES)) for h in heads if h.linked})

    @classmethod
    def pretrained(
        cls,
        folder: Path,
        heads: list[Head],
        *,
        positions: int,
        keep: list[int] | None = None,
        dropout: float = 0.1,
    ) -> Encoder:
        """From a folder with `config.json` and `model.safetensors`; `keep` chooses layers (from 0)."""
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        keep = list(range(config["num_hidden_layers"])) if keep is None else keep
        shape = Shape(
            vocabulary=config["vocab_size"],
            positions=positions,
            width=config["hidden_size"],
            head=config["hidden_size"] // config["num_attention_heads"],
            heads=[config["num_attention_heads"]] * len(keep),
            inner=[config["intermediate_size"]] * len(keep),
        )
        model = cls(shape, heads, dropout=dropout)
        given = load_file(folder / "model.safetensors")
        given = {name.removeprefix("bert."): value for name, value in given.items()}
        state = {
            "words.weight": given["embeddings.word_embeddings.weight"],
            # The second kind of sentence is never used, so the first is part of every position.
            "places.weight": given["embeddings.position_embeddings.weight"][:positions]
            + given["embeddings.token_type_embeddings.weight"][0],
            "norm.weight": given["embeddings.LayerNorm.weight"],
            "norm.bias": given["embeddings.LayerNorm.bias"],
        }
        names = {
            "out": "attention.output.dense",
            "norm1": "attention.output.LayerNorm",
            "up": "intermediate.dense",
            "down": "output.dense",
            "norm2": "output.LayerNorm",
        }
        for new, old in enumerate(keep):
            for part in ("weight", "bias"):
                source = f"encoder.layer.{old}."
                state[f"layers.{new}.qkv.{part}"] = torch.cat(
                    [given[f"{source}attention.self.{x}.{part}"] for x in ("query", "key", "value")]
                )
                for mine, theirs in names.items():
                    state[f"layers.{new}.{mine}.{part}"] = given[f"{source}{theirs}.{part}"]
        missing, unexpected = model.load_state_dict(state, strict=False)
        if unexpected or any(not n.startswith(("heads.", "biases.", "shapes.")) for n in missing):
            raise ValueError(f"{folder}: not the expected encoder: {missing} {unexpected}")
        return model

    def embed(self, ids: Tensor, shapes: Tensor) -> Tensor:
        """What goes into the first layer."""
        where = torch.arange(ids.shape[1], device=ids.device)
        return self.dropout(self.norm(self.words(ids) + self.places(where) + self.shapes(shapes)))

    def states(self, ids: Tensor, shapes: Tensor, mask: Tensor | None = None) -> list[Tensor]:
        """Vectors of the pieces after each layer; `mask` is True where there is a piece."""
        x = self.embed(ids, shapes)
        wide = None if mask is None else mask[:, None, None, :]
        found = []
        for layer in self.layers:
            x = layer(x, wide)
            found.append(x)
        return found

    def body(self, ids: Tensor, shapes: Tensor, mask: Tensor | None = None) -> Tensor:
        """Vectors of the pieces after the last layer."""
        return self.states(ids, shapes, mask)[-1]

    def link(self, name: str, matrix: Tensor, left: Tensor, right: Tensor) -> Tensor:
        """Scores of pairs (left piece, right piece), from one article's matrix of a linked head."""
        size = self.declared[name].size
        query, key = matrix[left, :size], matrix[right, size:]
        bias = self.biases[name][distance_bucket(right[None, :] - left[:, None])]
        return query @ key.T / size**0.5 + bias


def restore(checkpoint: Path) -> tuple[Encoder, dict[str, Any]]:
    """The model of a checkpoint, and the whole checkpoint."""
    state = torch.load(checkpoint, weights_only=True)
    heads = [Head(**{k: tuple(v) if k == "labels" else v for k, v in h.items()}) for h in state["config"]["head"]]
    weights = state["model"]
    shape = Shape.of(weights)
    model = Encoder(shape, heads, shapes=weights["shapes.weight"].shape[0])
    model.load_state_dict(weights)
    return model.eval(), state
