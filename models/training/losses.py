"""What the heads should have said."""

from __future__ import annotations

import torch
from data import IGNORED
from model import Encoder, Head
from samples import Sample, gathered
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

States = list[Tensor]
Losses = dict[str, Tensor]


def pointer_loss(scores: Tensor, links: list[tuple[int, int, int]]) -> Tensor:
    """Every piece of a span should point at the target; each span weighs the same."""
    full = torch.cat([torch.zeros(len(scores), 1), scores], dim=1)
    wanted = torch.tensor([to + 1 for a, b, to in links for _ in range(a, b)])
    weights = torch.tensor([1 / (b - a) for a, b, _ in links for _ in range(a, b)])
    return (F.cross_entropy(full, wanted, reduction="none") * weights).sum()


def tag_loss(head: Head, matrix: Tensor, batch: list[Sample]) -> Tensor | None:
    """Mean over the pieces that have an opinion: a label, or another encoder's share for each label."""
    if any(head.name in s.targets.shares for s in batch):
        soft = torch.cat([torch.from_numpy(s.targets.shares[head.name]) for s in batch])
        return -(soft * matrix.log_softmax(-1)).sum(-1).mean()
    unknown = torch.full((), IGNORED)
    wanted = torch.cat(
        [
            torch.from_numpy(s.targets.tags[head.name]) if head.name in s.targets.tags else unknown.expand(len(s))
            for s in batch
        ]
    )
    if not (wanted != IGNORED).any():
        return None
    return F.cross_entropy(matrix, wanted, ignore_index=IGNORED, label_smoothing=head.smoothing)


def link_loss(model: Encoder, head: Head, matrix: Tensor, batch: list[Sample]) -> Tensor | None:
    """Mean over the spans that point, or over the pairs that are judged."""
    total, count = torch.zeros(()), 0
    for sample, own in zip(batch, matrix.split([len(s) for s in batch]), strict=True):
        if head.kind == "pointer" and (links := sample.targets.pointers.get(head.name)):
            left = torch.cat([torch.arange(a, b) for a, b, _ in links])
            total = total + pointer_loss(model.link(head.name, own, left, torch.arange(len(own))), links)
            count += len(links)
        elif head.kind == "pairs" and (judged := sample.targets.pairs.get(head.name)):
            left, right = (torch.tensor([pair[i] for pair in judged]).unique(return_inverse=True) for i in (0, 1))
            scores = model.link(head.name, own, left[0], right[0])[left[1], right[1]]
            truth = torch.tensor([float(pair[2]) for pair in judged])
            total = total + F.binary_cross_entropy_with_logits(scores, truth, reduction="sum")
            count += len(judged)
    return total / count if count else None


def losses(model: Encoder, vectors: Tensor, batch: list[Sample]) -> Losses:
    """Mean loss of each head that the batch has targets for."""
    own = torch.cat(gathered(vectors, batch))
    found: Losses = {}
    for name, head in model.declared.items():
        if not any(name in told for s in batch for told in vars(s.targets).values()):
            continue
        matrix = model.heads[name](own)
        loss = link_loss(model, head, matrix, batch) if head.linked else tag_loss(head, matrix, batch)
        if loss is not None:
            found[name] = loss
    return found


def distillation(model: Encoder, teacher: Encoder, own: States, goal: States, batch: list[Sample]) -> Losses:
    """How far a student is from its teacher on every piece, gold or not: its vectors after each layer, and each head.

    Vectors and linked heads by their squared distance, as a share of the teacher's variance; tags by how their
    probabilities diverge.
    """
    found: Losses = {}
    total = torch.zeros(())
    for said, wanted in zip(own, goal, strict=True):
        total = total + apart(torch.cat(gathered(said, batch)), torch.cat(gathered(wanted, batch)))
    found["vectors"] = total / len(own)
    last, taught = (torch.cat(gathered(states[-1], batch)) for states in (own, goal))
    for name, head in model.declared.items():
        said, wanted = model.heads[name](last), teacher.heads[name](taught)
        if head.linked:
            found[name] = apart(said, wanted)
        else:
            found[name] = F.kl_div(said.log_softmax(-1), wanted.log_softmax(-1), reduction="batchmean", log_target=True)
    return found


def apart(said: Tensor, wanted: Tensor) -> Tensor:
    """Squared distance as a share of the variance."""
    return F.mse_loss(said, wanted) / wanted.var().clamp(min=1e-6)
