"""Training with the numbers as the exported file rounds them, so that the weights learn to be good when rounded.

The straight-through estimate (Bengio, Léonard and Courville, 2013; so in Jacob et al., 2018): forwards all is rounded,
backwards nothing is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

STEPS = 64
"""Of a weight, on each side of zero: `reduce_range` in `export.py`."""

LEVELS = 255
"""Of what goes into a product, from its least to its greatest value in the window, and zero is one of them."""


def rounded_weight(weight: Tensor) -> Tensor:
    """A matrix as the file holds it: every output with a scale of its own."""
    scale = (weight.abs().amax(1, keepdim=True) / STEPS).clamp(min=1e-12)
    return (weight / scale).round() * scale


def rounded_input(x: Tensor) -> Tensor:
    """What `DynamicQuantizeLinear` makes of each window; the gradient is as if nothing were rounded."""
    with torch.no_grad():
        windows = x if x.dim() == 3 else x[None]
        low = windows.amin((1, 2), keepdim=True).clamp(max=0)
        high = windows.amax((1, 2), keepdim=True).clamp(min=0)
        scale = ((high - low) / LEVELS).clamp(min=1e-12)
        zero = (-low / scale).round()
        change = ((windows / scale + zero).round().clamp(0, LEVELS) - zero) * scale - windows
    return x + change.view_as(x)


@contextmanager
def as_exported(model: nn.Module) -> Iterator[None]:
    """Within it the model's products are computed with rounded numbers; afterwards the weights are what they were."""

    def before(module: nn.Module, given: tuple[Any, ...]) -> tuple[Any, ...]:
        return (rounded_input(given[0]),)

    products = [module for module in model.modules() if isinstance(module, nn.Linear)]
    whole = [module.weight.data for module in products]
    hooks = [module.register_forward_pre_hook(before) for module in products]
    for module in products:
        module.weight.data = rounded_weight(module.weight.data)
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
        for module, weight in zip(products, whole, strict=True):
            module.weight.data = weight
