"""What the JSON answers hold about sets of recommendations, milestones and bodies."""

from typing import Self

from pydantic import Field

from schemas.agenda import Action, Area, Ask, BuildingBlock, Cell, Challenge
from schemas.base import Text
from schemas.policy import Answer
from schemas.stats import MilestoneState, MilestoneStatus
from schemas.verdicts import Verdict
from services.board.domain.standing import Standing
from services.board.domain.totals import Headline, Totals
from services.board.web.api.models.base import Answered
from services.board.web.api.models.bodies import MilestoneItem
from services.board.web.queries.portfolio import Portfolio


class OverlapItem(Answered):
    """Recommendations of a set that ask (partly) the same."""

    id: str
    theme: Text
    recommendations: list[int]


class TotalsItem(Answered):
    """The headline of a set, never without what it is made of; every indicator and milestone counts once."""

    headline: Headline
    size: int
    measured: int
    recommendations: dict[Standing, int]
    indicators: dict[Verdict, int]
    shared_indicators: int = Field(description="Indicators that serve more than one recommendation of the set.")
    context_indicators: int = Field(description="Indicators that only give context; they are in no distribution.")
    milestones: dict[MilestoneStatus, int]
    overlaps: list[OverlapItem]
    asks: int = Field(description="Recommendations when those that ask (partly) the same count as one.")

    @classmethod
    def of(cls, totals: Totals) -> Self:
        """From the board's sums."""
        return cls(
            headline=totals.headline,
            size=totals.size,
            measured=totals.measured,
            recommendations=dict(totals.recommendations),
            indicators=dict(totals.indicators),
            shared_indicators=totals.shared,
            context_indicators=totals.context,
            milestones=dict(totals.milestones),
            overlaps=[
                OverlapItem(id=found.group.id, theme=found.group.theme, recommendations=list(found.numbers))
                for found in totals.overlaps
            ],
            asks=totals.asks,
        )


class AgendaItem(Answered):
    """The whole agenda of the edition that is shown."""

    edition: int
    sha256: str
    totals: TotalsItem


class ChallengeItem(Answered):
    """A challenge of an area."""

    challenge: Challenge
    totals: TotalsItem


class AreaItem(Answered):
    """An area in a list."""

    id: str
    name: Text
    recommendations: list[int]
    totals: TotalsItem
    href: str

    @classmethod
    def of(cls, area: Area, totals: Totals) -> Self:
        """From the agenda."""
        return cls(
            id=area.id,
            name=area.name,
            recommendations=list(area.recommendations),
            totals=TotalsItem.of(totals),
            href=f"/api/v1/areas/{area.id}",
        )


class AreaDetail(AreaItem):
    """An area with its challenges; the SERV's actions stand beside them and count nowhere."""

    challenges: list[ChallengeItem]
    serv_actions: list[str]


class CellItem(Answered):
    """A cell of the priority matrix, with every reference as printed."""

    id: str
    strategy: str
    policy_issue: str
    name: Text
    points: list[Text]
    asks: list[Ask]
    recommendations: list[int]
    likely_intended_recommendations: list[int] = Field(description="What a misprint probably meant; not counted.")
    serv_actions: list[str]
    totals: TotalsItem
    href: str

    @classmethod
    def of(cls, cell: Cell, totals: Totals) -> Self:
        """From the agenda."""
        return cls(
            id=cell.id,
            strategy=cell.strategy,
            policy_issue=cell.policy_issue,
            name=cell.name,
            points=list(cell.points),
            asks=list(cell.asks),
            recommendations=list(cell.recommendations),
            likely_intended_recommendations=list(cell.likely_intended_recommendations),
            serv_actions=list(cell.serv_actions),
            totals=TotalsItem.of(totals),
            href=f"/api/v1/cells/{cell.id}",
        )


class BlockItem(Answered):
    """A building block; `named` is false for the slot the agenda never names."""

    number: int
    named: bool
    name: Text | None
    note: Text | None
    challenges: list[str]
    recommendations: list[int]
    totals: TotalsItem
    href: str

    @classmethod
    def of(cls, block: BuildingBlock, recommendations: tuple[int, ...], totals: Totals) -> Self:
        """From the agenda."""
        return cls(
            number=block.number,
            named=block.named,
            name=block.name,
            note=block.note,
            challenges=list(block.challenges),
            recommendations=list(recommendations),
            totals=TotalsItem.of(totals),
            href=f"/api/v1/building-blocks/{block.number}",
        )


class ActionItem(Answered):
    """An action of the SERV with the state of its milestone; in no total."""

    action: Action
    milestone: MilestoneState
    href: str


class MilestoneDetail(MilestoneItem):
    """A milestone with what waits for it and what bodies have said in public."""

    needed_by: list[str]
    answers: list[Answer]


class BodyItem(Answered):
    """A body with its part in the agenda; `totals` are of what it leads, as proposed or accepted."""

    id: str
    name: Text
    level: str
    active: bool
    successors: list[str]
    successor_since: str | None
    leads: list[int]
    accepted: int
    partners: list[int]
    milestones: list[str]
    overdue: int
    totals: TotalsItem
    href: str

    @classmethod
    def of(cls, found: Portfolio) -> Self:
        """From its portfolio."""
        body = found.body
        return cls(
            id=body.id,
            name=body.name,
            level=body.level,
            active=found.acts,
            successors=list(body.successors),
            successor_since=body.successor_since,
            leads=[row.recommendation.number for row in found.leads.rows],
            accepted=found.accepted,
            partners=[row.recommendation.number for row in found.partners.rows],
            milestones=[line.state.id for line in found.milestones],
            overdue=found.overdue,
            totals=TotalsItem.of(found.leads.totals),
            href=f"/api/v1/bodies/{body.id}",
        )
