"""How a recommendation stands, in five words for people; what is not known never looks like something good."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from schemas.policy import RecommendationStatus
from schemas.verdicts import Verdict


class Standing(StrEnum):
    """The first three are measured; the last two are not."""

    on_track = "on_track"
    at_risk = "at_risk"
    off_track = "off_track"
    milestones_only = "milestones_only"
    not_known_yet = "not_known_yet"


MEASURED = (Standing.on_track, Standing.at_risk, Standing.off_track)

_OF_VERDICT = {
    Verdict.met: Standing.on_track,
    Verdict.on_track: Standing.on_track,
    Verdict.at_risk: Standing.at_risk,
    Verdict.off_track: Standing.off_track,
    Verdict.moving_away: Standing.off_track,
    Verdict.missed: Standing.off_track,
    Verdict.undetermined: Standing.not_known_yet,
}


def standing_of(status: RecommendationStatus | None, headline: Verdict | None) -> Standing:
    """The standing of a roll-up; None for one that was never made."""
    if status is RecommendationStatus.milestones_only:
        return Standing.milestones_only
    return _OF_VERDICT[headline] if headline else Standing.not_known_yet


def tally(standings: Iterable[Standing]) -> dict[Standing, int]:
    """How many of each, none left out."""
    counts = Counter(standings)
    return {standing: counts[standing] for standing in Standing}
