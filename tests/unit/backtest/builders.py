"""Made-up recordings of a made-up dataset, and an indicator that is judged by them. No figure is anybody's.

The path goes from 40 in 2020 to 60 in 2030, 2 a year; the tolerance is half a point. 42 in 2021 and 44 in 2022 are on
it; 41 in 2022 is 3 behind, r = 1/4: off track.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from schemas.assessment import Owner
from schemas.base import Text
from schemas.series import SeriesId
from schemas.stats import ReleaseRhythm
from services.cli.backtest.arrivals import Arrivals, arrivals
from services.cli.backtest.material import Material
from services.cli.backtest.outcome import Outcome
from services.cli.backtest.replay import Turn, replay
from services.cli.backtest.run import run
from services.indicators.domain.subject import Subject
from services.ingest.archive import MemoryArchive
from services.ingest.recipe import Recipe
from tests.builders.ingest import fetched, jsonstat, recipe
from tests.unit.indicators.builders import indicator, link, subject, target, tolerance

MEASURE = "eurostat:made_up?freq=A"
END = date(2026, 1, 1)
# In December of the year itself, as many surveys of Eurostat
DECEMBER = ReleaseRhythm(month=12, year_offset=0)

# A figure as a table prints it: `41`, or `41 p` with flags
Figures = Mapping[str, str]


def body(day: str, figures: Figures, geo: str = "BE2") -> bytes:
    """A recorded answer of the whole dataset with the release stamp of a day."""
    cells = {year: written.partition(" ") for year, written in figures.items()}
    values = {year: float(value) for year, (value, _, _) in cells.items() if value}
    flags = {year: flag for year, (_, _, flag) in cells.items() if flag}
    document = jsonstat({geo: values}, updated=f"{day}T11:00:00+0100", status={geo: flags})
    return json.dumps(document).encode()


def arrived(*vintages: tuple[str, Figures], made_by: Recipe | None = None, geo: str = "BE2") -> Arrivals:
    """What arrives from recordings, each (day of its stamp, figures)."""
    found, archive = made_by or recipe(rhythm=DECEMBER.model_dump()), MemoryArchive()
    for day, figures in vintages:
        archive.add(body(day, figures, geo), fetched(found.id))
    wanted = {found.id: [SeriesId.parse(MEASURE).at(geo)]}
    return arrivals([found], archive, wanted, lambda done, of: None)


def about(**changes: Any) -> Subject:
    """The indicator on its path, with one owner."""
    fields: dict[str, Any] = {
        "series": [{"id": MEASURE, "geo": ["BE2"]}],
        "target": target(60),
        "path": "linear",
        "tolerance": tolerance(0.5),
        "limits": {"min": 0, "max": 100},
    }
    name = Text(en="A made-up body", nl="Een verzonnen instantie")
    owner = Owner(body="made-up-body", name=name, recommendations=(1,))
    return subject(indicator(**(fields | changes)), links=(link(),), owners=(owner,))


def turns(*vintages: tuple[str, Figures], to: date = END, **changes: Any) -> list[Turn]:
    """The indicator replayed over recordings."""
    found = arrived(*vintages)
    return replay(about(**changes), [a for series in found.by_series.values() for a in series], to)


def material(*vintages: tuple[str, Figures], **changes: Any) -> Material:
    """The one indicator and its recordings, as a back-test takes them."""
    found = about(**changes)
    return Material(1, {found.key: found}, arrived(*vintages))


def outcome(
    *vintages: tuple[str, Figures],
    first: date = date(2020, 1, 1),
    last: date = END,
    factor: float = 1.0,
    **changes: Any,
) -> Outcome:
    """A whole back-test of the one indicator."""
    found = material(*vintages, **changes)
    return run(found, found.choose([]), (first, last), lambda done, of: None, factor=factor).outcome
