"""The first start: which few of all drifts that are there already get a mail of their own."""

from collections.abc import Sequence

from schemas.assessment import Assessment
from schemas.verdicts import Basis, DriftPolicy, Verdict
from services.alerts.domain.severity import DRIFT, concerned, counted, falls_back, is_worse, rank

_MAILED = frozenset({DriftPolicy.alert, DriftPolicy.annual_only, DriftPolicy.regression_only})


def worst(assessments: Sequence[Assessment], limit: int) -> tuple[Assessment, ...]:
    """At most `limit` confirmed drifts, the worst first.

    Worst is: how bad it counts for the body it concerns most; then a target set by law or policy before others; then
    the lead indicator of a recommendation before others; then the least progress made of what was needed.
    """
    return tuple(sorted((a for a in assessments if may_be_mailed(a)), key=_order)[:limit])


def may_be_mailed(assessment: Assessment) -> bool:
    """Whether this drift is certain enough, and of a kind, to be written about without any change."""
    before = assessment.episode.from_verdict
    return (
        assessment.verdict in DRIFT
        and assessment.episode.confirmed
        and not assessment.episode.suspect
        and assessment.drift_policy in _MAILED
        and (assessment.drift_policy is not DriftPolicy.regression_only or falls_back(assessment, before))
        and any(is_worse(None, verdict) for verdict in _counted(assessment))
    )


def _counted(a: Assessment) -> list[Verdict | None]:
    return [counted(a.verdict, a, owner.recommendations) for owner in concerned(a)]


def _order(a: Assessment) -> tuple[int, bool, bool, float, str]:
    severity = max(rank(verdict) for verdict in _counted(a))
    firm = a.basis in (Basis.path, Basis.hold) and a.target is not None and a.target.basis in ("legal", "policy")
    lead = any(link.lead for link in a.links)
    return (-severity, not firm, not lead, a.ratio if a.ratio is not None else 1.0, a.key)
