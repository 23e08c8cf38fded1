"""From indicators and milestones to the state of a recommendation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from schemas.agenda import Recommendation, SubAsk
from schemas.assessment import AgendaEdition, Assessment, Link
from schemas.policy import AskState, MemberState, RecommendationState, RecommendationStatus
from schemas.stats import MilestoneState, MilestoneStatus
from schemas.verdicts import Validity, Verdict
from services.indicators.domain.standing import BADNESS

_ORDER = (Validity.direct, Validity.proxy, Validity.context)
_FRESHNESS = ("fresh", "due", "unknown", "overdue")


@dataclass(frozen=True, slots=True)
class _Member:
    """An assessment as it counts for this recommendation."""

    assessment: Assessment
    link: Link
    lead: bool

    @property
    def stand_in(self) -> bool:
        """Whether another place's figure stands in for this recommendation."""
        fallback = self.assessment.stand_in is not None and self.assessment.stand_in.kind == "fallback"
        return self.link.stand_in or fallback

    @property
    def counted(self) -> Verdict | None:
        """What counts here: never context or a breakdown, and for a proxy or stand-in nothing worse than at risk."""
        if self.link.validity is Validity.context or self.assessment.group is not None:
            return None
        verdict = self.assessment.verdict
        capped = self.link.validity is Validity.proxy or self.stand_in
        if capped and verdict is not Verdict.undetermined and BADNESS[verdict] > BADNESS[Verdict.at_risk]:
            return Verdict.at_risk
        return verdict

    @property
    def speaks(self) -> bool:
        """Whether it may be the headline at all."""
        return self.counted not in (None, Verdict.undetermined)

    def state(self) -> MemberState:
        """The member as published."""
        return MemberState(
            key=self.assessment.key,
            indicator=self.assessment.indicator,
            title=self.assessment.title,
            validity=self.link.validity,
            lead=self.lead,
            verdict=self.assessment.verdict,
            counted=self.counted,
            reason=self.assessment.reason,
            stand_in=self.stand_in,
            episode=self.assessment.episode.id,
            inputs=self.assessment.provenance(),
        )


def roll_up(
    recommendation: Recommendation,
    edition: AgendaEdition,
    members: Sequence[Assessment],
    milestones: Sequence[MilestoneState],
    as_of: date | None,
) -> RecommendationState:
    """The recommendation's state; the order of members and milestones does not matter.

    The headline is the lead indicator; where that is undetermined or context, the worst confirmed direct indicator,
    then the best-supported proxy. With neither, milestones of which anything is known make it `milestones_only`.
    The distribution counts every member that counts, the undetermined among them. Each ask of a compound recommendation
    is rolled up in the same manner from what answers it.
    """
    ordered = sorted(_members(recommendation, members), key=_place)
    headline = _headline(ordered)
    return RecommendationState(
        number=recommendation.number,
        slug=recommendation.slug,
        title=recommendation.title,
        area=recommendation.area,
        lead_body=recommendation.lead,
        status=_status(headline, milestones),
        headline=headline.counted if headline else None,
        headline_member=headline.assessment.key if headline else None,
        members=tuple(member.state() for member in ordered),
        distribution=_distribution(ordered),
        milestones=_by_status(milestones),
        milestone_ids=_ids(milestones),
        asks=tuple(_ask(ask, ordered, milestones) for ask in recommendation.asks),
        agenda=edition,
        as_of=as_of,
    )


def _ask(ask: SubAsk, ordered: Sequence[_Member], milestones: Sequence[MilestoneState]) -> AskState:
    members = [member for member in ordered if member.assessment.indicator in ask.answered_by]
    steps = [milestone for milestone in milestones if milestone.id in ask.answered_by]
    headline = _headline(members)
    return AskState(
        id=ask.id,
        title=ask.title,
        status=_status(headline, steps),
        headline=headline.counted if headline else None,
        headline_member=headline.assessment.key if headline else None,
        members=tuple(member.assessment.key for member in members),
        milestones=_by_status(steps),
        milestone_ids=_ids(steps),
    )


def _members(recommendation: Recommendation, members: Iterable[Assessment]) -> Iterable[_Member]:
    for assessment in members:
        link = next((link for link in assessment.links if link.number == recommendation.number), None)
        if link and not assessment.canary:
            lead = assessment.group is None and assessment.indicator == recommendation.lead_indicator
            yield _Member(assessment, link, lead)


def _place(member: _Member) -> tuple[bool, int, str]:
    return not member.lead, _ORDER.index(member.link.validity), member.assessment.key


def _headline(ordered: Sequence[_Member]) -> _Member | None:
    speaking = [member for member in ordered if member.speaks]
    if lead := next((member for member in speaking if member.lead), None):
        return lead
    confirmed = [member for member in speaking if member.assessment.episode.confirmed]
    if direct := [member for member in confirmed if member.link.validity is Validity.direct]:
        return min(direct, key=_from_worst)
    proxies = [member for member in speaking if member.link.validity is Validity.proxy]
    return min(proxies, key=_from_best_supported, default=None)


def _from_worst(member: _Member) -> tuple[int, int, bool, str]:
    """The worst counted verdict first, then the worst of its own, then one that is no stand-in."""
    counted, own = member.counted or Verdict.undetermined, member.assessment.verdict
    return -BADNESS[counted], -BADNESS[own], member.stand_in, member.assessment.key


def _from_best_supported(member: _Member) -> tuple[bool, bool, bool, int, str]:
    """Confirmed, on more than a few values, of the place that is meant, and fresh; then by key."""
    found = member.assessment
    weak = found.confidence == "weak"
    return not found.episode.confirmed, weak, member.stand_in, _FRESHNESS.index(found.freshness.state), found.key


def _status(headline: _Member | None, milestones: Sequence[MilestoneState]) -> RecommendationStatus:
    if headline:
        return RecommendationStatus.measured
    known = any(milestone.status is not MilestoneStatus.not_checked for milestone in milestones)
    return RecommendationStatus.milestones_only if known else RecommendationStatus.not_known_yet


def _distribution(members: Sequence[_Member]) -> dict[Verdict, int]:
    counts = {verdict: sum(member.counted is verdict for member in members) for verdict in Verdict}
    return {verdict: count for verdict, count in counts.items() if count}


def _by_status(milestones: Sequence[MilestoneState]) -> dict[str, int]:
    counts = {status: sum(m.status is status for m in milestones) for status in MilestoneStatus}
    return {status.value: count for status, count in counts.items() if count}


def _ids(milestones: Sequence[MilestoneState]) -> tuple[str, ...]:
    return tuple(sorted(milestone.id for milestone in milestones))
