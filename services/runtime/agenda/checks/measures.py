"""Can every indicator be measured and judged as it says?"""

from collections import Counter

from schemas.agenda import EU_MEMBERS, Indicator, OpenTarget, Target
from schemas.period import Period
from services.runtime.agenda.book import Book
from services.runtime.agenda.checks.formulas import formula_terms
from services.runtime.agenda.checks.structure import check_home
from services.runtime.agenda.validation import Entry
from services.runtime.agenda.words import range_text

JUDGED = ("BE", "BE2", "VG")
PLACES = frozenset({*JUDGED, *EU_MEMBERS, "EU", "EU27_2020", "EU_ICILS", "EU_DPW17"})
_PLACE = "expected a known place, such as BE2, BE, EU27_2020 or NL"
_SHARES = ("percent", "percentage_point", "percent_of_gdp")
_SHARE_TOLERANCES = ("percentage_point", "percent")


def check_indicators(book: Book) -> None:
    """Note every fault of an indicator."""
    for entry in book.indicators:
        _check_places(book, entry)
        _check_series(book, entry)
        _check_path(book, entry)
        _check_target(book, entry)
        _check_open_target(book, entry)
        _check_baseline(book, entry)
        _check_policy(book, entry)
        _check_links(book, entry)


def _check_places(book: Book, entry: Entry[Indicator]) -> None:
    model = entry.model
    places = model.geography
    book.expect(entry, places.primary in JUDGED, f"expected one of {', '.join(JUDGED)}", "geography", "primary")
    fallback = places.fallback in (None, "BE") and places.fallback != places.primary
    book.expect(entry, fallback, "expected BE or nothing, and not the primary place", "geography", "fallback")
    judged = not model.stand_in or places.primary == "BE"
    book.expect(entry, judged, "expected a stand-in to be judged on BE", "stand_in")
    for position, place in enumerate(model.comparators):
        fits = place in PLACES and place != places.primary
        book.expect(entry, fits, f"expected another known place than {places.primary}", "comparators", position)
    for n, ref in enumerate(model.series):
        for position, place in enumerate(ref.geo):
            book.expect(entry, place in PLACES, _PLACE, "series", n, "geo", position)
        book.expect(entry, bool(ref.geo), "expected at least one place", "series", n, "geo")


def _check_series(book: Book, entry: Entry[Indicator]) -> None:
    model = entry.model
    if model.composite is not None:
        return
    if not model.series:
        book.expect(entry, False, "expected series or a composite", "series")
        return
    try:
        terms = formula_terms(model.formula)
    except ValueError as error:
        book.expect(entry, False, str(error), "formula")
        return
    inputs = {ref.input for ref in model.series}
    missing, unused = sorted(terms - inputs), sorted(inputs - terms - {"value"})
    book.expect(entry, not missing, f"expected a series for each input, {', '.join(missing)} has none", "formula")
    book.expect(entry, not unused, f"expected the formula to use {', '.join(unused)}", "formula")
    uses = Counter((ref.input, ref.id, geo) for ref in model.series for geo in ref.geo if ref.verified != "unverified")
    for n, ref in enumerate(model.series):
        twice = any(uses[ref.input, ref.id, geo] > 1 for geo in ref.geo)
        book.expect(entry, not twice, "the same series fills the same input twice; expected it once", "series", n, "id")
    own = {geo for ref in model.series for geo in ref.geo}
    here = own & {model.geography.primary, model.geography.fallback}
    book.expect(entry, bool(here), f"expected a series for {model.geography.primary}", "series")


def _check_path(book: Book, entry: Entry[Indicator]) -> None:
    model = entry.model
    target = model.target
    needs = model.path == "none" or (target is not None and target.year is not None and target.mode == "reach")
    book.expect(entry, needs, "expected none: a path needs a target to reach, with a year", "path")
    steps = (model.path == "milestones") == bool(model.steps)
    book.expect(entry, steps, "expected steps exactly for the path `milestones`", "steps")
    periods = [step.period for step in model.steps]
    book.expect(entry, periods == sorted(set(periods)), "expected periods in order, each once", "steps")
    if model.steps and target is not None:
        book.expect(entry, model.steps[-1].value == target.value, "expected the last step to be the target", "steps")


