"""How bad a verdict is, and how bad it is for one body: its recommendations decide what counts."""

from collections.abc import Iterable

from schemas.assessment import Assessment, Owner
from schemas.verdicts import Basis, Validity, Verdict

_RANK = {
    Verdict.met: 0,
    Verdict.on_track: 1,
    Verdict.at_risk: 2,
    Verdict.off_track: 3,
    Verdict.moving_away: 4,
    Verdict.missed: 5,
}
DRIFT = frozenset({Verdict.at_risk, Verdict.off_track, Verdict.moving_away, Verdict.missed})


def rank(verdict: Verdict | None) -> int:
    """Grows as it gets worse. What was never known counts as on track, so that a first drift is worse than it."""
    return _RANK.get(verdict or Verdict.on_track, _RANK[Verdict.on_track])


def is_worse(before: Verdict | None, after: Verdict | None) -> bool:
    """Whether `after` is a drift that was not there before; met to on track is none."""
    return after in DRIFT and rank(after) > rank(before)


def falls_back(assessment: Assessment, before: Verdict | None) -> bool:
    """Whether this is a regression: it moves away, or crosses back to the wrong side of a level it had reached."""
    reached = {Verdict.met, Verdict.on_track} if assessment.basis is Basis.hold else {Verdict.met}
    return assessment.verdict is Verdict.moving_away or (before in reached and assessment.verdict in DRIFT)


def counted(verdict: Verdict | None, assessment: Assessment, recommendations: Iterable[int]) -> Verdict | None:
    """The verdict as it counts for these recommendations: a proxy or a stand-in is never worse than at risk."""
    if _uses_fallback(assessment) or not _direct(assessment) & set(recommendations):
        return Verdict.at_risk if verdict in DRIFT else verdict
    return verdict


def concerned(assessment: Assessment) -> tuple[Owner, ...]:
    """The owners of a recommendation this indicator serves as more than context, with those recommendations only."""
    context = {link.number for link in assessment.links if link.validity is Validity.context}
    kept = ((owner, tuple(n for n in owner.recommendations if n not in context)) for owner in assessment.owners)
    return tuple(owner.model_copy(update={"recommendations": numbers}) for owner, numbers in kept if numbers)


def _direct(assessment: Assessment) -> set[int]:
    links = assessment.links
    return {link.number for link in links if link.validity is Validity.direct and not link.stand_in}


def _uses_fallback(assessment: Assessment) -> bool:
    return assessment.stand_in is not None and assessment.stand_in.kind == "fallback"


def is_context_only(assessment: Assessment) -> bool:
    """Whether every recommendation it is linked to takes it as context."""
    return bool(assessment.links) and all(link.validity is Validity.context for link in assessment.links)
