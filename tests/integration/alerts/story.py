"""digital-skills-basic as the alert service meets it: on track in 2023, off track in 2025."""

from schemas.assessment import Episode
from schemas.verdicts import Cause, Verdict
from tests.builders.assessments import Y2023, Y2025, digital_skills

ALERT = "verdict_worsened:digital-skills-basic/BE2"
ON_TRACK = digital_skills(
    verdict=Verdict.on_track,
    episode=Episode(id="0" * 64, verdict=Verdict.on_track, since=Y2023, cause=Cause.data),
)
OFF_TRACK = digital_skills()
SUSPECT = digital_skills(
    episode=Episode(id="7" * 64, verdict=Verdict.off_track, since=Y2025, cause=Cause.data, suspect=True)
)
EDUCATION, CULTURE, DESK = "education@example.org", "cjm@example.org", "desk@example.org"
