"""Histories, baselines, ideal paths and targets of the Digital Decade, one value a line, laid out as its facts.

The breakdown says what a line is: `dd_hist_EDITION`, `dd_baseline_EDITION`, `dd_ideal_EDITION`, `dd_target_YEAR`.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.cli.published.outcome import Outcome, close
from services.cli.published.tables import Row, Table
from services.indicators.domain.methods.destatis import forecast
from services.indicators.domain.methods.digital_decade import baseline, ideal_path

COLUMNS = ("indicator", "breakdown", "unit", "country", "period", "value")
LABEL = ("indicator", "breakdown", "country", "period")
BASELINE, IDEAL = 1e-4, 1e-6
# Codes of percentages; only these have a ceiling a curve can rise to
_PERCENTAGE, _CEILING = "pc", 100.0
_LINE = re.compile(r"dd_(hist|baseline|ideal|target)_(\d+)")

Point = tuple[float, float]
Found = float | str
Calculation = Callable[["Subject", "Fact"], Found]


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: its kind, its edition (of a target the year), and its year and value."""

    kind: str
    edition: int
    year: float
    value: float


@dataclass(frozen=True, slots=True)
class Subject:
    """All that is known of one indicator in one unit and country, in any order."""

    unit: str
    facts: tuple[Fact, ...]

    def history(self, edition: int) -> list[Point]:
        """The observations of an edition by year; of the newest where that edition has none of its own."""
        seen = [fact for fact in self.facts if fact.kind == "hist"]
        editions = {fact.edition for fact in seen}
        wanted = edition if edition in editions else max(editions, default=edition)
        return sorted((fact.year, fact.value) for fact in seen if fact.edition == wanted)

    def target(self) -> Point | None:
        """The last target."""
        return max(((fact.year, fact.value) for fact in self.facts if fact.kind == "target"), default=None)


def by_baseline(table: Table) -> list[Outcome]:
    """The logistic baseline, for every line of one."""
    return _judged(table, {"baseline": _on_baseline})


def by_ideal_path(table: Table) -> list[Outcome]:
    """The ideal path, for every line of one."""
    return _judged(table, {"ideal": _on_ideal_path})


def by_both(table: Table) -> list[Outcome]:
    """Baseline and ideal path."""
    return _judged(table, {"baseline": _on_baseline, "ideal": _on_ideal_path})


def by_weather(table: Table) -> list[Outcome]:
    """For every target: the projection of Destatis, its shortfall as score, and the weather. Nothing is published."""
    facts, subjects = _subjects(table)
    return [_weather(subjects[key], fact) if fact and fact.kind == "target" else Outcome() for key, fact in facts]


def _judged(table: Table, methods: Mapping[str, Calculation]) -> list[Outcome]:
    facts, subjects = _subjects(table)
    return [_compared(fact, subjects[key], methods) for key, fact in facts]


Key = tuple[str, str, str]


def _subjects(table: Table) -> tuple[list[tuple[Key, Fact | None]], dict[Key, Subject]]:
    facts = table.parsed(_read)
    known: dict[Key, list[Fact]] = defaultdict(list)
    for key, fact in facts:
        if fact is not None:
            known[key].append(fact)
    return facts, {key: Subject(key[1], tuple(known[key])) for key, _ in facts}


def _read(row: Row) -> tuple[Key, Fact | None]:
    """A line of another kind is passed over. Raises ConfigError for a year or value that cannot be read."""
    key = row.text("indicator"), row.text("unit"), row.text("country")
    line = _LINE.fullmatch(row.text("breakdown"))
    value = row.number("value") if line else None
    if line is None or value is None:
        return key, None
    year = row.year("period")
    if year is None:
        raise row.fault("period", "is empty; write a year like 2030")
    return key, Fact(line[1], int(line[2]), year, value)


def _compared(fact: Fact | None, subject: Subject, methods: Mapping[str, Calculation]) -> Outcome:
    if fact is None or fact.kind not in methods:
        return Outcome()
    found = methods[fact.kind](subject, fact)
    if isinstance(found, str):
        return Outcome(compared={"value": False}, note=found)
    tolerance = BASELINE if fact.kind == "baseline" else IDEAL
    return Outcome(found, compared={"value": close(found, fact.value, tolerance)})


def _on_baseline(subject: Subject, fact: Fact) -> Found:
    if not subject.unit.startswith(_PERCENTAGE):
        return f"no logistic baseline: a value in {subject.unit} has no ceiling"
    curve = baseline(subject.history(fact.edition), _CEILING)
    return "no curve fits the history, or it ends at nought or at the ceiling" if curve is None else curve.at(fact.year)


def _on_ideal_path(subject: Subject, fact: Fact) -> Found:
    """From the observation of the first year the path is published for, or the last one before it."""
    target = subject.target()
    first = min(other.year for other in subject.facts if (other.kind, other.edition) == (fact.kind, fact.edition))
    before = [point for point in subject.history(fact.edition) if point[0] <= first]
    if target is None:
        return "no target is given"
    if not before or not before[-1][0] < target[0]:
        return "no observation is given from which the path could start"
    return ideal_path(before[-1], target).at(fact.year)


def _weather(subject: Subject, fact: Fact) -> Outcome:
    history = subject.history(fact.edition)
    if not history:
        return Outcome(note="no history is given")
    direction = 1 if fact.value >= history[0][1] else -1
    found = forecast([(int(year), value) for year, value in history], fact.value, int(fact.year), direction)
    return Outcome(found.projected, found.shortfall, found.weather or "", note=found.reason)
