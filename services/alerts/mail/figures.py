"""The figures that matter in aligned rows, and the pace behind them with its window."""

from schemas.assessment import Assessment, Pace, Projection
from schemas.verdicts import Basis, Verdict
from services.alerts.mail.points import change, target_gap, value_at
from services.alerts.mail.story import Row, say
from services.alerts.mail.words import level, target_words, the_period
from services.alerts.texts import phrase
from services.runtime.wording import (
    BENCHMARKS,
    Lang,
    format_gap,
    format_number,
    format_period,
    format_value,
    format_year,
    in_period,
)

_LATEST = phrase("Latest figure")
_NEEDED = phrase("Needed {period}")
_PROJECTED = phrase("At this pace")
_TARGET = phrase("Target{by}")
_FLOOR = {"up": phrase("Floor"), "down": phrase("Ceiling")}
_CHANGE = phrase("Change since {first}")
_THEIRS = phrase("{name}: {change}")
_PLACE = phrase("Place in the EU")
_OF = phrase("of {of}; {before} {period}")
_EARLIER = phrase("Gap {period}")
_PACE_ROW = phrase("Pace")
_START = phrase("start: {value} ({period})")
_SINCE = phrase("average a year, {first} to {last}")
_BEHIND = phrase("behind by {gap}")
_AHEAD = phrase("ahead by {gap}")
_SIDE = {True: phrase("ahead"), False: phrase("behind")}
_LEVEL = phrase("exactly level")
_LATE = phrase("{target} only in {arrival}")
_LATER = phrase("{target} only later in {arrival}")
_TIMELY = phrase("{target} in {arrival}")
_NEVER = phrase("{target} is not reached that way")
_RATIO = phrase("ratio {ratio}")
_PROJECTION = phrase("{value} in {year}")

_AVERAGE = phrase("The pace is the average since {first}: {pace} a year.")
_NEEDED_NOW = phrase("{needed} a year are needed from now.")
_HIDES_FLAT = phrase("That average hides a standstill: {early} until {turn}, then {late}.")
_HIDES_FALL = phrase("That average hides a setback: {early} until {turn}, then {late}.")
_NO_FORECAST = phrase("The value for {year} extends that pace and is not a forecast{margin}.")
_MARGIN = phrase(" (margin: {low} to {high})")


def rows(a: Assessment, lang: Lang) -> tuple[Row, ...]:
    """The aligned figures: the latest, what it is held against, and where the pace leads."""
    if a.latest is None or a.latest.value is None:
        return ()
    value = f"{format_value(a.latest.value, a.unit, lang)} ({format_period(a.latest.period, lang)})"
    first = Row(_LATEST[lang], value, _start(a, lang))
    return (first, *_against(a, lang), *_ahead(a, lang))


def pace_sentences(a: Assessment, lang: Lang) -> tuple[str, ...]:
    """The pace with its window, what is needed now, a standstill the average hides, and what a projection is not."""
    pace = a.pace
    if pace is None or a.latest is None:
        return ()
    signed = format_gap(pace.per_year, a.unit, lang, signed=True)
    average = say(_AVERAGE, lang, first=the_period(pace.first, lang), pace=signed)
    said = [] if a.basis is Basis.direction else [average]
    if pace.needed_per_year is not None and a.verdict not in (Verdict.met, Verdict.missed):
        said.append(say(_NEEDED_NOW, lang, needed=format_gap(pace.needed_per_year, a.unit, lang, signed=True)))
    said += [*_standstill(a, pace, lang), *([_no_forecast(a, a.projection, lang)] if a.projection else [])]
    return tuple(said)


def ahead_or_behind(gap: float, unit: str, lang: Lang) -> str:
    """`achterstand: 4,6 procentpunt`; a gap is negative where behind."""
    if gap == 0:
        return _LEVEL[lang]
    return say(_BEHIND if gap < 0 else _AHEAD, lang, gap=format_gap(gap, unit, lang))


def _start(a: Assessment, lang: Lang) -> str:
    """Where it began: the baseline, or where the pace is measured from."""
    period = a.baseline.period if a.baseline else a.pace.first if a.pace else None
    if period is None or a.latest is None or period == a.latest.period:
        return ""
    value = a.baseline.value if a.baseline else value_at(a, period)
    shown = format_value(value, a.unit, lang) if value is not None else ""
    return say(_START, lang, value=shown, period=format_period(period, lang)) if shown else ""


