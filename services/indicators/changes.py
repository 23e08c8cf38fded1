"""What counts as a change, and what was computed from older knowledge."""

from typing import Any

from schemas.assessment import Assessment
from schemas.chart import Chart
from schemas.policy import RecommendationState
from schemas.stats import MilestoneState

_TIMES = frozenset({"as_of", "retrieved_at", "published_at"})


def same(old: Assessment | RecommendationState | None, new: Assessment | RecommendationState) -> bool:
    """Whether the two say the same apart from times."""
    if old is None or old.agenda != new.agenda:
        return False
    if isinstance(old, Assessment) and isinstance(new, Assessment) and _versions(old) != _versions(new):
        return False
    return old == new or _without_times(old.model_dump()) == _without_times(new.model_dump())


def _versions(assessment: Assessment) -> dict[str, int]:
    return {found.series_id: found.version for found in assessment.inputs}


def _without_times(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: _without_times(value) for name, value in found.items() if name not in _TIMES}
    if isinstance(found, list | tuple):
        return [_without_times(value) for value in found]
    return found


def precedes(new: Assessment, known: Assessment) -> bool:
    """Whether `new` is the older of two assessments of one key: of a lower edition, or of lower versions or days."""
    if new.agenda.edition != known.agenda.edition:
        return new.agenda.edition < known.agenda.edition
    ours, theirs = _versions(new), _versions(known)
    shared = [(ours[series], theirs[series]) for series in ours.keys() & theirs.keys()]
    lower, higher = any(a < b for a, b in shared), any(a > b for a, b in shared)
    if lower != higher:
        return lower
    return _earlier(new, known)


def older_milestone(new: MilestoneState, known: MilestoneState) -> bool:
    """Whether `new` is what a lower edition of the register says."""
    return new.edition < known.edition


def _earlier(new: Assessment, known: Assessment) -> bool:
    return known.as_of is not None and (new.as_of is None or new.as_of < known.as_of)


def slim(assessment: Assessment) -> Assessment:
    """The assessment without what only readers of a mail or a chart need; for members of a roll-up."""
    return assessment.model_copy(update={"chart": Chart(), "history": (), "other_methods": (), "peers": ()})
