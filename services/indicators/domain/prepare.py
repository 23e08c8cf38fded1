"""From the known snapshots to the indicator's own values: sources merged, the formula applied, flags united."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from schemas.period import Period
from schemas.stats import SeriesSnapshot
from schemas.verdicts import Undetermined
from services.indicators.domain.formula import Formula, formula
from services.indicators.domain.line import Line, line
from services.indicators.domain.reading import Reading, readings_of, united_flags
from services.indicators.domain.subject import Subject

Snapshots = Mapping[str, SeriesSnapshot]
ByPeriod = dict[Period, Reading]
# The term that names the indicator itself: as a formula its one series, beside a formula its published result
PUBLISHED = "value"
_QUOTIENT_DECIMALS = 2


class Figures:
    """What the known snapshots say of one indicator, place by place; each place is read once.

    Its methods raise ConfigError for a faulty formula.
    """

    def __init__(self, subject: Subject, snapshots: Snapshots) -> None:
        self.subject = subject
        self._snapshots = snapshots
        self._places: dict[str, ByPeriod] = {}

    def values(self, geo: str) -> ByPeriod:
        """One reading per period for which every term of the formula has an observation, or its result is published."""
        if geo not in self._places:
            self._places[geo] = self._values(geo)
        return self._places[geo]

    def line(self, geo: str) -> Line:
        """The history in one place."""
        return line(self.subject.indicator, geo, self.values(geo).values())

    def judged_line(self) -> Line:
        """The history that is judged: the primary place, or the fallback where that has no usable value at all."""
        places = self.subject.indicator.geography
        own = self.line(places.primary)
        if own.latest or places.fallback is None:
            return own
        stand_in = self.line(places.fallback)
        return stand_in if stand_in.latest else own

    def _values(self, geo: str) -> ByPeriod:
        rule = formula(self.subject.indicator.formula)
        published = self._merged(PUBLISHED, geo)
        if rule.text == PUBLISHED:
            return published
        terms = {name: self._merged(name, geo) for name in rule.names}
        computed = _computed_periods(rule, terms)
        if PUBLISHED not in rule.names:
            _fill(computed, published.values())
        return computed

    def _merged(self, term: str, geo: str) -> ByPeriod:
        """Ordered sources as one history: a later source stands in only for periods the earlier ones lack."""
        merged: ByPeriod = {}
        for series_id in self.subject.series_of(term, geo):
            if snapshot := self._snapshots.get(series_id):
                _fill(merged, readings_of(snapshot))
        return merged


def _fill(held: ByPeriod, readings: Iterable[Reading]) -> None:
    for reading in readings:
        there = held.setdefault(reading.period, reading)
        if there.value is None and reading.value is not None:
            # What the earlier source calls a break stays one, whoever fills the period
            held[reading.period] = reading.restarted() if there.restarts else reading


def _computed_periods(rule: Formula, terms: Mapping[str, ByPeriod]) -> ByPeriod:
    """The formula at every period all terms know, and, without value, at later ones where only some begin anew."""
    known: dict[Period, dict[str, Reading]] = defaultdict(dict)
    for name, values in terms.items():
        for period, reading in values.items():
            known[period][name] = reading
    computed = {period: _computed(rule, parts) for period, parts in known.items() if len(parts) == len(terms)}
    first = min((reading.position for reading in computed.values()), default=math.inf)
    for period, parts in known.items():
        if period not in computed and any(part.restarts and part.position > first for part in parts.values()):
            computed[period] = _computed(rule, parts)
    return computed


def _computed(rule: Formula, terms: Mapping[str, Reading]) -> Reading:
    """The formula at one period; a missing part gives no value, with the reason of the first missing part."""
    parts = list(terms.values())
    reasons = [part.missing or Undetermined.no_data for part in parts if part.exact is None]
    numbers = {name: part.exact for name, part in terms.items() if part.exact is not None}
    exact = rule.value(numbers) if len(numbers) == len(rule.names) else None
    missing = None if exact is not None else (reasons[0] if reasons else Undetermined.no_data)
    sources = tuple(dict.fromkeys(part.source.series_id for part in parts))
    by_series = {part.source.series_id: part.source for part in reversed(parts)}
    return Reading(
        period=parts[0].period,
        position=parts[0].position,
        exact=exact,
        value=None if exact is None else float(exact),
        shown=None if exact is None else _shown(exact, parts),
        flags=united_flags(parts),
        suspect=any(part.suspect for part in parts),
        releases=min(part.releases for part in parts),
        source=by_series[sources[0]],
        missing=missing,
        parts=tuple(by_series[series] for series in sources[1:]),
    )


def _shown(exact: Decimal, parts: Sequence[Reading]) -> str:
    """A computed value with no more decimals than its parts have; where a quotient has more, two decimals at least
    and two digits that are not leading noughts.
    """
    least = max(_QUOTIENT_DECIMALS, 1 - exact.adjusted())
    decimals = max([least, *(_decimals(part.exact) for part in parts if part.exact is not None)])
    return f"{exact.quantize(Decimal(1).scaleb(-decimals)) if _decimals(exact) > decimals else exact:f}"


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
