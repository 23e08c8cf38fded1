"""Timing in one process: the best of several rounds, both sides of a ratio in turn."""

import time
from collections.abc import Callable


def seconds(work: Callable[[], object], *, rounds: int = 7) -> float:
    """The shortest of `rounds` runs: the one the machine disturbed least."""
    best = float("inf")
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    return best


def alternating(*works: Callable[[], object], rounds: int = 7) -> list[float]:
    """The shortest run of each work, taken in turn so that a slow spell of the machine meets all of them."""
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        for index, work in enumerate(works):
            best[index] = min(best[index], seconds(work, rounds=1))
    return best


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of the sorted values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]
