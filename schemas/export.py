"""Exports the contracts as JSON Schemas; what is generated is committed, and a check refuses a difference."""

from schemas import alerts, assessment, policy, stats
from schemas.agenda_files import FILES
from schemas.base import Event, JsonObject

EVENTS: tuple[type[Event], ...] = (
    stats.SeriesSnapshot,
    stats.SeriesRevision,
    stats.PollReport,
    stats.MilestoneState,
    stats.Meta,
    policy.IndicatorInput,
    policy.Tick,
    policy.Recheck,
    assessment.Assessment,
    policy.Answer,
    policy.Member,
    policy.RecommendationState,
    alerts.AlertTransition,
)


def json_schemas() -> dict[str, JsonObject]:
    """File name (below `schemas/json/`) to JSON Schema, for every event and every file of the agenda."""
    events = {f"events/{kind.__name__}.json": kind.model_json_schema() for kind in EVENTS}
    files = {f"agenda/{name}.json": kind.model_json_schema() for name, kind in FILES.items()}
    return {**events, **files}
