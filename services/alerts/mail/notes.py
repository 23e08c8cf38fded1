"""What the reader must bear in mind: noise, the target's standing, splices, every other caveat, the next figure."""

from schemas.assessment import Assessment, OtherMethod, Target
from schemas.chart import Point
from schemas.period import Period
from schemas.verdicts import Verdict
from services.alerts.mail.points import last_change
from services.alerts.mail.population import place_of
from services.alerts.mail.story import Block, capital, say
from services.alerts.mail.words import level
from services.alerts.texts import phrase
from services.runtime.wording import (
    BENCHMARKS,
    VERDICTS,
    Lang,
    format_gap,
    format_period,
    format_value,
    method_name,
    the_place,
)

_NOTE = phrase("Note")
_NOISE = phrase("Sampling and rounding: {old} ({first}) and {new} ({last}) do not differ measurably.")
_WITHIN = phrase("The difference between {old} ({first}) and {new} ({last}) is within the tolerance of {tolerance}.")
_SMALL_GAP = phrase("The distance of {gap} itself is no more than sampling and rounding can make.")
_UNION = phrase("{target} is a target for the EU as a whole, not a {norm} norm{reference}.")
_MEMBER = phrase("{target} is a target for Belgium{reference}.")
_MEMBER_ONLY = phrase("{target} is a target for Belgium, not a {norm} norm{reference}.")
_REGION = phrase("{target} is a Flemish target{reference}.")
_AGENDA = phrase("{target} is stated in the SERV agenda itself{reference}.")
_COMPARISON = phrase("{target} is a point of comparison, not an adopted target{reference}.")
_PROPOSAL = phrase("{target} is proposed by Koers, not an adopted target{reference}.")
_NORMS = {"BE2": phrase("Flemish"), "VG": phrase("Flemish"),
          "BE": phrase("Belgian")}  # fmt: skip
_SPLICED = phrase("Spliced series: {note}")
_APART = phrase("These publications do not make a comparable series: {note}")
_WEAK = phrase("The verdict is weak.")
_MORE = phrase("Other caveats stand on the board.")
_OTHER_METHOD = phrase("By another published method ({method}) the verdict is '{verdict}'.")
_BESIDE = phrase("Compared with {benchmark} the verdict is '{verdict}'.")
_NEXT = phrase("Next figure: {when}.")
_LATE = phrase("Next figure: was expected in {when} and is not there yet.")
_NEXT_UNKNOWN = phrase("Next figure: not announced yet.")
_SHARES = ("percent", "percentage_point")
_NOISE_BELOW = 1.0
# What these caveats say is told here with place, unit and period, or by name, or first of all
_SAID_BETTER = ("stand_in", "rounding", "splice", "precision", "union_target", "methods_disagree", "overdue")
_ON_THE_BOARD = "agenda"


def notes(a: Assessment, lang: Lang) -> Block:
    """Every caveat the reader needs, the next figure last."""
    said = [*_noise(a, lang), *([target_standing(a, a.target, lang)] if a.target else []), *_splice(a, lang)]
    said += [_WEAK[lang]] if a.confidence == "weak" else []
    said += [_sentence(c.text[lang]) for c in a.caveats if c.code not in (*_SAID_BETTER, _ON_THE_BOARD)]
    said += [_other(method, lang) for method in a.other_methods if not method.agrees]
    said += [_MORE[lang]] if any(c.code == _ON_THE_BOARD for c in a.caveats) else []
    return Block(_NOTE[lang], (*said, next_figure(a, lang)), points=True)


def target_standing(a: Assessment, target: Target, lang: Lang) -> str:
    """What the target rests on and whom it addresses; a target of the Union is nobody else's norm."""
    wording = {"agenda": _AGENDA, "benchmark": _COMPARISON, "proposal": _PROPOSAL}.get(target.basis)
    flemish = place_of(a) in ("BE2", "VG")
    adopted = {"union": _UNION, "member_state": _MEMBER_ONLY if flemish else _MEMBER, "region": _REGION}
    norm = _norm(a, lang)
    reference = f": {target.reference[lang]}" if target.reference else ""
    words = {"target": capital(level(target, a.unit, lang)), "norm": norm, "reference": reference}
    return say(wording or adopted[target.scope], lang, **words)


def _norm(a: Assessment, lang: Lang) -> str:
    """Whose norm it is not: that of the place of the figures, and of the place they stand in for."""
    places = (place_of(a), a.stand_in.instead_of) if a.stand_in else (place_of(a),)
    norms = [_NORMS[place][lang] if place in _NORMS else the_place(place, lang) for place in places]
    return (" of " if lang == "nl" else " or ").join(dict.fromkeys(norms))


def next_figure(a: Assessment, lang: Lang) -> str:
    """When the next figure is expected."""
    release = a.freshness.next_release
    if release is None:
        return _NEXT_UNKNOWN[lang]
    return say(_LATE if a.freshness.state == "overdue" else _NEXT, lang, when=_moment(release, lang))


def _moment(release: str, lang: Lang) -> str:
    try:
        return format_period(Period.parse(release), lang)
    except ValueError:
        return release


def _noise(a: Assessment, lang: Lang) -> list[str]:
    """Differences that sampling, rounding or the tolerance swallow: the newest change, and the gap itself."""
    pair = last_change(a)
    said = [_change_note(a, *pair, lang)] if pair else []
    if a.gap is not None and 0 < abs(a.gap) < _noise_below(a):
        said.append(say(_SMALL_GAP, lang, gap=format_gap(a.gap, a.unit, lang)))
    return [note for note in said if note]


def _noise_below(a: Assessment) -> float:
    """Below this a difference of shares may be sampling or rounding: one point, or a smaller tolerance."""
    if a.unit not in _SHARES:
        return 0.0
    return min(_NOISE_BELOW, a.tolerance.value) if a.tolerance else _NOISE_BELOW


def _change_note(a: Assessment, old: Point, new: Point, lang: Lang) -> str:
    if old.value is None or new.value is None or old.value == new.value:
        return ""
    moved, tolerance = abs(new.value - old.value), a.tolerance.value if a.tolerance else 0.0
    if moved >= max(tolerance, _noise_below(a)):
        return ""
    return say(
        _NOISE if moved < _noise_below(a) else _WITHIN,
        lang,
        old=format_value(old.value, a.unit, lang),
        new=format_value(new.value, a.unit, lang),
        first=format_period(old.period, lang),
        last=format_period(new.period, lang),
        tolerance=format_gap(tolerance, a.unit, lang),
    )


def _splice(a: Assessment, lang: Lang) -> list[str]:
    if a.splice is None:
        return []
    said = say(_SPLICED if a.splice.comparable else _APART, lang, note=_sentence(a.splice.note[lang]))
    return [said, *([_sentence(a.splice.rounding[lang])] if a.splice.rounding else [])]


def _other(method: OtherMethod, lang: Lang) -> str:
    """A published method with another verdict; a benchmark beside a target is a comparison."""
    known = {verdict.value: VERDICTS[verdict][lang] for verdict in Verdict}
    verdict = known.get(method.verdict, method.verdict)
    if method.method in BENCHMARKS:
        return say(_BESIDE, lang, benchmark=BENCHMARKS[method.method][lang], verdict=verdict)
    name = method_name(method.method, lang)
    return say(_OTHER_METHOD, lang, method=name, verdict=verdict)


def _sentence(text: str) -> str:
    return text if text.rstrip().endswith((".", "!", "?")) else f"{text.rstrip()}."