def _check_target(book: Book, entry: Entry[Indicator]) -> None:
    model, target = entry.model, entry.model.target
    if target is None:
        return
    _check_aim(book, entry, "target", target)
    limits = model.limits
    if target.relative_to is not None:
        fits = target.value > 1 if model.direction == "up" else 0 < target.value < 1
        book.expect(entry, fits, "expected a factor that improves the baseline", "target", "value")
    elif limits is not None:
        low = limits.min is None or target.value >= limits.min
        high = limits.max is None or target.value <= limits.max
        book.expect(entry, low and high, f"expected {range_text(limits, 'en')}, the limits", "target", "value")


def _check_open_target(book: Book, entry: Entry[Indicator]) -> None:
    model, target = entry.model, entry.model.target_to_define
    if target is None:
        return
    alone = model.target is None
    book.expect(entry, alone, "expected a target, or one that is to be defined, not both", "target_to_define")
    _check_aim(book, entry, "target_to_define", target)


def _check_aim(book: Book, entry: Entry[Indicator], name: str, target: Target | OpenTarget) -> None:
    """It is of the judged place, and points where the indicator should go."""
    model = entry.model
    here = target.geo in (None, model.geography.primary)
    book.expect(entry, here, f"expected the judged place, {model.geography.primary}", name, "geo")
    sign = {"up": ">", "down": "<"}[model.direction]
    better = target.operator in (sign, f"{sign}=", None)
    book.expect(entry, better, f"expected {sign}= where {model.direction} is better", name, "operator")


def _check_baseline(book: Book, entry: Entry[Indicator]) -> None:
    model, baseline = entry.model, entry.model.baseline
    if baseline is None:
        return
    here = baseline.geo == model.geography.primary
    book.expect(entry, here, f"expected the judged place, {model.geography.primary}", "baseline", "geo")
    start = baseline.period.start
    later = [found.period for found in model.breaks if found.period and found.period.start > start]
    allowed = not later or bool(model.steps) or (model.splice is not None and not model.splice.comparable)
    message = f"expected a period from the break of {', '.join(period.label for period in later)} on"
    book.expect(entry, allowed, message, "baseline", "period")
    if model.target is not None:
        _check_distance(book, entry, model.target, baseline.value, baseline.period)


def _check_distance(book: Book, entry: Entry[Indicator], target: Target, start: float, period: Period) -> None:
    if target.mode != "reach":
        return
    ahead = target.year is None or period.start.year < target.year
    book.expect(entry, ahead, f"expected a period before the target year, {target.year}", "baseline", "period")
    if target.relative_to is not None:
        return
    better = target.value > start if entry.model.direction == "up" else target.value < start
    book.expect(entry, better, f"expected a value better than the baseline {start:g}", "target", "value")
    tolerance = entry.model.tolerance
    if tolerance is not None and tolerance.unit != "percent" and entry.model.drift_policy == "alert":
        wide = tolerance.value >= abs(target.value - start)
        book.expect(entry, not wide, "expected less than the distance to the target", "tolerance", "value")


def _check_policy(book: Book, entry: Entry[Indicator]) -> None:
    model = entry.model
    judged = model.target is not None or model.benchmark is not None
    silent = model.drift_policy in ("context_only", "manual_entry", "annual_only")
    book.expect(entry, judged or silent, "expected a target or a benchmark to alert on", "drift_policy")
    if model.tolerance is not None:
        units = _SHARE_TOLERANCES if model.unit in _SHARES else (model.unit, "percent")
        book.expect(entry, model.tolerance.unit in units, f"expected {' or '.join(units)}", "tolerance", "unit")
        book.expect(entry, model.tolerance.value > 0, "expected more than 0", "tolerance", "value")


def _check_links(book: Book, entry: Entry[Indicator]) -> None:
    links = entry.model.recommendations
    counts = Counter(link.number for link in links)
    for n, link in enumerate(links):
        once = counts[link.number] == 1
        message = f"recommendation {link.number} is linked twice; expected it once"
        book.expect(entry, once, message, "recommendations", n)
        book.expect_known(entry, "recommendations", link.number, "recommendations", n, "number")
    check_home(book, entry, counts)
    home = book.file_area[entry.place.file]
    idle = all(other.model.area != home for other in book.recommendations)
    book.expect(entry, bool(links) or idle, "expected what it serves", "recommendations")
