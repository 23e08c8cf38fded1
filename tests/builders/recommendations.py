"""Made-up roll-ups of recommendation 15."""

from schemas.assessment import Assessment
from schemas.policy import MemberState, RecommendationState, RecommendationStatus
from schemas.verdicts import Validity
from tests.builders.assessments import text


def rolled_up(assessment: Assessment, **changes: object) -> RecommendationState:
    """Recommendation 15 with this assessment in its lead, and no other member."""
    member = MemberState(
        key=assessment.key,
        indicator=assessment.indicator,
        title=assessment.title,
        validity=Validity.direct,
        lead=True,
        verdict=assessment.verdict,
        counted=assessment.verdict,
        episode=assessment.episode.id,
        inputs=assessment.provenance(),
    )
    known = RecommendationState(
        number=15,
        slug="basic-digital-skills",
        title=text("Basic digital skills for everyone", "Digitale basisvaardigheden voor iedereen"),
        area="future-oriented-skills",
        lead_body="education",
        status=RecommendationStatus.measured,
        headline=assessment.verdict,
        headline_member=assessment.key,
        members=(member,),
        distribution={assessment.verdict: 1},
        agenda=assessment.agenda,
        as_of=assessment.as_of,
    )
    return known.model_copy(update=changes)
