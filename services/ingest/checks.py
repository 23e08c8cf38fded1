"""What a body must pass before anything of it is published: contract, limits, unit slips; and what looks odd."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Literal

from schemas.period import Period
from schemas.stats import Observation, SeriesSnapshot
from services.ingest.decode.answer import Answer, Cell
from services.ingest.decode.errors import NotData
from services.ingest.decode.values import published
from services.ingest.identify import Identified, Reading
from services.ingest.numbers import in_unit
from services.ingest.recipe import PartsOfTotal, Plausibility, Recipe, Slice
from services.ingest.shape import Shape, differences, shape_of

Known = Mapping[str, SeriesSnapshot]

_SLIPS = tuple(Decimal(10) ** power for power in (1, 2, 3))
_NEAR = Decimal("0.02")
_STEADY = Decimal(2)
_ROUGH = Decimal("1.5")
_HISTORY = 3
_STEPS = 5


class Doubtful(NotData):
    """A body that can be read and is not believed; a person may release it."""


def check_contract(answer: Answer, found: Identified, asked: Slice, recipe: Recipe, known: Collection[str]) -> None:
    """Raise Doubtful when the body lacks what was asked for, or is cut short.

    `asked` are the codes of the request; unknown ones are dropped silently by some interfaces. A wanted series that was
    there before and is gone with its code is always missed, a code that was never seen only where the recipe says so.
    A body of another dataset is NotData.
    """
    if answer.dataset is not None and answer.dataset.lower() != recipe.dataset.lower():
        raise NotData("other_dataset", f"the body is of {answer.dataset}, not of {recipe.dataset}")
    if answer.observations < recipe.contract.observations:
        raise Doubtful("empty", f"the body holds {answer.observations} observations")
    if answer.counted is not None and not asked and answer.counted not in _possible_counts(answer):
        raise Doubtful(
            "incomplete", f"the body holds {answer.observations} cells, the publisher counts {answer.counted}"
        )
    lost = [str(series_id) for series_id in found.unmet if str(series_id) in known]
    unknown = _unknown_codes(answer, asked)
    if unknown and (recipe.contract.unknown_codes == "refuse" or lost):
        raise Doubtful("missing_codes", f"codes that were asked for are missing: {', '.join(unknown)}", lost=lost)


def check_shape(found: Identified, before: Shape | None, recipe: Recipe, known: Known) -> tuple[Shape, str | None]:
    """The shape of the body, and a remark where the recipe lets a difference pass.

    `before` is the shape of the last good body that was asked for in the same way. Raises Doubtful, with one line a
    difference, when the recipe's contract says so, and for periods of another frequency than the recipe's.
    """
    others = {cell[0].frequency for reading in found.readings for cell in reading.cells} - {recipe.frequency}
    if recipe.frequency and others:
        told = f"the figures are of frequency {', '.join(sorted(others))}, the recipe expects {recipe.frequency}"
        raise Doubtful("changed_shape", told, lines=[told])
    shape = shape_of(found.formed)
    if not before or recipe.many_datasets:
        return shape, None
    held = [snapshot.dimensions for snapshot in known.values() if snapshot.observations]
    found_differences = differences(before, shape, held)
    lines = [each.text for each in found_differences]
    refused = {
        "freeze": bool(lines),
        "quarantine": any(each.breaking for each in found_differences),
        "evolve": False,
    }
    if refused[recipe.contract.shape]:
        raise Doubtful("changed_shape", "; ".join(lines), lines=lines)
    return shape, f"changed shape: {'; '.join(lines)}" if lines else None


def settled(reading: Reading, rule: Literal["refuse", "first", "last"]) -> Reading:
    """The reading with one cell a period. Raises Doubtful for two that differ, where the rule is to refuse."""
    cells: dict[Period, Cell] = {}
    for cell in reading.cells:
        other = cells.get(cell[0])
        if other is not None and other != cell and rule == "refuse":
            raise Doubtful("conflict", f"{reading.key} is both {other[1]} and {cell[1]} in {cell[0].label}")
        if other is None or rule == "last":
            cells[cell[0]] = cell
    return reading if len(cells) == len(reading.cells) else replace(reading, cells=list(cells.values()))


def check_sums(answer: Answer, recipe: Recipe) -> None:
    """Raise Doubtful when parts do not sum to their total; periods that lack a part or the total say nothing.

    `answer` is the whole body in our dimensions, so parts need not be kept as series. Without a tolerance every figure
    may be off by half of its last decimal.
    """
    for rule in recipe.plausibility.sums:
        if rule.dimension not in answer.dimensions:
            raise Doubtful("changed_shape", f"dimension {rule.dimension}, whose parts are summed, is gone")
        at = answer.dimensions.index(rule.dimension)
        for codes, cells in answer.series.items():
            if codes[at] == rule.total:
                parts = [answer.series.get((*codes[:at], part, *codes[at + 1 :]), ()) for part in rule.parts]
                _check_sum(answer.named(codes), cells, parts, rule, recipe)


def check_figures(found: Mapping[str, Sequence[Observation]], recipe: Recipe, known: Known) -> None:
    """Raise Doubtful for a figure outside the limits, or for a series that is off by 10, 100 or 1000."""
    for series_id, observations in found.items():
        _check_limits(series_id, observations, recipe.plausibility)
        previous = known.get(series_id)
        if previous is not None and recipe.plausibility.unit_slip:
            _check_slip(series_id, observations, previous.observations)


def with_suspects(found: Sequence[Observation], plausibility: Plausibility) -> tuple[Observation, ...]:
    """The observations, the newest marked as suspect when its step dwarfs every step the series has made before.

    A step that the publisher explains by a break is not odd.
    """
    values = [(i, Decimal(o.value)) for i, o in enumerate(found) if o.value is not None]
    steps = [abs(b - a) for (_, a), (_, b) in pairwise(values)]
    if plausibility.jump is None or len(steps) <= _STEPS or max(steps[:-1]) == 0:
        return tuple(found)
    if steps[-1] <= plausibility.jump * max(steps[:-1]):
        return tuple(found)
    newest = values[-1][0]
    if "b" in found[newest].obs_flags:
        return tuple(found)
    return tuple(o.model_copy(update={"suspect": True}) if i == newest else o for i, o in enumerate(found))


def _unknown_codes(answer: Answer, asked: Slice) -> list[str]:
    held = answer.scope.codes
    if held is None:
        return []
    return [f"{name}={code}" for name, codes in asked.items() for code in codes if code not in held.get(name, ())]


def _possible_counts(answer: Answer) -> set[int]:
    """Eurostat's count is of values, or of cells with a value or a status; both have been seen."""
    values = sum(value is not None for cells in answer.series.values() for _, value, _ in cells)
    return {values, answer.observations}


