"""One-to-one pairs between gold and system with the greatest sum of weights."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping

__all__ = ["best_pairs"]


def best_pairs(weights: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """The pairs (left, right) of positive weight, each side used once, whose weights sum up to the most.

    Augments along the path of greatest gain until none gains: exact, and quick on the sparse, small
    graphs that articles give. Equal solutions are chosen between by the order of the keys.

    Args:
        weights: the weight of each possible pair.
    """
    edges: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for (left, right), weight in weights.items():
        if weight > 0:
            edges[left].append((right, weight))
    left_of: dict[int, int] = {}
    right_of: dict[int, int] = {}
    while True:
        gain: dict[int, float] = {left: 0.0 for left in edges if left not in right_of}
        origin: dict[int, int] = {}  # right -> the left from which its best path comes
        reached: dict[int, float] = {}
        queue = deque(gain)
        while queue:
            left = queue.popleft()
            for right, weight in edges[left]:
                total = gain[left] + weight
                if right_of.get(left) == right or total <= reached.get(right, -1e-9) + 1e-9:
                    continue
                reached[right], origin[right] = total, left
                if right in left_of:
                    holder = left_of[right]
                    gain[holder] = total - weights[holder, right]
                    queue.append(holder)
        free = [right for right in reached if right not in left_of]
        if not free:
            return dict(sorted(right_of.items()))
        right = max(free, key=lambda one: reached[one])
        while True:
            left = origin[right]
            previous = right_of.get(left)
            left_of[right], right_of[left] = left, right
            if previous is None:
                break
            right = previous
