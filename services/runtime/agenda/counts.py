"""How many of everything the agenda holds."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from schemas.agenda import Agenda, Indicator
from schemas.base import Text
from schemas.series import SeriesId
from schemas.verdicts import Validity

NONE = "none"


def count(agenda: Agenda) -> dict[str, int | dict[str, int]]:
    """Totals by the name of what is counted, and below `…_by_…` how they divide; everything in a fixed order."""
    return {**_totals(agenda), **_recommendations(agenda), **_indicators(agenda), **_others(agenda)}


def _totals(agenda: Agenda) -> dict[str, int]:
    matrix = agenda.priorities
    return {
        "edition": agenda.edition,
        "areas": len(agenda.areas),
        "challenges": sum(len(area.challenges) for area in agenda.areas),
        "recommendations": len(agenda.recommendations),
        "sub_asks": sum(len(getattr(found, "asks", ())) for found in agenda.recommendations),
        "overlap_groups": len(agenda.overlap_groups),
        "indicators": len(agenda.indicators),
        "composites": sum(1 for found in agenda.indicators if found.composite is not None),
        "targets": sum(1 for found in agenda.indicators if found.target is not None),
        "series": sum(len(found.series) for found in agenda.indicators),
        "links": sum(len(found.recommendations) for found in agenda.indicators),
        "milestones": len(agenda.milestones),
        "bodies": len(agenda.bodies),
        "active_bodies": sum(1 for body in agenda.bodies if body.active),
        "cells": len(matrix.cells) if matrix is not None else 0,
        "building_blocks": len(agenda.building_blocks),
        "named_building_blocks": sum(1 for block in agenda.building_blocks if block.named),
        "actions": len(agenda.actions),
        "texts": len(list(_texts(agenda))),
        "texts_missing": sum(1 for text in _texts(agenda) if not (text.en.strip() and text.nl.strip())),
    }


def _recommendations(agenda: Agenda) -> dict[str, dict[str, int]]:
    found = agenda.recommendations
    measured = {
        link.number
        for indicator in agenda.indicators
        for link in indicator.recommendations
        if link.validity != Validity.context
    }
    return {
        "recommendations_by_area": _by(found, lambda one: one.area),
        "recommendations_by_level": _by(found, lambda one: one.level),
        "recommendations_by_ask": _by(found, lambda one: one.ask),
        "recommendations_by_monitoring_mode": _by(found, lambda one: one.monitoring_mode),
        "recommendations_by_lead": _by(found, lambda one: one.lead),
        "recommendations_compound": _by(found, lambda one: "yes" if one.compound else "no"),
        "recommendations_followed_by": _by(
            found, lambda one: "indicators" if one.number in measured else "milestones only"
        ),
        "recommendations_lead_indicator": _by(found, lambda one: "yes" if one.lead_indicator else "no"),
        "recommendations_in_cells": _by(found, lambda one: str(len(one.priority_cells))),
    }


def _indicators(agenda: Agenda) -> dict[str, dict[str, int]]:
    found = agenda.indicators
    series = [ref for indicator in found for ref in indicator.series]
    targets = [indicator.target for indicator in found if indicator.target is not None]
    return {
        "indicators_by_target_basis": _by(found, lambda one: one.target.basis if one.target else NONE),
        "indicators_by_judged_against": _by(found, _judged_against),
        "indicators_by_drift_policy": _by(found, lambda one: one.drift_policy.value),
        "indicators_by_path": _by(found, lambda one: one.path),
        "indicators_by_benchmark": _by(found, lambda one: one.benchmark or NONE),
        "indicators_by_place": _by(found, lambda one: one.geography.primary),
        "indicators_by_unit": _by(found, lambda one: one.unit),
        "indicators_by_frequency": _by(found, lambda one: one.frequency),
        "indicators_stand_in": _by(found, lambda one: "yes" if one.stand_in else "no"),
        "indicators_by_certainty": _by(found, lambda one: one.series[0].verified if one.series else NONE),
        "targets_by_scope": _by(targets, lambda one: one.scope),
        "targets_by_mode": _by(targets, lambda one: one.mode),
        "targets_by_year": _by(targets, lambda one: str(one.year or NONE)),
        "targets_by_certainty": _by(targets, lambda one: one.verified or NONE),
        "series_by_source": _by(series, lambda one: SeriesId.parse(one.id).source),
        "series_by_certainty": _by(series, lambda one: one.verified),
        "links_by_validity": _by(
            [link for one in found for link in one.recommendations], lambda one: one.validity.value
        ),
    }


def _others(agenda: Agenda) -> dict[str, dict[str, int]]:
    return {
        "milestones_by_status": _by(agenda.milestones, lambda one: one.status.value),
        "milestones_by_due_basis": _by(agenda.milestones, lambda one: one.due_basis.value if one.due_basis else NONE),
        "milestones_by_due_year": _by(agenda.milestones, lambda one: str(one.due.year) if one.due else NONE),
        "milestones_by_owner": _by(agenda.milestones, lambda one: one.owner or NONE),
        "milestones_of": _by(agenda.milestones, lambda one: "action" if one.action else "recommendations"),
        "milestones_recurring": _by(agenda.milestones, lambda one: one.recurrence or NONE),
        "bodies_by_level": _by(agenda.bodies, lambda one: one.level),
        "bodies_by_certainty": _by(agenda.bodies, lambda one: one.verified or NONE),
        "actions_by_type": _by(agenda.actions, lambda one: one.type),
    }


def _judged_against(indicator: Indicator) -> str:
    """Design section 5: path, hold, benchmark, or the direction alone."""
    if indicator.target is not None and indicator.target.mode == "hold":
        return "hold"
    if indicator.path != NONE:
        return "path"
    if indicator.target is not None:
        return "target without path"
    return "benchmark" if indicator.benchmark is not None else "direction"


def _by(entries: Iterable[Any], value: Callable[[Any], str]) -> dict[str, int]:
    """Counts by value, most first."""
    counts = Counter(value(entry) for entry in entries)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _texts(value: Any) -> Iterable[Text]:
    """Every text for readers below a value."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif hasattr(type(value), "model_fields"):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
