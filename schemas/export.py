"""Exports the contracts as JSON Schemas; what is generated is committed, and a check refuses a difference."""

from schemas import agenda, alerts, assessment, policy, stats
from schemas.base import Event, JsonObject, Model

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
AGENDA: tuple[type[Model], ...] = (
    agenda.Area,
    agenda.Recommendation,
    agenda.Indicator,
    agenda.Milestone,
    agenda.Body,
)


def json_schemas() -> dict[str, JsonObject]:
    """File name (below `schemas/json/`) to JSON Schema, for every event and every part of the agenda."""
    events = {f"events/{kind.__name__}.json": kind.model_json_schema() for kind in EVENTS}
    parts = {f"agenda/{kind.__name__}.json": kind.model_json_schema() for kind in AGENDA}
    return {**events, **parts}
