"""The next snapshot of a series, with the revision that leads to it; or nothing, when nothing is new."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from schemas.period import Period
from schemas.stats import Coverage, Observation, RawReference, SeriesRevision, SeriesSnapshot
from services.ingest.decode.values import published
from services.ingest.diff import by_period, changes, covers
from services.ingest.identify import Reading
from services.ingest.numbers import in_unit
from services.ingest.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Body:
    """Where figures come from: the archived bytes, and when they were published and learned."""

    raw: RawReference
    retrieved_at: datetime
    published_at: datetime | None
    live: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What to publish for one series: the revision (None when no observation changed), then the snapshot."""

    snapshot: SeriesSnapshot
    revision: SeriesRevision | None


def observations(reading: Reading, recipe: Recipe) -> tuple[Observation, ...]:
    """The cells of a reading as observations in the recipe's unit, by period.

    Raises NotData for a value that is no number.
    """
    return tuple(
        Observation(
            period=period,
            value=None if (text := published(value)) is None else in_unit(text, recipe.unit),
            obs_flags=flags.letters,
            conf=flags.confidentiality,
            citation=reading.citations.get(period),
        )
        for period, value, flags in sorted(reading.cells, key=lambda cell: cell[0])
    )


def content_sha256(unit: str, found: Iterable[Observation]) -> str:
    """The hash of the figures alone: unit and sorted (period, value, flags, confidentiality)."""
    rows = [[str(o.period), o.value, o.obs_flags, o.conf] for o in sorted(found, key=lambda o: o.period)]
    return hashlib.sha256(json.dumps([unit, rows], separators=(",", ":")).encode()).hexdigest()


def advance(
    previous: SeriesSnapshot | None,
    reading: Reading,
    found: Sequence[Observation],
    coverage: Coverage | None,
    recipe: Recipe,
    body: Body,
) -> Step | None:
    """The step from the last published snapshot to this body; None when neither figures nor release stamp moved.

    Earlier observations outside the coverage are carried on, each with the hash of its own body. A new release stamp
    over unchanged figures makes a snapshot of its own, so that "the next release repeats it" can be seen.
    """
    old, new = by_period(previous.observations if previous else ()), by_period(found)
    repeated = previous is not None and _is_new_release(previous, body)
    merged = {**_carried(previous, new, coverage), **_counted(old, new, repeated=repeated)}
    ordered = tuple(merged[period] for period in sorted(merged))
    sha256 = content_sha256(reading.unit, ordered)
    if previous and sha256 == previous.content_sha256 and not repeated:
        return None
    snapshot = SeriesSnapshot(
        series_id=reading.key,
        source=reading.id.source,
        dataset=reading.id.dataset,
        dimensions=reading.id.codes,
        unit=reading.unit,
        frequency=reading.id.codes.get("freq") or _frequency(ordered),
        labels=dict(reading.labels),
        observations=ordered,
        coverage=coverage,
        version=previous.version + 1 if previous else 1,
        published_at=body.published_at,
        retrieved_at=body.retrieved_at,
        live=body.live,
        raw=body.raw,
        recipe=recipe.id,
        attribution=recipe.attribution,
        rhythm=recipe.rhythm_of(reading.id),
        content_sha256=sha256,
    )
    return Step(snapshot, _revision(previous, snapshot, new, coverage))


def _is_new_release(previous: SeriesSnapshot, body: Body) -> bool:
    return body.published_at is not None and body.published_at != previous.published_at


def _carried(
    previous: SeriesSnapshot | None, new: Mapping[Period, Observation], coverage: Coverage | None
) -> dict[Period, Observation]:
    if previous is None:
        return {}
    return {
        o.period: o.model_copy(update={"raw": o.raw or previous.raw.sha256})
        for o in previous.observations
        if o.period not in new and not covers(coverage, o.period)
    }


def _counted(
    old: Mapping[Period, Observation], new: Mapping[Period, Observation], *, repeated: bool
) -> dict[Period, Observation]:
    """The new observations, each with the number of releases that have given it unchanged so far."""
    counted: dict[Period, Observation] = {}
    for period, observation in new.items():
        before = old.get(period)
        unchanged = before is not None and _figures(before) == _figures(observation)
        if before is not None and unchanged:
            update = {"releases": before.releases + repeated, "suspect": before.suspect}
            observation = observation.model_copy(update=update)
        counted[period] = observation
    return counted


def _figures(observation: Observation) -> tuple[str | None, str, str | None]:
    return observation.value, observation.obs_flags, observation.conf


def _frequency(found: Sequence[Observation]) -> str:
    return found[-1].period.frequency if found else "A"


def _revision(
    previous: SeriesSnapshot | None,
    snapshot: SeriesSnapshot,
    new: Mapping[Period, Observation],
    coverage: Coverage | None,
) -> SeriesRevision | None:
    """What changed. Its id follows from the two hashes, so writing it twice says the same thing twice."""
    kept = {o.period: o for o in snapshot.observations if o.period in new}
    found = changes(by_period(previous.observations if previous else ()), kept, coverage)
    if not found:
        return None
    before = previous.content_sha256 if previous else None
    identity = f"{snapshot.series_id}|{before}|{snapshot.content_sha256}"
    return SeriesRevision(
        revision_id=hashlib.sha256(identity.encode()).hexdigest(),
        series_id=snapshot.series_id,
        recipe=snapshot.recipe,
        old_sha256=before,
        new_sha256=snapshot.content_sha256,
        version=snapshot.version,
        published_at=snapshot.published_at,
        retrieved_at=snapshot.retrieved_at,
        changes=found,
    )
