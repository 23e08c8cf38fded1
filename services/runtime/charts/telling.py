"""The chart in words, for whoever cannot see it."""

from schemas.assessment import Assessment
from schemas.chart import Point
from services.runtime.wording import Lang, format_period, format_round, format_value, in_period, place_name


def describe(assessment: Assessment, lang: Lang, *, earlier: bool = False) -> str:
    """The alternative text: what is drawn, from where to where, what was needed, and where the pace leads.

    `earlier` where figures that were published before are drawn too.
    """
    nl = lang == "nl"
    known = [p for p in assessment.chart.points if p.value is not None]
    if not known:
        return f"{'Grafiek zonder cijfers' if nl else 'Chart without figures'}: {assessment.title[lang]}."
    first, last = known[0], known[-1]
    parts = [f"{'Lijngrafiek' if nl else 'Line chart'}: {assessment.title[lang]}"]
    if first is last:
        parts.append(_figure(first, assessment, lang))
    else:
        word = ("van", "naar") if nl else ("from", "to")
        parts.append(f"{word[0]} {_figure(first, assessment, lang)} {word[1]} {_figure(last, assessment, lang)}")
    parts += _needed(assessment, lang) + _leads(assessment, lang)
    if assessment.chart.comparators:
        places = ", ".join(place_name(c.geo, lang) for c in assessment.chart.comparators)
        parts.append(f"{'ter vergelijking' if nl else 'for comparison'}: {places}")
    if earlier:
        parts.append("dun erachter wat eerder gepubliceerd was" if nl else "thin behind it what was published earlier")
    return "; ".join(parts) + "."


def _figure(point: Point, a: Assessment, lang: Lang) -> str:
    value = format_value(point.value or 0, a.unit, lang)
    provisional = {"nl": " (voorlopig)", "en": " (provisional)"}[lang] if point.provisional else ""
    return f"{value} {in_period(point.period, lang)}{provisional}"


def _needed(a: Assessment, lang: Lang) -> list[str]:
    parts = []
    if a.expected is not None and a.latest is not None:
        needed = format_value(a.expected, a.unit, lang)
        parts.append(f"{'nodig' if lang == 'nl' else 'needed'} {in_period(a.latest.period, lang)}: {needed}")
    if a.target is not None:
        year = f" ({a.target.year})" if a.target.year else ""
        parts.append(f"{'doel' if lang == 'nl' else 'target'}: {format_round(a.target.value, a.unit, lang)}{year}")
    return parts


def _leads(a: Assessment, lang: Lang) -> list[str]:
    if a.projection is None or a.pace is None:
        return []
    value = format_value(a.projection.value, a.unit, lang)
    since = format_period(a.pace.first, lang)
    if lang == "nl":
        return [f"bij het tempo sinds {since} {value} in {a.projection.year}"]
    return [f"at the pace since {since} {value} in {a.projection.year}"]
