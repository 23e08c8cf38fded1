"""A stretch of periods with one verdict: its identity, and what made it begin."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.assessment import AgendaEdition, Assessment, Episode, Input, Target
from schemas.chart import Point
from schemas.period import Period
from schemas.verdicts import Cause, Verdict
from services.indicators.domain.fold import Course


def episode_of(key: str, course: Course, cause: Cause) -> Episode:
    """The present episode; its id depends on key, since, verdict and the verdict before, on nothing else."""
    return Episode(
        id=episode_id(key, course),
        verdict=course.verdict,
        since=course.since,
        from_verdict=course.from_verdict,
        from_period=course.from_period,
        cause=cause,
        confirmed=course.confirmed,
        suspect=course.suspect,
    )


def episode_id(key: str, course: Course) -> str:
    """sha256 of the four facts that make the episode, joined by line ends; an absent one is empty."""
    parts = (key, str(course.since or ""), course.verdict, course.from_verdict or "")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """What the new assessment rests on, to be held against the one before."""

    edition: AgendaEdition
    target: Target | None
    points: tuple[Point, ...]
    inputs: tuple[Input, ...]


def cause_of(key: str, course: Course, previous: Assessment | None, change: Change) -> Cause:
    """What made the episode begin, told by what differs from the assessment before.

    An episode that goes on keeps its cause. A period the last assessment did not know is new data. A known period
    with another verdict is explained, in this order, by another source of its value, a revised value, figures that
    were not there yet, a changed target, and last by a changed method.
    """
    if previous is not None and previous.episode.id == episode_id(key, course):
        return previous.episode.cause
    if course.verdict is Verdict.missed:
        return Cause.deadline
    if previous is None or not _known(course.since, previous) or _same_verdict(course, previous):
        return Cause.data
    if _other_source(course.since, previous, change):
        return Cause.source_change
    if _revised(previous, change.inputs):
        return Cause.revision
    if {item.series_id for item in change.inputs} - {item.series_id for item in previous.inputs}:
        return Cause.data
    return Cause.target_change if previous.target != change.target else Cause.method_change


def _known(since: Period | None, previous: Assessment) -> bool:
    """Whether the last assessment already had a value for the period the episode begins in; for any, if it has none."""
    if previous.latest is None:
        return False
    return since is None or since.start <= previous.latest.period.start


def _same_verdict(course: Course, previous: Assessment) -> bool:
    """Whether the last assessment judged that period alike, perhaps without confirming it."""
    return any(entry.period == course.since and entry.verdict is course.verdict for entry in previous.history)


def _other_source(since: Period | None, previous: Assessment, change: Change) -> bool:
    before = _series_at(since, previous.chart.points)
    now = _series_at(since, change.points)
    if before is None or now is None or before == now:
        return False
    # A series that was not there yet is new data, unless the agenda itself turned to it
    return change.edition != previous.agenda or now in {item.series_id for item in previous.inputs}


def _series_at(period: Period | None, points: Sequence[Point]) -> str | None:
    return next((point.source.series_id for point in points if point.period == period), None)


def _revised(previous: Assessment, inputs: Sequence[Input]) -> bool:
    before = {item.series_id: item.content_sha256 for item in previous.inputs}
    return any(before.get(item.series_id, item.content_sha256) != item.content_sha256 for item in inputs)
