"""Recommendations in a list and one by one, with the asks and milestones that serve them."""

from typing import Self

from pydantic import Field

from schemas.base import Text
from schemas.policy import Answer, RecommendationState, RecommendationStatus
from schemas.verdicts import Verdict
from services.board.domain.asks import AskLine
from services.board.domain.grounds import Ground
from services.board.domain.standing import Standing
from services.board.web.api.models.base import Answered
from services.board.web.api.models.bodies import AwaitedItem, MilestoneItem, OwnerItem
from services.board.web.api.models.indicators import IndicatorItem
from services.board.web.queries.standings import Standings


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
