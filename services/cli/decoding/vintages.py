"""What changed between two files of one dataset, observation by observation, as ingest tells it of two vintages."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TextIO

from schemas.period import Period
from schemas.stats import ChangeKind, Coverage, Observation
from services.cli.decoding.reading import Decoded
from services.ingest.decode.errors import NotData
from services.ingest.decode.values import published
from services.ingest.diff import changes
from services.ingest.numbers import same

COLUMNS = ("series_id", "period", "change", "old_value", "old_obs_flags", "old_conf", "value", "obs_flags", "conf")


@dataclass
class Tally:
    """How the cells of two files compare. A cell without value in both is counted apart from equal values."""

    old: int = 0
    new: int = 0
    common: int = 0
    both_without_value: int = 0
    identical: int = 0
    unspoken: int = 0
    kinds: Counter[ChangeKind] = field(default_factory=Counter)

    @property
    def lines(self) -> list[str]:
        """The counts in words, one a line."""
        kinds = self.kinds
        by_value = self.identical + kinds[ChangeKind.precision] + kinds[ChangeKind.revised]
        return [
            f"{self.old} cells in the old file, {self.new} in the new",
            f"{self.common} common, of which {self.both_without_value} without a value in both",
            f"{by_value} common by value = {self.identical} identical + {kinds[ChangeKind.precision]} precision only"
            f" + {kinds[ChangeKind.revised]} revised",
            f"{kinds[ChangeKind.filled]} filled, {kinds[ChangeKind.suppressed]} lost their value",
            f"{kinds[ChangeKind.flag]} changed nothing but their flags",
            f"{kinds[ChangeKind.withdrawn]} withdrawn, {kinds[ChangeKind.added]} added",
            *([f"{self.unspoken} lie outside what the new file speaks of"] if self.unspoken else []),
        ]


def write_changes(old: Decoded, new: Decoded, out: TextIO | None) -> Tally:
    """Compare, and write every change as CSV by series and period where there is somewhere to write to.

    Raises NotData, before anything is written, for two datasets and for a value that is no number.
    """
    if (old.source, old.dataset) != (new.source, new.dataset):
        raise NotData("other_dataset", f"the older file is of {old.dataset}, the newer of {new.dataset}")
    tally, rows = Tally(), list[tuple[str, ...]]()
    before, after = _observations(old), _observations(new)
    for series_id in sorted(before.keys() | after.keys()):
        rows += _compared(series_id, before.get(series_id, {}), after.get(series_id, {}), new, tally)
    if out is not None:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return tally


_Series = Mapping[Period, Observation]


def _observations(decoded: Decoded) -> dict[str, dict[Period, Observation]]:
    return {
        series_id: {
            period: Observation(period=period, value=published(value), obs_flags=flags.letters, conf=flags[1])
            for period, value, flags in cells
        }
        for series_id, cells in decoded.series()
    }


def _compared(series_id: str, old: _Series, new: _Series, decoded: Decoded, tally: Tally) -> Iterator[tuple[str, ...]]:
    scope = decoded.answer.scope
    whole = Coverage(first=scope.first, last=scope.last) if scope.first and scope.last else None
    found = changes(old, new, whole if new or decoded.speaks_of(series_id) else None)
    tally.old += len(old)
    tally.new += len(new)
    for period in old.keys() & new.keys():
        values = old[period].value, new[period].value
        tally.common += 1
        tally.both_without_value += values == (None, None)
        tally.identical += _same(*values)
    tally.kinds.update(change.kind for change in found)
    gone = {change.period for change in found if change.kind is ChangeKind.withdrawn}
    tally.unspoken += len(old.keys() - new.keys() - gone)
    for change in found:
        yield series_id, str(change.period), change.kind.value, *_shown(change.old), *_shown(change.new)


def _same(old: str | None, new: str | None) -> bool:
    return old is not None and new is not None and same(old, new)


def _shown(observation: Observation | None) -> tuple[str, str, str]:
    if observation is None:
        return "", "", ""
    return observation.value or "", observation.obs_flags, observation.conf or ""
