"""The bitemporal history of one series: which values are opened, closed or taken back by its next snapshots."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from schemas.period import Period
from schemas.stats import Observation, SeriesSnapshot


class Content(NamedTuple):
    """What makes an observation another one."""

    value: str | None
    obs_flags: str
    conf: str | None
    suspect: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An observation as known from `known_from` until before `known_to` (None: still), read from body `raw_sha256`."""

    period: Period
    content: Content
    raw_sha256: str
    known_from: datetime
    known_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What to write: rows to add, stored rows that end, and stored rows that never were."""

    added: tuple[Row, ...]
    closed: tuple[Row, ...]
    removed: tuple[Row, ...]


def differ(stored: Iterable[Row], snapshots: Iterable[SeriesSnapshot]) -> Difference:
    """Apply the next snapshots of one series, in order, to the `stored` rows that are still open.

    A value is known from the moment its snapshot was retrieved. One that is replaced in that very moment, or by a
    snapshot retrieved earlier, was never known and is removed.
    """
    before = {row.period: row for row in stored}
    now, ended = dict(before), list[Row]()
    for snapshot in snapshots:
        fresh = {o.period: o for o in snapshot.observations}
        for period, row in list(now.items()):
            known = fresh.get(period)
            if known is None or _content(known) != row.content:
                del now[period]
                ended.append(replace(row, known_to=snapshot.retrieved_at))
        for period, known in fresh.items():
            if period not in now:
                raw = known.raw or snapshot.raw.sha256
                now[period] = Row(period, _content(known), raw, snapshot.retrieved_at)
    return _difference(before, now, ended)


def _difference(before: dict[Period, Row], now: dict[Period, Row], ended: list[Row]) -> Difference:
    lived = [row for row in ended if _has_lived(row)]
    never = [row for row in ended if not _has_lived(row)]
    return Difference(
        added=(
            *(row for row in lived if not _is_stored(row, before)),
            *(row for row in now.values() if before.get(row.period) is not row),
        ),
        closed=tuple(row for row in lived if _is_stored(row, before)),
        removed=tuple(row for row in never if _is_stored(row, before)),
    )


def _has_lived(row: Row) -> bool:
    return row.known_to is not None and row.known_to > row.known_from


def _is_stored(row: Row, before: dict[Period, Row]) -> bool:
    known = before.get(row.period)
    return known is not None and replace(row, known_to=None) == known


def _content(observation: Observation) -> Content:
    return Content(observation.value, observation.obs_flags, observation.conf, observation.suspect)
