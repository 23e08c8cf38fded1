"""The sentence that tells a verdict: state first, then the figure, its period, and the distance that decides."""

from schemas.assessment import Assessment, StandIn, Target
from schemas.verdicts import Basis, Verdict
from services.runtime.wording.names import (
    BENCHMARKS,
    REASONS,
    VERDICTS,
    Lang,
    the_place,
)
from services.runtime.wording.numbers import format_gap, format_round, format_value
from services.runtime.wording.periods import format_period, in_period
from services.runtime.wording.targets import missing_phrase, target_phrase


def verdict_sentence(assessment: Assessment, lang: Lang) -> str:
    """One sentence: `Uit koers: 61,2 % in 2025, 4,6 procentpunt onder het pad naar 80 % in 2030.`

    Names a stand-in place and a passed deadline at once, since both change how the figure must be read.
    """
    state = VERDICTS[assessment.verdict][lang]
    body = _reason(assessment, lang) if assessment.verdict is Verdict.undetermined else _measured(assessment, lang)
    stand_in = _stand_in(assessment.stand_in, lang) if assessment.stand_in else ""
    sentence = f"{state[0].upper()}{state[1:]}: {body}{stand_in}."
    if assessment.deadline_passed:
        sentence += {
            "nl": " Het doeljaar is voorbij; het cijfer ervan is nog niet verschenen.",
            "en": " The target year has passed; its figure has not been published yet.",
        }[lang]
    return sentence


def _reason(assessment: Assessment, lang: Lang) -> str:
    if assessment.target_to_define:
        lead = {"nl": "het doel is niet volledig", "en": "the target is not complete"}[lang]
        return f"{lead}, {missing_phrase(assessment.target_to_define, lang)}"
    return REASONS[assessment.reason][lang] if assessment.reason else "–"


def _measured(assessment: Assessment, lang: Lang) -> str:
    latest = assessment.latest
    if latest is None or latest.value is None:
        return _reason(assessment, lang)
    figure = f"{format_value(latest.value, assessment.unit, lang)} {in_period(latest.period, lang)}"
    rest = _distance(assessment, lang)
    return f"{figure}{rest}" if rest else figure


def _distance(a: Assessment, lang: Lang) -> str:
    if a.target and a.verdict in (Verdict.met, Verdict.missed):
        was = a.verdict is Verdict.missed
        lead = {"nl": "het doel was" if was else "het doel is", "en": "the target was" if was else "the target is"}
        return f"; {lead[lang]} {target_phrase(a.target, a.unit, lang)}"
    if a.basis is Basis.benchmark and a.benchmark:
        name = f"{BENCHMARKS[a.benchmark.kind][lang]} ({format_value(a.benchmark.value, a.unit, lang)})"
        return _beside(a, a.benchmark.gap, name, lang)
    if a.gap is not None and a.target and a.basis in (Basis.path, Basis.hold):
        return _beside(a, a.gap, _line(a.target, a, lang), lang)
    if a.pace:
        change = format_gap(a.pace.per_year, a.unit, lang, signed=True)
        since = format_period(a.pace.first, lang)
        return f", {change} {'per jaar sinds' if lang == 'nl' else 'a year since'} {since}"
    return ""


def _line(target: Target, a: Assessment, lang: Lang) -> str:
    value = format_round(target.value, a.unit, lang)
    if a.basis is Basis.hold or target.year is None:
        return f"{'de grens van' if lang == 'nl' else 'the limit of'} {value}"
    return f"het pad naar {value} in {target.year}" if lang == "nl" else f"the path to {value} in {target.year}"


def _beside(a: Assessment, gap: float, line: str, lang: Lang) -> str:
    """Above or below a line; `gap` is negative where behind, which side that is depends on the wanted direction."""
    if gap == 0:
        return f", {'precies op' if lang == 'nl' else 'exactly on'} {line}"
    above = (gap > 0) == (a.direction == "up")
    side = {"nl": "boven" if above else "onder", "en": "above" if above else "below"}[lang]
    return f", {format_gap(gap, a.unit, lang)} {side} {line}"


def _stand_in(stand_in: StandIn, lang: Lang) -> str:
    used, missing = the_place(stand_in.geo, lang), the_place(stand_in.instead_of, lang)
    if lang == "nl":
        return f" (cijfer van {used}, bij gebrek aan een cijfer voor {missing})"
    return f" (figure of {used}, for want of one for {missing})"
