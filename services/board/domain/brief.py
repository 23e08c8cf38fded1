"""An assessment in short, as lists and tables show it."""

from datetime import datetime
from typing import Self

from schemas.assessment import Assessment, StandIn, Target
from schemas.base import Model, Text
from schemas.period import Period
from schemas.verdicts import Cause, Undetermined, Verdict


class BriefPoint(Model):
    """The latest figure: as reckoned with, as published, and how firm it is."""

    period: Period
    value: float | None
    shown: str | None
    provisional: bool
    live: bool
    retrieved_at: datetime


class Brief(Model):
    """What a list shows of an assessment. `changed_at` is when the present episode could be known."""

    key: str
    indicator: str
    geo: str
    title: Text
    unit: str
    verdict: Verdict
    reason: Undetermined | None = None
    latest: BriefPoint | None = None
    expected: float | None = None
    gap: float | None = None
    ratio: float | None = None
    target: Target | None = None
    stand_in: StandIn | None = None
    since: Period | None = None
    from_verdict: Verdict | None = None
    cause: Cause
    edition: int | None = None
    changed_at: datetime
    next_release: str | None = None
    recommendations: tuple[int, ...] = ()

    @classmethod
    def of(cls, assessment: Assessment, sent_at: datetime) -> Self:
        """The short form. A change by a figure dates from when that figure was retrieved, any other from `sent_at`."""
        a, latest = assessment, _latest(assessment)
        by_figure = latest is not None and a.episode.cause in (Cause.data, Cause.revision)
        return cls(
            key=a.key,
            indicator=a.indicator,
            geo=a.geo,
            title=a.title,
            unit=a.unit,
            verdict=a.verdict,
            reason=a.reason,
            latest=latest,
            expected=a.expected,
            gap=a.gap,
            ratio=a.ratio,
            target=a.target,
            stand_in=a.stand_in,
            since=a.episode.since,
            from_verdict=a.episode.from_verdict,
            cause=a.episode.cause,
            edition=a.episode.edition,
            changed_at=latest.retrieved_at if by_figure and latest else sent_at,
            next_release=a.freshness.next_release,
            recommendations=tuple(link.number for link in a.links),
        )


def _latest(a: Assessment) -> BriefPoint | None:
    if a.latest is None:
        return None
    point, source = a.latest, a.latest.source
    return BriefPoint(
        period=point.period,
        value=point.value,
        shown=point.shown,
        provisional=point.provisional,
        live=source.live,
        retrieved_at=source.retrieved_at,
    )
