"""What the JSON answers hold: short forms for lists, the contracts themselves for single things."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from schemas.assessment import Assessment, Target
from schemas.base import Text
from schemas.period import Period
from schemas.policy import Answer, RecommendationState, RecommendationStatus
from schemas.stats import MilestoneState, ObservationChange, PollReport, SeriesSnapshot
from schemas.verdicts import Cause, Undetermined, Verdict
from services.board.domain.asks import AskLine
from services.board.domain.brief import Brief
from services.board.domain.grounds import Ground
from services.board.domain.milestones import MilestoneLine, Timing
from services.board.domain.standing import Standing
from services.board.web.queries.awaited import Awaited
from services.board.web.queries.changes import VerdictChange
from services.board.web.queries.indicator import Revision, Step
from services.board.web.queries.milestones import bodies_behind
from services.board.web.queries.series import SeriesLine
from services.board.web.queries.standings import Standings
from services.runtime.agenda import AgendaIndex


class Answered(BaseModel):
    """The base of all answers."""

    model_config = ConfigDict(frozen=True)


class OwnerItem(Answered):
    """A body that leads; `accepted` is true only when it has said so itself, otherwise Koers proposes it.

    `heirs` are ids of bodies its tasks went to, where it has ceased and which of them leads has still to be said.
    """

    body: str
    name: Text
    accepted: bool
    heirs: list[str] = []


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


class RecommendationItem(Answered):
    """A recommendation in a list; `lead` is the indicator its verdict rests on."""

    number: int
    title: Text
    area: str
    challenge: str
    priority_cells: list[str]
    building_blocks: list[int]
    standing: Standing
    reason: Text = Field(description="Why it stands so, in words.")
    grounds: list[Ground] = Field(description="What each sentence of the reason tells.")
    status: RecommendationStatus
    verdict: Verdict | None
    lead: IndicatorItem | None
    owners: list[OwnerItem]
    href: str

    @classmethod
    def of(cls, row: Standings, reason: Text) -> Self:
        """From a row of the start page."""
        return cls(
            number=row.recommendation.number,
            title=row.recommendation.title,
            area=row.area.id,
            challenge=row.recommendation.challenge,
            priority_cells=list(row.recommendation.priority_cells),
            building_blocks=list(row.recommendation.building_blocks),
            standing=row.standing,
            reason=reason,
            grounds=[part.ground for part in row.grounds],
            status=row.status,
            verdict=row.verdict,
            lead=IndicatorItem.of(row.lead) if row.lead else None,
            owners=[
                OwnerItem(body=o.body.id, name=o.body.name, accepted=o.accepted, heirs=[heir.id for heir in o.heirs])
                for o in row.owners
            ],
            href=f"/api/v1/recommendations/{row.recommendation.number}",
        )


class AskItem(Answered):
    """One ask of a compound recommendation; `members` are keys of indicators, `milestones` ids."""

    id: str
    title: Text
    standing: Standing
    status: RecommendationStatus
    verdict: Verdict | None
    members: list[str]
    milestones: list[str]

    @classmethod
    def of(cls, line: AskLine) -> Self:
        """From a line of the page."""
        return cls(
            id=line.ask.id,
            title=line.ask.title,
            standing=line.standing,
            status=line.status,
            verdict=line.verdict,
            members=[member.key for member in line.members],
            milestones=[milestone.id for milestone in line.milestones],
        )


class MilestoneItem(MilestoneState):
    """A milestone as it stands with the answers of bodies, and where that is today.

    `waits_for` are ids of milestones, `bodies` those that act for its owner.
    """

    timing: Timing
    waits_for: list[str]
    bodies: list[str]
    href: str

    @classmethod
    def of(cls, line: MilestoneLine, agenda: AgendaIndex, today: date) -> Self:
        """From a line of the page."""
        return cls(
            **line.state.model_dump(),
            timing=line.timing,
            waits_for=list(line.waits_for),
            bodies=[body.id for body in bodies_behind(line.state, agenda, today)],
            href=f"/api/v1/milestones/{line.state.id}",
        )


class AwaitedItem(Answered):
    """A body that was asked by mail about an indicator (by key) or milestone and has not answered until now."""

    body: str
    item: str
    asked_on: date
    until: date = Field(description="The day the newest mail names.")
    late: bool
    accepted: bool = Field(description="Whether the body has accepted what the item serves; otherwise it is proposed.")

    @classmethod
    def of(cls, one: Awaited) -> Self:
        """From a line of the page."""
        return cls(
            body=one.body.id,
            item=one.item,
            asked_on=one.asked_on,
            until=one.until,
            late=one.late,
            accepted=one.accepted,
        )


class RecommendationDetail(Answered):
    """A recommendation with its roll-up, the asks it bundles, milestones and public answers."""

    number: int
    title: Text
    summary: Text
    standing: Standing
    reason: Text = Field(description="Why it stands so, in words.")
    grounds: list[Ground] = Field(description="What each sentence of the reason tells.")
    state: RecommendationState | None
    asks: list[AskItem] = []
    milestones: list[MilestoneItem]
    answers: list[Answer]
    awaited: list[AwaitedItem]


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


class RevisionItem(Answered):
    """What one snapshot changed in a series."""

    id: str
    series_id: str
    retrieved_at: datetime
    published_at: datetime | None
    changes: list[ObservationChange]

    @classmethod
    def of(cls, revision: Revision) -> Self:
        """From the board's history."""
        return cls(
            id=revision.revision_id,
            series_id=revision.series_id,
            retrieved_at=revision.retrieved_at,
            published_at=revision.published_at,
            changes=list(revision.changes),
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


class SeriesItem(Answered):
    """A series in a list."""

    series_id: str
    source: str
    dataset: str
    recipe: str
    unit: str
    frequency: str
    version: int
    retrieved_at: datetime
    live: bool
    href: str

    @classmethod
    def of(cls, line: SeriesLine, href: str) -> Self:
        """From a row of the table of series."""
        return cls(
            series_id=line.series_id,
            source=line.source,
            dataset=line.dataset,
            recipe=line.recipe,
            unit=line.unit,
            frequency=line.frequency,
            version=line.version,
            retrieved_at=line.retrieved_at,
            live=line.live,
            href=href,
        )


class SeriesPage(Answered):
    """Some series, and where the next are; `next` is None at the end."""

    series: list[SeriesItem]
    next: str | None


class SeriesDetail(Answered):
    """A series with its figures as published, and what has been revised.

    With `as-of` the observations are those known on that day; all else is of the newest snapshot.
    """

    snapshot: SeriesSnapshot
    revisions: list[RevisionItem]


class SourceItem(Answered):
    """A source with the last poll of each dataset."""

    source: str
    polls: list[PollReport]


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


class Fault(Answered):
    """What is wrong with a part of an address."""

    where: str = Field(examples=["query.as-of"])
    fault: str = Field(examples=["The agenda was published on 4 July 2018; give a later day."])


class Faults(Answered):
    """Why an address cannot be answered."""

    detail: list[Fault]


class Missing(Answered):
    """There is no such thing."""

    detail: str = Field(examples=["not found"])