def _check_sum(
    named: Mapping[str, str], total: Iterable[Cell], parts: Sequence[Iterable[Cell]], rule: PartsOfTotal, recipe: Recipe
) -> None:
    known = [_decimals(cells, recipe) for cells in parts]
    for period, whole in _decimals(total, recipe).items():
        values = [part[period] for part in known if period in part]
        if len(values) < len(parts):
            continue
        allowed = rule.tolerance
        if allowed is None:
            allowed = sum((_half_a_digit(value) for value in (whole, *values)), Decimal(0))
        if abs(sum(values) - whole) > allowed:
            where = "&".join(f"{name}={code}" for name, code in sorted(named.items()))
            told = f"{' + '.join(map(str, values))} = {sum(values)}, and the total is {whole}"
            raise Doubtful("sum_mismatch", f"{where} in {period.label}: {told}")


def _decimals(cells: Iterable[Cell], recipe: Recipe) -> dict[Period, Decimal]:
    texts = ((period, published(value)) for period, value, _ in cells)
    return {period: Decimal(in_unit(text, recipe.unit)) for period, text in texts if text is not None}


def _half_a_digit(value: Decimal) -> Decimal:
    return Decimal(5).scaleb(int(value.as_tuple().exponent) - 1)


def _check_limits(series_id: str, observations: Iterable[Observation], plausibility: Plausibility) -> None:
    for o in observations:
        value = None if o.value is None else Decimal(o.value)
        if value is None:
            continue
        too_low = plausibility.min is not None and value < plausibility.min
        if too_low or (plausibility.max is not None and value > plausibility.max):
            raise Doubtful("out_of_limits", f"{series_id} is {o.value} in {o.period.label}, outside what is possible")


def _check_slip(series_id: str, new: Sequence[Observation], old: Sequence[Observation]) -> None:
    before, after = _values(old), _values(new)
    common = [after[period] / before[period] for period in before.keys() & after.keys()]
    if len(common) >= _HISTORY and all(_is_slip(ratio, 1 + _NEAR) for ratio in common):
        raise Doubtful("unit_slip", f"{series_id}: every figure is {common[0]:.4g} times what it was")
    added = [after[period] for period in sorted(after.keys() - before.keys())]
    history = [before[period] for period in sorted(before)]
    steady = len(history) >= _HISTORY and max(history) < _STEADY * min(history)
    if added and steady and all(_is_slip(value / median(history[-_HISTORY:]), _ROUGH) for value in added):
        raise Doubtful("unit_slip", f"{series_id}: {added[0]} follows {history[-1]}, a factor of 10, 100 or 1000")


def _values(observations: Iterable[Observation]) -> dict[Period, Decimal]:
    """Positive values by period; a slip of a factor cannot be told on zero or across a sign."""
    pairs = ((o.period, Decimal(o.value)) for o in observations if o.value is not None)
    return {period: value for period, value in pairs if value > 0}


def _is_slip(ratio: Decimal, tolerance: Decimal) -> bool:
    return any(slip / tolerance <= r <= slip * tolerance for slip in _SLIPS for r in (ratio, 1 / ratio))
