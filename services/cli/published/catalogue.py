"""The methods a file can be checked by, by name, with the layouts each one reads."""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.cli.published import arrow_cases, growth_cases, trajectories
from services.cli.published.outcome import Outcome
from services.cli.published.tables import Row, Table, require
from services.runtime.errors import ConfigError

Judge = Callable[[Table], list[Outcome]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Files with these columns at least; `label` are the columns that name a line."""

    columns: tuple[str, ...]
    label: tuple[str, ...]
    judge: Judge


@dataclass(frozen=True, slots=True)
class Method:
    """A published method: its name, the other names it goes by, and what it is."""

    name: str
    aliases: tuple[str, ...]
    about: str
    layouts: tuple[Layout, ...]

    def layout_of(self, table: Table) -> Layout:
        """The layout of a table. Raises ConfigError where a column is missing for each that the method reads."""
        lacking = {layout: sum(column not in table.columns for column in layout.columns) for layout in self.layouts}
        closest = min(self.layouts, key=lambda layout: lacking[layout])
        require(table.path, table.columns, closest.columns)
        return closest


def _by_line(judge: Callable[[Row], Outcome]) -> Judge:
    return lambda table: table.parsed(judge)


def _growth(judge: Callable[[Row], Outcome]) -> Layout:
    return Layout(growth_cases.COLUMNS, growth_cases.LABEL, _by_line(judge))


def _trajectories(judge: Judge) -> Layout:
    return Layout(trajectories.COLUMNS, trajectories.LABEL, judge)


METHODS = (
    Method(
        "progress-measure",
        ("statcan", "statistics-canada", "open-sdg", "cagr", "progress"),
        "Statistics Canada and Open SDG: growth ratio or growth, limit, score from -5 to +5, status",
        (_growth(growth_cases.by_progress_measure),),
    ),
    Method(
        "sdg-index",
        ("sdsn", "sdg", "sdg-index-2019", "sdg-index-trend"),
        "SDG Index: trend arrow of a normalised score",
        (Layout(arrow_cases.COLUMNS, arrow_cases.LABEL, _by_line(arrow_cases.by_arrow)),),
    ),
    Method(
        "un-progress",
        ("un", "unsd", "un-progress-chart"),
        "UN Statistics Division: growth carried on to the target year",
        (_growth(growth_cases.by_chart_of_the_un),),
    ),
    Method(
        "linear",
        ("linear-path", "ideal", "ideal-path", "dd-ideal", "digital-decade-ideal"),
        "straight line: pace ratio and gap, or the ideal path of the Digital Decade",
        (_growth(growth_cases.by_straight_line), _trajectories(trajectories.by_ideal_path)),
    ),
    Method(
        "logistic",
        ("baseline", "logistic-baseline", "dd-baseline", "digital-decade-baseline"),
        "baseline of the Digital Decade: logistic curve through the last observation",
        (_trajectories(trajectories.by_baseline),),
    ),
    Method(
        "digital-decade",
        ("trajectories", "trajectory"),
        "both lines of the Digital Decade",
        (_trajectories(trajectories.by_both),),
    ),
    Method(
        "destatis",
        ("weather",),
        "Destatis: five yearly changes carried on, for each target of a trajectory file",
        (_trajectories(trajectories.by_weather),),
    ),
)


def method_named(name: str) -> Method:
    """The method of a name, in any case and with any dashes. Raises ConfigError for a name nobody has."""
    asked = name.strip().lower().replace("_", "-").replace(" ", "-")
    by_name = {known: method for method in METHODS for known in (method.name, *method.aliases)}
    if asked in by_name:
        return by_name[asked]
    near = difflib.get_close_matches(asked, by_name, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise ConfigError(f"--method {name!r} is unknown: {hint}known are {', '.join(_names(METHODS))}")


def _names(methods: Sequence[Method]) -> list[str]:
    return [method.name for method in methods]
