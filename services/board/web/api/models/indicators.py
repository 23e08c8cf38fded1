"""Indicators in a list and one by one, with what became of their verdicts."""

from datetime import datetime
from typing import Self

from pydantic import Field

from schemas.assessment import Assessment, Target
from schemas.base import Text
from schemas.period import Period
from schemas.policy import Answer
from schemas.verdicts import Cause, Undetermined, Verdict
from services.board.domain.brief import Brief
from services.board.web.api.models.base import Answered
from services.board.web.api.models.bodies import AwaitedItem
from services.board.web.api.models.series import RevisionItem
from services.board.web.queries.changes import VerdictChange
from services.board.web.queries.indicator import Step


class Figure(Answered):
    """The latest figure. `published` keeps the publisher's decimals; `live` is false for a recording."""

    period: Period
    value: float | None
    published: str | None
    unit: str
    provisional: bool
    live: bool
    retrieved_at: datetime


class IndicatorItem(Answered):
    """An indicator in a list; numbers are in `unit`, `gap` is negative when behind."""

    id: str
    key: str
    geo: str
    title: Text
    verdict: Verdict | None = Field(description="None when it was never assessed.")
    reason: Undetermined | None = None
    since: Period | None = None
    latest: Figure | None = None
    expected: float | None = None
    gap: float | None = None
    ratio: float | None = None
    target: Target | None = None
    recommendations: list[int] = []
    href: str

    @classmethod
    def of(cls, brief: Brief) -> Self:
        """From the short form."""
        return cls(
            id=brief.indicator,
            key=brief.key,
            geo=brief.geo,
            title=brief.title,
            verdict=brief.verdict,
            reason=brief.reason,
            since=brief.since,
            latest=_figure(brief),
            expected=brief.expected,
            gap=brief.gap,
            ratio=brief.ratio,
            target=brief.target,
            recommendations=list(brief.recommendations),
            href=f"/api/v1/indicators/{brief.indicator}",
        )


class VerdictStep(Answered):
    """The verdict the board showed, from when until when."""

    verdict: Verdict
    known_from: datetime
    known_to: datetime | None

    @classmethod
    def of(cls, step: Step) -> Self:
        """From the board's history."""
        return cls(verdict=step.verdict, known_from=step.known_from, known_to=step.known_to)


class ChangeItem(Answered):
    """A verdict that became another on this board; `known_from` is when it was shown first."""

    id: str
    key: str
    indicator: str
    title: Text
    before: Verdict
    verdict: Verdict
    cause: Cause
    since: Period | None
    known_from: datetime
    recommendations: list[int]
    href: str

    @classmethod
    def of(cls, change: VerdictChange) -> Self:
        """From the board's history."""
        b = change.brief
        return cls(
            id=f"{change.known_from.isoformat()}~{b.key}",
            key=b.key,
            indicator=b.indicator,
            title=b.title,
            before=change.before,
            verdict=b.verdict,
            cause=b.cause,
            since=b.since,
            known_from=change.known_from,
            recommendations=list(b.recommendations),
            href=f"/api/v1/indicators/{b.indicator}",
        )


class IndicatorDetail(Answered):
    """An indicator with every number that made its verdict, and what became of it."""

    id: str
    title: Text
    definition: Text
    assessment: Assessment | None
    history: list[VerdictStep]
    revisions: list[RevisionItem]
    answers: list[Answer]
    awaited: list[AwaitedItem]


def _figure(brief: Brief) -> Figure | None:
    latest = brief.latest
    if latest is None:
        return None
    return Figure(
        period=latest.period,
        value=latest.value,
        published=latest.shown,
        unit=brief.unit,
        provisional=latest.provisional,
        live=latest.live,
        retrieved_at=latest.retrieved_at,
    )
