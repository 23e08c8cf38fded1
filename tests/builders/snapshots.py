"""Made-up snapshots and polls: small, valid, and told apart by what a test sets."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from schemas.period import Period
from schemas.stats import (
    Attribution,
    Observation,
    PollOutcome,
    PollReport,
    RawReference,
    SeriesSnapshot,
)

DAY_1 = datetime(2025, 10, 8, 9, 0, tzinfo=UTC)
DAY_2 = datetime(2025, 12, 16, 10, 0, tzinfo=UTC)
DAY_3 = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SERIES = "eurostat:isoc_r_dskl_i?freq=A&geo=BE2&indic_is=I_DSK2_BAB&unit=PC_IND"


def observation(year: str, value: str | None, **more: Any) -> Observation:
    """One published value."""
    return Observation(period=Period.parse(year), value=value, **more)


def snapshot(
    values: Mapping[str, str | None] | Sequence[Observation],
    *,
    series_id: str = SERIES,
    version: int = 1,
    at: datetime = DAY_1,
    **more: Any,
) -> SeriesSnapshot:
    """All that is known of a series at `at`; its hashes follow from the values."""
    listed = [observation(y, v) for y, v in values.items()] if isinstance(values, Mapping) else list(values)
    content = hashlib.sha256(repr([(str(o.period), o.value, o.obs_flags, o.conf) for o in listed]).encode()).hexdigest()
    fields: dict[str, Any] = {
        "series_id": series_id,
        "source": "eurostat",
        "dataset": "isoc_r_dskl_i",
        "dimensions": {"geo": "BE2"},
        "unit": "percent",
        "frequency": "A",
        "labels": {"geo": "Vlaams Gewest"},
        "observations": tuple(listed),
        "version": version,
        "retrieved_at": at,
        "raw": RawReference(
            sha256=hashlib.sha256(f"{content}{at}".encode()).hexdigest(),
            url="https://example.invalid/data",
            media_type="application/json",
            bytes=100,
        ),
        "recipe": "isoc_r_dskl_i",
        "attribution": Attribution(publisher="Eurostat", text="Source: Eurostat", licence="CC BY 4.0"),
        "content_sha256": content,
    }
    return SeriesSnapshot(**(fields | more))


def poll(recipe: str = "isoc_r_dskl_i", *, at: datetime = DAY_1, **more: Any) -> PollReport:
    """A poll that found what it knew already."""
    fields: dict[str, Any] = {
        "recipe": recipe,
        "source": "eurostat",
        "dataset": recipe,
        "outcome": PollOutcome.unchanged,
        "polled_at": at,
    }
    return PollReport(**(fields | more))