def _against(a: Assessment, lang: Lang) -> list[Row]:
    if a.basis is Basis.benchmark and a.benchmark:
        return _benchmark(a, lang)
    if a.basis is Basis.hold and a.target:
        gap = ahead_or_behind(a.gap, a.unit, lang) if a.gap is not None else ""
        return [Row(_FLOOR[a.direction][lang], level(a.target, a.unit, lang), gap)]
    if a.target and (a.verdict in (Verdict.met, Verdict.missed) or a.expected is None):
        return [_target(a, lang)]
    if a.expected is None or a.latest is None:
        return _pace(a, lang)
    gap = ahead_or_behind(a.gap, a.unit, lang) if a.gap is not None else ""
    needed = say(_NEEDED, lang, period=in_period(a.latest.period, lang))
    return [Row(needed, format_value(a.expected, a.unit, lang), gap)]


def _target(a: Assessment, lang: Lang) -> Row:
    words = target_words(a, lang)
    gap = ahead_or_behind(target_gap(a), a.unit, lang)
    return Row(say(_TARGET, lang, by=words["by"]), words["target"], gap)


def _benchmark(a: Assessment, lang: Lang) -> list[Row]:
    b = a.benchmark
    if b is None:
        return []
    name = BENCHMARKS[b.kind][lang] if b.kind in BENCHMARKS else b.kind
    value = f"{format_value(b.value, a.unit, lang)} ({format_period(b.period, lang)})"
    lines = [Row(_short(name, lang), value, ahead_or_behind(b.gap, a.unit, lang))]
    if b.gap_before is not None and b.before_period is not None:
        label = say(_EARLIER, lang, period=in_period(b.before_period, lang))
        lines.append(Row(label, format_gap(b.gap_before, a.unit, lang), _SIDE[b.gap_before >= 0][lang]))
    return [*lines, *_changes(a, _short(name, lang), lang)]


def _changes(a: Assessment, name: str, lang: Lang) -> list[Row]:
    """The own change beside that of the benchmark over the same years, and the place among the members."""
    lines = []
    if found := next((change for change in a.peers if a.benchmark and change.peer == a.benchmark.kind), None):
        own, theirs = (format_gap(change, a.unit, lang, signed=True) for change in (found.own, found.others))
        label = say(_CHANGE, lang, first=format_period(found.first, lang))
        lines.append(Row(label, own, say(_THEIRS, lang, name=name, change=theirs)))
    if a.rank:
        of = say(_OF, lang, of=a.rank.of, before=a.rank.before, period=in_period(a.rank.first, lang))
        lines.append(Row(_PLACE[lang], str(a.rank.now), of))
    return lines


def _pace(a: Assessment, lang: Lang) -> list[Row]:
    if a.pace is None:
        return []
    window = say(_SINCE, lang, first=format_period(a.pace.first, lang), last=format_period(a.pace.last, lang))
    return [Row(_PACE_ROW[lang], format_gap(a.pace.per_year, a.unit, lang, signed=True), window)]


def _ahead(a: Assessment, lang: Lang) -> list[Row]:
    if a.projection is None or a.target is None or a.verdict in (Verdict.met, Verdict.missed):
        return []
    value = format_value(a.projection.value, a.unit, lang)
    shown = say(_PROJECTION, lang, value=value, year=a.projection.year)
    return [Row(_PROJECTED[lang], shown, _arrival(a, a.projection, lang))]


def _arrival(a: Assessment, projection: Projection, lang: Lang) -> str:
    target, arrival = target_words(a, lang)["target"], projection.arrival_year
    if arrival is None:
        said = say(_NEVER, lang, target=target)
    else:
        year = format_year(arrival)
        late = _LATER if year == str(projection.year) else _LATE
        said = say(late if arrival > projection.year else _TIMELY, lang, target=target, arrival=year)
    return f"{said} ({say(_RATIO, lang, ratio=format_number(a.ratio, lang, 2))})" if a.ratio is not None else said


def _standstill(a: Assessment, pace: Pace, lang: Lang) -> list[str]:
    if not pace.standstill or pace.latest_first is None:
        return []
    early, late = change(a, pace.first, pace.latest_first), change(a, pace.latest_first, pace.last)
    if early is None or late is None:
        return []
    backwards = (late < 0) == (a.direction == "up") and abs(late) > abs(early) / 10
    moved = [format_gap(step, a.unit, lang, signed=True) for step in (early, late)]
    wording = _HIDES_FALL if backwards else _HIDES_FLAT
    return [say(wording, lang, early=moved[0], late=moved[1], turn=format_period(pace.latest_first, lang))]


def _no_forecast(a: Assessment, projection: Projection, lang: Lang) -> str:
    low, high = (format_value(v, a.unit, lang) for v in (projection.low, projection.high))
    margin = say(_MARGIN, lang, low=low, high=high) if low != high else ""
    return say(_NO_FORECAST, lang, year=projection.year, margin=margin)


def _short(name: str, lang: Lang) -> str:
    """A benchmark's name as a label: without article, with a capital."""
    article = {"nl": ("het ", "de "), "en": ("the ",)}[lang]
    bare = next((name.removeprefix(word) for word in article if name.startswith(word)), name)
    return bare[:1].upper() + bare[1:]
