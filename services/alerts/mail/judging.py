"""What the newest figure means, in one sentence for every basis and verdict."""

from schemas.assessment import Assessment, Benchmark
from schemas.base import Text
from schemas.verdicts import Basis, Verdict
from services.alerts.mail.points import target_gap
from services.alerts.mail.story import say
from services.alerts.mail.words import target_words, the_period
from services.alerts.texts import phrase
from services.runtime.wording import (
    BENCHMARKS,
    REASONS,
    Lang,
    format_gap,
    format_period,
    format_value,
    in_period,
)

_UNJUDGED = phrase("No verdict is possible now: {reason}.")
_MET = phrase("That meets the target of {target}{by}.")
_AS_GOOD_AS_MET = phrase("The target of {target}{by} counts as met.")
_MISSED = phrase("That misses the target of {target}{by}.")
_PATH = {
    (Verdict.on_track, "up"): phrase("That is on course for {target}{by}."),
    (Verdict.at_risk, "up"): phrase("That is behind the path to {target}{by}."),
    (Verdict.off_track, "up"): phrase("That is not enough to reach {target}{by}."),
    (Verdict.off_track, "down"): phrase("That is too much to come down to {target}{by}."),
    (Verdict.moving_away, "up"): phrase("That is further from the target ({target}{by}) than at the start{start}."),
}
_HOLD = {
    (Verdict.on_track, "up"): phrase("That meets the floor of {target}."),
    (Verdict.on_track, "down"): phrase("That stays within the ceiling of {target}."),
    (Verdict.at_risk, "up"): phrase("That is just below the floor of {target}."),
    (Verdict.at_risk, "down"): phrase("That is just above the ceiling of {target}."),
    (Verdict.off_track, "up"): phrase("That is below the floor of {target}."),
    (Verdict.off_track, "down"): phrase("That is above the ceiling of {target}."),
    (Verdict.moving_away, "up"): phrase("That is below the floor of {target} and still falling."),
    (Verdict.moving_away, "down"): phrase("That is above the ceiling of {target} and still rising."),
}
_TOLERATED = phrase("That differs from the limit of {target} by no more than the tolerance.")
_NEAR_PATH = phrase("That differs from the path to {target}{by} by no more than the tolerance.")
_BENCHMARK = phrase("That is {gap} {side} {name} ({level}){then}.")
_LEVEL_WITH = phrase("That equals {name} ({level}){then}.")
_THEN = phrase("; {period} the difference was {gap}")
_AND_WORSE = phrase(", and its own figure is getting worse")
_SIDES = {True: phrase("above"), False: phrase("below")}
_DIRECTION = {
    Verdict.on_track: phrase("It has moved the right way since {since}: {pace} a year."),
    Verdict.at_risk: phrase("It has hardly moved since {since}: {pace} a year, where {wanted} is wanted."),
    Verdict.moving_away: phrase("It has moved the wrong way since {since}: {pace} a year, where {wanted} is wanted."),
}
_WANTED = {"up": phrase("a rise"), "down": phrase("a fall")}


def judgement(a: Assessment, lang: Lang) -> str:
    """The sentence that tells what the newest figure means; empty where the figures for it are not there."""
    if a.verdict is Verdict.undetermined:
        return say(_UNJUDGED, lang, reason=REASONS[a.reason][lang]) if a.reason else ""
    if a.basis is Basis.benchmark and a.benchmark:
        return _beside(a, a.benchmark, lang)
    if a.basis is Basis.direction and not (a.verdict is Verdict.met and a.target):
        return _moving(a, lang)
    return _against_target(a, lang) if a.target else ""


def _against_target(a: Assessment, lang: Lang) -> str:
    table = _HOLD if a.basis is Basis.hold else _PATH
    wording = _whole(a) or table.get((a.verdict, a.direction)) or table.get((a.verdict, "up"))
    start = f" {in_period(a.baseline.period, lang)}" if a.baseline else ""
    return say(wording, lang, **target_words(a, lang), start=start) if wording else ""


def _whole(a: Assessment) -> Text | None:
    """The phrase where the level itself decides: met, missed, or good only by the tolerance or by saturation."""
    short = a.gap is not None and a.gap < 0
    if a.verdict is Verdict.on_track and short:
        return _TOLERATED if a.basis is Basis.hold else _NEAR_PATH
    if a.verdict is Verdict.met:
        return _MET if target_gap(a) >= 0 else _AS_GOOD_AS_MET
    return _MISSED if a.verdict is Verdict.missed else None


def _beside(a: Assessment, benchmark: Benchmark, lang: Lang) -> str:
    name = BENCHMARKS[benchmark.kind][lang] if benchmark.kind in BENCHMARKS else benchmark.kind
    level = format_value(benchmark.value, a.unit, lang)
    if a.latest and a.latest.period != benchmark.period:
        level = f"{level}, {format_period(benchmark.period, lang)}"
    then = _then(a, benchmark, lang) + (_AND_WORSE[lang] if a.verdict is Verdict.moving_away else "")
    if benchmark.gap == 0:
        return say(_LEVEL_WITH, lang, name=name, level=level, then=then)
    side = _SIDES[(benchmark.gap > 0) == (a.direction == "up")][lang]
    gap = format_gap(benchmark.gap, a.unit, lang)
    return say(_BENCHMARK, lang, gap=gap, side=side, name=name, level=level, then=then)


def _then(a: Assessment, benchmark: Benchmark, lang: Lang) -> str:
    if benchmark.gap_before is None or benchmark.before_period is None:
        return ""
    period = in_period(benchmark.before_period, lang)
    gap = format_gap(benchmark.gap_before, a.unit, lang)
    if (benchmark.gap_before > 0) != (benchmark.gap > 0):
        gap += f" {_SIDES[(benchmark.gap_before > 0) == (a.direction == 'up')][lang]}"
    return say(_THEN, lang, period=period, gap=gap)


def _moving(a: Assessment, lang: Lang) -> str:
    wording = _DIRECTION.get(a.verdict)
    if wording is None or a.pace is None:
        return ""
    pace = format_gap(a.pace.per_year, a.unit, lang, signed=True)
    since = the_period(a.pace.first, lang)
    return say(wording, lang, since=since, pace=pace, wanted=_WANTED[a.direction][lang])
