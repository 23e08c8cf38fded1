"""The asks that a compound recommendation bundles, each as it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.agenda import SubAsk
from schemas.policy import MemberState, RecommendationState, RecommendationStatus
from schemas.stats import MilestoneState
from schemas.verdicts import Verdict
from services.board.domain.standing import Standing, standing_of


@dataclass(frozen=True, slots=True)
class AskLine:
    """One ask with what follows it; `speaks` is True where the headline of the whole rests on a member of it."""

    ask: SubAsk
    status: RecommendationStatus
    standing: Standing
    verdict: Verdict | None
    members: tuple[MemberState, ...]
    milestones: tuple[MilestoneState, ...]
    speaks: bool


def ask_lines(
    asks: Sequence[SubAsk], state: RecommendationState | None, milestones: Sequence[MilestoneState]
) -> tuple[AskLine, ...]:
    """The asks of the agenda in its order, also those that no roll-up knows yet."""
    return tuple(_line(ask, state, milestones) for ask in asks)


def _line(ask: SubAsk, state: RecommendationState | None, milestones: Sequence[MilestoneState]) -> AskLine:
    known = next((found for found in state.asks if found.id == ask.id), None) if state else None
    status = known.status if known else RecommendationStatus.not_known_yet
    members = tuple(member for member in state.members if member.indicator in ask.answered_by) if state else ()
    return AskLine(
        ask=ask,
        status=status,
        standing=standing_of(status, known.headline if known else None),
        verdict=known.headline if known else None,
        members=members,
        milestones=tuple(milestone for milestone in milestones if milestone.id in ask.answered_by),
        speaks=state is not None and state.headline_member in {member.key for member in members},
    )
