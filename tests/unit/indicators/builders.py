"""Small inputs for the domain tests: snapshots, indicators and subjects, made up unless the test says where from."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from schemas.assessment import AgendaEdition, Assessment, Link
from schemas.base import Text
from schemas.indicator import EU_MEMBERS, Indicator
from schemas.period import Period
from schemas.series import SeriesId
from schemas.stats import Attribution, Observation, RawReference, ReleaseRhythm, SeriesSnapshot
from schemas.verdicts import Validity
from services.indicators.domain.assess import assess
from services.indicators.domain.subject import Subject

EDITION = AgendaEdition(edition=1, sha256="a" * 64)
MEASURE = "eurostat:made_up?freq=A&unit=PC"
RETRIEVED = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)

# A value, or a value with flags ("18.6 b"), or flags alone (": c" for a suppressed one)
Cell = str | Observation
History = Mapping[str, Cell]


def text(words: str) -> Text:
    """The same words in both languages."""
    return Text(en=words, nl=words)


def cell(period: str, written: Cell) -> Observation:
    """An observation as a table prints it: `18.6`, `18.6 bp`, `:` or `: c`."""
    if isinstance(written, Observation):
        return written
    value, _, flags = written.partition(" ")
    return Observation(period=Period.parse(period), value=None if value == ":" else value, obs_flags=flags)


def snapshot(series: str, history: History, *, version: int = 1, **changes: Any) -> SeriesSnapshot:
    """A snapshot of a series; equal histories have equal content hashes."""
    parsed = SeriesId.parse(series)
    observations = tuple(cell(period, written) for period, written in history.items())
    content = repr(sorted((str(found.period), found.value, found.obs_flags) for found in observations))
    fields: dict[str, Any] = {
        "series_id": series,
        "source": parsed.source,
        "dataset": parsed.dataset,
        "dimensions": parsed.codes,
        "unit": "percent",
        "frequency": "A",
        "labels": {},
        "observations": observations,
        "version": version,
        "retrieved_at": RETRIEVED,
        "raw": RawReference(sha256="e" * 64, url="https://example.org/data", media_type="application/json", bytes=1),
        "recipe": f"{parsed.source}/{parsed.dataset}",
        "attribution": Attribution(publisher=parsed.source, text=f"Source: {parsed.source}", licence="CC-BY-4.0"),
        "rhythm": ReleaseRhythm(month=12, year_offset=0),
        "content_sha256": hashlib.sha256(content.encode()).hexdigest(),
    }
    return SeriesSnapshot(**(fields | changes))


def known(*snapshots: SeriesSnapshot) -> dict[str, SeriesSnapshot]:
    """Snapshots by series id."""
    return {found.series_id: found for found in snapshots}


def indicator(**changes: Any) -> Indicator:
    """An indicator of BE2 in percent, up, without target; `changes` to its fields."""
    fields: dict[str, Any] = {
        "id": "made-up",
        "title": text("A made-up indicator"),
        "definition": text("A made-up share"),
        "unit": "percent",
        "direction": "up",
        "type": "outcome",
        "geography": {"primary": "BE2"},
        "frequency": "annual",
        "series": [{"id": MEASURE, "geo": ["BE2", "BE", "EU27_2020"]}],
        "path": "none",
        "drift_policy": "alert",
    }
    return Indicator.model_validate(fields | changes)


def target(value: float, year: int | None = 2030, **changes: Any) -> dict[str, Any]:
    """A target to reach, for an indicator."""
    fields = {"value": value, "operator": ">=", "year": year, "mode": "reach", "scope": "region", "basis": "policy"}
    return fields | changes


def tolerance(value: float, unit: str = "percentage_point") -> dict[str, Any]:
    """A tolerance an analyst set."""
    return {"value": value, "unit": unit, "basis": "analyst"}


def link(number: int = 1, validity: Validity = Validity.direct, **changes: Any) -> Link:
    """A link to a recommendation."""
    fields: dict[str, Any] = {"number": number, "slug": f"r{number}", "title": text(f"R{number}"), "validity": validity}
    return Link(**(fields | changes))


def subject(found: Indicator, **changes: Any) -> Subject:
    """The indicator with its context."""
    return Subject(**({"indicator": found, "edition": EDITION} | changes))


def judge(found: Indicator | Subject, history: History, **changes: Any) -> Assessment:
    """Assess an indicator on one history of its primary place."""
    about = found if isinstance(found, Subject) else subject(found)
    place = about.indicator.geography.primary
    return assess(about, known(at(place, history)), changes.get("as_of"), changes.get("previous"))


def at(geo: str, history: History, **changes: Any) -> SeriesSnapshot:
    """A snapshot of the made-up measure in a place."""
    return snapshot(str(SeriesId.parse(MEASURE).at(geo)), history, **changes)


def members(values: Sequence[str], period: str = "2024") -> dict[str, History]:
    """One value per EU member, in the order of their codes, for as many as there are values."""
    return {geo: {period: value} for geo, value in zip(EU_MEMBERS, values, strict=False)}
