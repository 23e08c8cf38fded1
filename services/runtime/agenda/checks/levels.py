"""Do the numbers of an indicator fit together: limits, target, steps, baseline, saturation, years?"""

from collections.abc import Iterator
from itertools import pairwise

from schemas.agenda import Indicator, Limits, Target
from schemas.period import Period
from services.runtime.agenda.book import Book
from services.runtime.agenda.checks.splices import YEARS
from services.runtime.agenda.faults import Step
from services.runtime.agenda.validation import Entry
from services.runtime.agenda.words import range_text

_FULL_RANGE = ("percent", "score")
_CEILING = 100.0
_UNION_GOALS = ("2022/2481", "European Education Area")
"""Objectives of the Union as a whole: a yardstick here, never a norm."""


def check_levels(book: Book) -> None:
    """Note every number of an indicator that contradicts another, or cannot be."""
    for entry in book.indicators:
        _check_limits(book, entry)
        _check_saturation(book, entry)
        _check_years(book, entry)
        if entry.model.target is not None:
            _check_source(book, entry, entry.model.target)
            _check_steps(book, entry, entry.model.target)
            _check_growth(book, entry, entry.model.target)


def _check_limits(book: Book, entry: Entry[Indicator]) -> None:
    model, limits = entry.model, entry.model.limits or Limits()
    low, high = limits.min, limits.max
    ordered = low is None or high is None or low < high
    book.expect(entry, ordered, f"expected less than the largest, {high}", "limits", "min")
    if model.unit in _FULL_RANGE and model.composite is None:
        message = "expected min 0 and max 100 for shares and scores"
        book.expect(entry, (low, high) == (0, 100), message, "limits")
    for value, path in _values(model):
        fits = (low is None or value >= low) and (high is None or value <= high)
        book.expect(entry, fits, f"expected {range_text(limits, 'en')}, the limits", *path)


def _values(model: Indicator) -> Iterator[tuple[float, tuple[Step, ...]]]:
    """Every level beside the target's, with its path."""
    if model.baseline is not None:
        yield model.baseline.value, ("baseline", "value")
    if model.saturation is not None:
        yield model.saturation, ("saturation",)
    for position, step in enumerate(model.steps):
        yield step.value, ("steps", position, "value")


def _check_saturation(book: Book, entry: Entry[Indicator]) -> None:
    """Where no progress is expected any more is in the better half of the range; a baseline may lie beyond it."""
    model, limits = entry.model, entry.model.limits
    if model.saturation is None or limits is None or limits.min is None or limits.max is None:
        return
    middle = (limits.min + limits.max) / 2
    better = model.saturation > middle if model.direction == "up" else model.saturation < middle
    side = "more" if model.direction == "up" else "less"
    book.expect(entry, better, f"expected {side} than {middle:g}, as {model.direction} is better", "saturation")


def _check_years(book: Book, entry: Entry[Indicator]) -> None:
    told = f"expected a year from {YEARS[0]} to {YEARS[-1]}"
    model = entry.model
    for year, path in _years(model):
        book.expect(entry, year in YEARS, told, *path)
    first, last = model.first_year, model.last_known_end
    ordered = first is None or last is None or last.start.year >= first
    book.expect(entry, ordered, f"expected a period from {first} on, its first year", "last_known_end")
    start = model.baseline.period.start.year if model.baseline is not None else None
    begun = first is None or start is None or start >= first
    book.expect(entry, begun, f"expected a period from {first} on, its first year", "baseline", "period")
    due = model.target.year if model.target is not None else None
    ahead = first is None or due is None or due > first
    book.expect(entry, ahead, f"expected a year after {first}, the first one with a figure", "target", "year")
    dated = [(found.period, n) for n, found in enumerate(model.breaks) if found.period is not None]
    for (before, _), (after, n) in pairwise(dated):
        book.expect(entry, before.start < after.start, "expected breaks in order, each once", "breaks", n, "period")


def _years(model: Indicator) -> Iterator[tuple[int, tuple[Step, ...]]]:
    """Every year that is written down, with its path."""
    if model.first_year is not None:
        yield model.first_year, ("first_year",)
    if model.target is not None and model.target.year is not None:
        yield model.target.year, ("target", "year")
    periods: list[tuple[Period | None, tuple[Step, ...]]] = [(model.last_known_end, ("last_known_end",))]
    periods.append((model.baseline.period if model.baseline is not None else None, ("baseline", "period")))
    periods += [(step.period, ("steps", n, "period")) for n, step in enumerate(model.steps)]
    periods += [(found.period, ("breaks", n, "period")) for n, found in enumerate(model.breaks)]
    yield from ((period.start.year, path) for period, path in periods if period is not None)


def _check_source(book: Book, entry: Entry[Indicator], target: Target) -> None:
    written = target.reference is not None or target.basis in ("benchmark", "proposal")
    book.expect(entry, written, f"expected where the {target.basis} target is written", "target", "reference")
    cited = target.reference.en if target.reference is not None and target.basis in ("legal", "policy") else ""
    fits = target.scope == "union" or not any(goal in cited for goal in _UNION_GOALS)
    book.expect(entry, fits, "expected union: the goal binds the Union as a whole", "target", "scope")


def _check_steps(book: Book, entry: Entry[Indicator], target: Target) -> None:
    model = entry.model
    if not model.steps:
        return
    last = model.steps[-1].period
    ends = target.year is None or (last.start.year in YEARS and last.year == target.year)
    book.expect(entry, ends, f"expected the last step in {target.year}, the target year", "steps", len(model.steps) - 1)
    levels = [model.baseline.value] if model.baseline is not None else []
    for position, step in enumerate(model.steps):
        better = not levels or (step.value >= levels[-1] if model.direction == "up" else step.value <= levels[-1])
        message = f"expected no step back from {levels[-1] if levels else 0:g}, as {model.direction} is better"
        book.expect(entry, better, message, "steps", position, "value")
        levels.append(step.value)
    late = model.baseline is None or model.baseline.period.start < model.steps[0].period.start
    book.expect(entry, late, "expected a period after the baseline", "steps", 0, "period")


def _check_growth(book: Book, entry: Entry[Indicator], target: Target) -> None:
    """What a path of growth needs: positive levels, and for a logistic one an end below its ceiling."""
    model, goal = entry.model, target.value
    start = model.baseline.value if model.baseline is not None else None
    if model.path not in ("cagr", "logistic"):
        return
    told = f"expected more than 0 for the path {model.path}"
    book.expect(entry, goal > 0, told, "target", "value")
    book.expect(entry, start is None or start > 0, told, "baseline", "value")
    if model.path == "logistic" and target.relative_to is None:
        highest = model.limits.max if model.limits is not None else None
        ceiling = _CEILING if highest is None else highest
        end = model.saturation if goal >= ceiling and model.saturation is not None else goal
        message = f"expected less than the ceiling of the path logistic, {ceiling:g}, or a saturation below it"
        book.expect(entry, end < ceiling, message, "target", "value")
