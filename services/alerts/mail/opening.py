"""What a reader sees first: whose figure it is, the figure with place, population and period, and what it means."""

from collections.abc import Sequence

from schemas.assessment import Assessment
from schemas.verdicts import Cause, Validity, Verdict
from services.alerts.domain.severity import counted
from services.alerts.mail.content import AlertItem
from services.alerts.mail.judging import judgement
from services.alerts.mail.points import value_at
from services.alerts.mail.population import place_of, population, short_title
from services.alerts.mail.story import capital, say
from services.alerts.mail.words import numbered
from services.alerts.texts import phrase
from services.runtime.wording import VERDICTS, Lang, format_value, in_period, in_place, the_place

_FIGURE = phrase("{title}: {value}{share}{where} {period}.")
_HAD = phrase("{period}, {value}{share} {place} had {having}.")
_NO_FIGURE = phrase("{title}: there is no figure {place} yet.")
_STAND_IN = phrase("For want of a figure for {missing}, this is the one for {used}.")
_WIDER = phrase("This is a figure for {used}, while {what} is about Flanders.")
PROXY = phrase("For {what} this is a proxy, not a direct measure.")
_CAPPED = phrase("For {what} this counts as '{cap}' at worst.")
_STOOD = {
    Verdict.met: phrase("the target was still met"),
    Verdict.on_track: phrase("this was still on track"),
    Verdict.at_risk: phrase("this was still at risk"),
    Verdict.off_track: phrase("this was still off track"),
    Verdict.moving_away: phrase("this was still moving away"),
    Verdict.missed: phrase("the target was still missed"),
}
_BEFORE = phrase("{period}{value} {stood}{since}.")
_FLAT = {
    "up": phrase("; since then there has been almost no growth"),
    "down": phrase("; since then there has been almost no decline"),
}
_BACK = {
    "up": phrase("; since then it has fallen"),
    "down": phrase("; since then it has risen"),
}


def opening(item: AlertItem, a: Assessment, lang: Lang) -> tuple[str, ...]:
    """The first sentences; a stand-in place or a proxy is said before anything else."""
    first = (*preface(item.recommendations, a, lang), figure(a, lang), judgement(a, lang))
    then = (before(a, lang), cap(item.recommendations, a, lang))
    return tuple(sentence for sentence in (*first, *then) if sentence)


def counts_as(numbers: Sequence[int], a: Assessment) -> Verdict:
    """The verdict as it counts for these recommendations: never worse than at risk by proxy or stand-in."""
    return counted(a.verdict, a, numbers) or a.verdict


def preface(numbers: Sequence[int], a: Assessment, lang: Lang) -> tuple[str, ...]:
    """That the figure is of another place, or only a proxy."""
    links = [link for link in a.links if link.number in numbers]
    proxies = [link.number for link in links if link.validity is Validity.proxy]
    said = _stand_in(a, [link.number for link in links if link.stand_in], lang)
    if proxies and len(proxies) == len(links):
        said.append(say(PROXY, lang, what=numbered(proxies, lang)))
    return tuple(said)


def cap(numbers: Sequence[int], a: Assessment, lang: Lang) -> str:
    """What a proxy or a stand-in does to the verdict; empty where it does nothing."""
    if counts_as(numbers, a) is a.verdict or not preface(numbers, a, lang):
        return ""
    return say(_CAPPED, lang, what=numbered(numbers, lang), cap=VERDICTS[Verdict.at_risk][lang])


def figure(a: Assessment, lang: Lang) -> str:
    """The newest figure in one sentence, with place, population, unit and period."""
    title, place = capital(short_title(a, lang)), in_place(place_of(a), lang)
    if a.latest is None or a.latest.value is None:
        return say(_NO_FIGURE, lang, title=title, place=place)
    group = population(a, lang)
    wording = _HAD if group.having and not a.group else _FIGURE
    words = {"value": format_value(a.latest.value, a.unit, lang), "share": group.share and f" {group.share}"}
    period, where = in_period(a.latest.period, lang), "" if place in title else f" {place}"
    return capital(
        say(wording, lang, title=title, place=place, where=where, period=period, having=group.having, **words)
    )


def before(a: Assessment, lang: Lang) -> str:
    """How it stood before the present episode began; empty where there was no earlier verdict."""
    was, period = a.episode.from_verdict, a.episode.from_period
    if was in (None, Verdict.undetermined, a.verdict) or period is None:
        return ""
    if a.episode.cause is Cause.revision and a.latest is not None and a.latest.period == period:
        return ""  # the figure of then is the one that was revised: its verdict would stand beside another value
    value = value_at(a, period)
    shown = f" ({format_value(value, a.unit, lang)})" if value is not None else ""
    stood, when = _STOOD[was or a.verdict][lang], capital(in_period(period, lang))
    return say(_BEFORE, lang, period=when, value=shown, stood=stood, since=_since(a, lang))


def _since(a: Assessment, lang: Lang) -> str:
    """The newest stretch in words where it is flat or falls back and begins where the earlier verdict stood."""
    pace = a.pace
    if pace is None or pace.latest is None or not pace.standstill or pace.latest_first != a.episode.from_period:
        return ""
    back = (pace.latest < 0) == (a.direction == "up") and abs(pace.latest) > abs(pace.per_year) / 4
    return (_BACK if back else _FLAT)[a.direction][lang]


def _stand_in(a: Assessment, numbers: list[int], lang: Lang) -> list[str]:
    if a.stand_in:
        used, missing = the_place(a.stand_in.geo, lang), the_place(a.stand_in.instead_of, lang)
        return [say(_STAND_IN, lang, used=used, missing=missing)]
    return [say(_WIDER, lang, used=the_place(a.geo, lang), what=numbered(numbers, lang))] if numbers else []
