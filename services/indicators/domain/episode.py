"""A stretch of periods with one verdict: its identity, and what made it begin."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.assessment import AgendaEdition, Assessment, Episode, Input, Target
from schemas.chart import Point
from schemas.period import Period
from schemas.verdicts import Cause, Verdict
from services.indicators.domain.fold import Course


@dataclass(frozen=True, slots=True)
class Change:
    """What the new assessment rests on, to be held against the one before.

    `turned_to` are series the edition was the first to ask for.
    """

    edition: AgendaEdition
    target: Target | None
    points: tuple[Point, ...]
    inputs: tuple[Input, ...]
    turned_to: frozenset[str] = frozenset()


def episode_of(key: str, course: Course, previous: Assessment | None, change: Change) -> Episode:
    """The present episode; its id depends on key, since, verdict and the verdict before, on nothing else."""
    name = episode_id(key, course)
    goes_on = previous is not None and previous.episode.id == name
    cause, edition = (previous.episode.cause, previous.episode.edition) if previous and goes_on else (None, None)
    if cause is None:
        cause = cause_of(course, previous, change)
        edition = change.edition.edition if cause in (Cause.target_change, Cause.method_change) else None
    return Episode(
        id=name,
        verdict=course.verdict,
        since=course.since,
        from_verdict=course.from_verdict,
        from_period=course.from_period,
        cause=cause,
        edition=edition,
        confirmed=course.confirmed,
        suspect=course.suspect,
    )


def episode_id(key: str, course: Course) -> str:
    """sha256 of the four facts that make the episode, joined by line ends; an absent one is empty."""
    parts = (key, str(course.since or ""), course.verdict, course.from_verdict or "")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def cause_of(course: Course, previous: Assessment | None, change: Change) -> Cause:
    """What made a new episode begin, told by what differs from the assessment before.

    Equal figures judged by another edition, and what a series brings that the edition turned to, are a change of the
    target where that differs, else of the method. A period the last assessment did not know is new data, or the
    deadline where the target is missed by it. A known period with another verdict is explained, in this order, by
    another source of its value, a revised value, figures that were not there yet, a changed target, and last by a
    changed method.
    """
    if previous is None:
        return _by_figures(course)
    if _by_the_agenda(course, previous, change):
        return _ours(previous, change)
    if not _known(course.since, previous) or _same_verdict(course, previous):
        return _by_figures(course)
    if _other_source(course.since, previous, change):
        return _ours(previous, change) if change.edition != previous.agenda else Cause.source_change
    if _revised(previous, change.inputs):
        return Cause.revision
    if _added(previous, change.inputs):
        return _by_figures(course)
    return _ours(previous, change)


def _by_figures(course: Course) -> Cause:
    return Cause.deadline if course.verdict is Verdict.missed else Cause.data


def _ours(previous: Assessment, change: Change) -> Cause:
    return Cause.target_change if previous.target != change.target else Cause.method_change


def _by_the_agenda(course: Course, previous: Assessment, change: Change) -> bool:
    if _series_at(course.since, change.points) in change.turned_to:
        return True
    equal = not _revised(previous, change.inputs) and not _added(previous, change.inputs)
    return change.edition != previous.agenda and equal


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


def _added(previous: Assessment, inputs: Sequence[Input]) -> bool:
    return bool({item.series_id for item in inputs} - {item.series_id for item in previous.inputs})
