"""How a set of recommendations stands: an area, a challenge, a priority cell, a building block, the whole agenda."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from schemas.agenda import OverlapGroup
from schemas.stats import MilestoneStatus
from schemas.verdicts import Verdict
from services.board.domain.standing import MEASURED, Standing, tally

T = TypeVar("T", bound=StrEnum)


class Headline(StrEnum):
    """One word for a set; the last four say why there is none of the first three."""

    on_track = "on_track"
    at_risk = "at_risk"
    off_track = "off_track"
    too_little_measured = "too_little_measured"
    milestones_only = "milestones_only"
    not_known_yet = "not_known_yet"
    empty = "empty"


@dataclass(frozen=True, slots=True)
class Item:
    """A recommendation of a set.

    `indicators` holds by id what each counts as for this recommendation, None where it is context; `milestones` the
    state of each by id.
    """

    number: int
    standing: Standing
    indicators: Mapping[str, Verdict | None]
    milestones: Mapping[str, MilestoneStatus]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Recommendations of a set that ask (partly) the same."""

    group: OverlapGroup
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """The headline of a set with everything it is made of.

    Every recommendation, indicator and milestone counts once, however often it is linked. `shared` indicators serve
    more than one recommendation of the set; `context` ones serve none otherwise and are in no distribution. `asks` is
    the number of recommendations when those that ask (partly) the same count as one.
    """

    headline: Headline
    recommendations: Mapping[Standing, int]
    indicators: Mapping[Verdict, int]
    shared: int
    context: int
    milestones: Mapping[MilestoneStatus, int]
    overlaps: tuple[Overlap, ...]
    asks: int

    @property
    def size(self) -> int:
        """The number of recommendations."""
        return sum(self.recommendations.values())

    @property
    def measured(self) -> int:
        """The number of recommendations with a verdict on figures."""
        return sum(self.recommendations[standing] for standing in MEASURED)


def total(items: Sequence[Item], groups: Iterable[OverlapGroup] = ()) -> Totals:
    """Sum up a set; the order of its items does not matter."""
    standings = tally(item.standing for item in items)
    serving = _serving(items)
    counting = {name: counts for name, found in serving.items() if (counts := [c for c in found if c is not None])}
    milestones = {name: status for item in items for name, status in item.milestones.items()}
    overlaps = _overlaps([item.number for item in items], groups)
    return Totals(
        headline=headline_of(standings),
        recommendations=standings,
        indicators=_count(Verdict, (_heaviest(counts) for counts in counting.values())),
        shared=sum(len(counts) > 1 for counts in counting.values()),
        context=len(serving) - len(counting),
        milestones=_count(MilestoneStatus, milestones.values()),
        overlaps=overlaps,
        asks=_asks(len(items), overlaps),
    )


def headline_of(standings: Mapping[Standing, int]) -> Headline:
    """The median of the measured recommendations, the worse one where two share the middle.

    Only where more than half are measured: a few verdicts say nothing of the rest; so it is with milestones only where
    none is measured. Standings are ordered, not numbers, so their median means something and their average does not.
    """
    measured = [standing for standing in MEASURED for _ in range(standings[standing])]
    size = sum(standings.values())
    if not size:
        return Headline.empty
    if 2 * len(measured) > size:
        return Headline(measured[len(measured) // 2].value)
    if measured:
        return Headline.too_little_measured
    return Headline.milestones_only if 2 * standings[Standing.milestones_only] > size else Headline.not_known_yet


def _serving(items: Iterable[Item]) -> dict[str, list[Verdict | None]]:
    found: dict[str, list[Verdict | None]] = {}
    for item in items:
        for name, counted in item.indicators.items():
            found.setdefault(name, []).append(counted)
    return found


def _heaviest(counts: Iterable[Verdict]) -> Verdict:
    """What a shared indicator counts as: the worst of what it counts as for each, so no proxy hides a direct link."""
    order = list(Verdict)
    known = [verdict for verdict in counts if verdict is not Verdict.undetermined]
    return max(known, key=order.index, default=Verdict.undetermined)


def _count(kind: type[T], found: Iterable[T]) -> dict[T, int]:
    """How many of each, none left out."""
    counts = Counter(found)
    return {member: counts[member] for member in kind}


def _overlaps(numbers: Sequence[int], groups: Iterable[OverlapGroup]) -> tuple[Overlap, ...]:
    inside = [(group, tuple(n for n in group.recommendations if n in numbers)) for group in groups]
    return tuple(Overlap(group, shared) for group, shared in inside if len(shared) > 1)


def _asks(size: int, overlaps: Iterable[Overlap]) -> int:
    """The number of asks: overlapping groups that share a recommendation are one."""
    joined: list[set[int]] = []
    for overlap in overlaps:
        merged = set(overlap.numbers)
        apart = [known for known in joined if not known & merged]
        merged.update(*(known for known in joined if known & merged))
        joined = [*apart, merged]
    return size - sum(len(known) - 1 for known in joined)
