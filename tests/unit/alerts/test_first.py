"""The first start names the worst few drifts, and only certain ones."""

from typing import Any

import pytest

from schemas.assessment import Assessment, Episode
from schemas.verdicts import DriftPolicy, Validity, Verdict
from services.alerts.domain.first import worst
from tests.builders.assessments import Y2025, digital_skills


def drift(key: str, verdict: Verdict, **changes: Any) -> Assessment:
    """A made-up drift."""
    certain = Episode(id="4" * 64, verdict=verdict, since=Y2025, cause="data", from_verdict=Verdict.on_track)
    return digital_skills(key=key, verdict=verdict, **({"episode": certain} | changes))


def test_the_worst_come_first_and_no_more_than_the_limit() -> None:
    found = [
        drift("a/BE2", Verdict.at_risk),
        drift("b/BE2", Verdict.moving_away),
        drift("c/BE2", Verdict.off_track),
        drift("d/BE2", Verdict.on_track),
        drift("e/BE2", Verdict.missed),
    ]
    assert [a.key for a in worst(found, 3)] == ["e/BE2", "b/BE2", "c/BE2"]
    assert worst(found, 0) == ()


def test_at_the_same_verdict_a_target_set_by_law_then_the_lead_then_the_least_progress() -> None:
    proposed = digital_skills().target
    assert proposed is not None
    proposal = proposed.model_copy(update={"basis": "proposal"})
    not_leading = tuple(link.model_copy(update={"lead": False}) for link in digital_skills().links)
    found = [
        drift("proposal/BE2", Verdict.off_track, target=proposal, ratio=0.1),
        drift("beside/BE2", Verdict.off_track, links=not_leading, ratio=0.1),
        drift("nearer/BE2", Verdict.off_track, ratio=0.5),
        drift("farther/BE2", Verdict.off_track, ratio=0.2),
    ]
    assert [a.key for a in worst(found, 4)] == ["farther/BE2", "nearer/BE2", "beside/BE2", "proposal/BE2"]


def test_a_proxy_counts_as_at_risk() -> None:
    proxies = tuple(link.model_copy(update={"validity": Validity.proxy}) for link in digital_skills().links)
    found = [drift("proxy/BE2", Verdict.moving_away, links=proxies), drift("direct/BE2", Verdict.off_track)]
    assert [a.key for a in worst(found, 2)] == ["direct/BE2", "proxy/BE2"]


@pytest.mark.parametrize(
    "changes",
    [
        {"episode": Episode(id="4" * 64, verdict=Verdict.off_track, cause="data", confirmed=False)},
        {"episode": Episode(id="4" * 64, verdict=Verdict.off_track, cause="data", suspect=True)},
        {"drift_policy": DriftPolicy.manual_entry},
        {"drift_policy": DriftPolicy.context_only},
        {"drift_policy": DriftPolicy.regression_only},
        {"owners": ()},
    ],
    ids=["unconfirmed", "suspect", "typed in", "context", "no regression", "nobody's"],
)
def test_what_is_uncertain_or_never_mailed_is_left_out(changes: dict[str, Any]) -> None:
    assert worst([drift("a/BE2", Verdict.off_track, **changes)], 3) == ()
