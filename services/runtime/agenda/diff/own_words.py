"""Differences that policy people speak about most, in the words they use."""

from collections.abc import Callable, Mapping

from schemas.agenda import Indicator, RecommendationRef, SeriesRef, Target
from services.runtime.agenda.diff.differences import Difference
from services.runtime.agenda.diff.naming import subject
from services.runtime.agenda.words import field_noun, filled, number_text, quoted, target_text, value_text, word
from services.runtime.wording import Lang

_SAID = ("value", "operator", "year", "relative_to", "mode", "basis", "scope")
_Teller = Callable[[Difference, Lang], str | None]


def in_own_words(found: Difference, lang: Lang) -> str | None:
    """The sentence, None where the general form will do."""
    teller = _TELLERS.get((found.kind, *found.fields))
    return teller(found, lang) if teller is not None else None


def _target_value(found: Difference, lang: Lang) -> str | None:
    if not isinstance(found.old, float) or not isinstance(found.new, float):
        return None
    verb = {"nl": ("verlaagd", "verhoogd"), "en": ("lowered", "raised")}[lang][found.new > found.old]
    old, new = number_text(found.old, lang), number_text(found.new, lang)
    before, after = _targets(found)
    by = _by(after.year, lang) if before is not None and before.year == after.year else ""
    times = _times(after, lang)
    if lang == "nl":
        return f"doel van {found.record} {verb} van {old} naar {new}{times}{by}"
    return f"target of {found.record} {verb} from {old} to {new}{times}{by}"


def _target_year(found: Difference, lang: Lang) -> str | None:
    if isinstance(found.old, int) and isinstance(found.new, int):
        later = found.new > found.old
        if lang == "nl":
            return (
                f"doeljaar van {found.record} {'uitgesteld' if later else 'vervroegd'} van {found.old} naar {found.new}"
            )
        verb = "postponed" if later else "brought forward"
        return f"target year of {found.record} {verb} from {found.old} to {found.new}"
    if found.new is None:
        told = {"nl": "heeft geen jaar meer", "en": "no longer has a year"}[lang]
        was = {"nl": "was", "en": "it was"}[lang]
        return f"{_the_target(found, lang)} {told}; {was} {found.old}"
    told = {"nl": f"geldt nu tegen {found.new}", "en": f"is now due by {found.new}"}[lang]
    had = {"nl": "eerder zonder jaar", "en": "it had no year"}[lang]
    return f"{_the_target(found, lang)} {told}; {had}"


def _target(found: Difference, lang: Lang) -> str | None:
    target = found.new if found.new is not None else found.old
    if not isinstance(target, Target):
        return None
    came = found.old is None
    what = {"nl": ("weggelaten; was", "bepaald:"), "en": ("left out; it was", "set:")}[lang][came]
    model: Indicator = found.after if came else found.before
    rest = [(name, value) for name, value in filled(target) if name not in _SAID]
    told = "".join(f"; {field_noun(name)[lang]}: {value_text(name, value, lang)}" for name, value in rest)
    return f"{_the_target(found, lang)} {what} {target_text(target, model.unit, lang)}{told}"


def _tolerance(found: Difference, lang: Lang) -> str | None:
    if not isinstance(found.old, float) or not isinstance(found.new, float):
        return None
    verb = {"nl": ("versmald", "verruimd"), "en": ("narrowed", "widened")}[lang][found.new > found.old]
    old, new = number_text(found.old, lang), number_text(found.new, lang)
    unit = word("unit", found.after.tolerance.unit, lang)
    if lang == "nl":
        return f"marge van {found.record} {verb} van {old} naar {new} {unit}"
    return f"tolerance of {found.record} {verb} from {old} to {new} {unit}"


def _series(found: Difference, lang: Lang) -> str | None:
    ref = found.new if found.new is not None else found.old
    if not isinstance(ref, SeriesRef):
        return None
    verb = {
        "nl": ("wordt niet meer gemeten met", "wordt nu ook gemeten met"),
        "en": ("is no longer measured by", "is now also measured by"),
    }[lang][found.old is None]
    rest = "; ".join(value_text(name, value, lang) for name, value in filled(ref) if name != "id")
    return f"{found.record} {verb} {ref.id} ({rest})"


def _link(found: Difference, lang: Lang) -> str | None:
    link = found.new if found.new is not None else found.old
    if not isinstance(link, RecommendationRef):
        return None
    verb = {"nl": ("dient niet langer", "dient nu"), "en": ("no longer serves", "now serves")}[lang][found.old is None]
    about = subject("recommendations", str(link.number), lang)
    return f"{found.record} {verb} {about} ({word('validity', link.validity, lang)}): {quoted(link.why[lang])}"


def _validity(found: Difference, lang: Lang) -> str | None:
    old, new = (word("validity", value, lang) for value in (found.old, found.new))
    about = subject("recommendations", str(found.path[0].key), lang)
    if lang == "nl":
        return f"hoe {found.record} {about} dient, gewijzigd van {old} naar {new}"
    return f"how {found.record} serves {about} changed from {old} to {new}"


def _active(found: Difference, lang: Lang) -> str | None:
    told = {"nl": ("bestaat niet meer", "bestaat weer"), "en": ("is no longer active", "is active again")}
    return f"{subject(found.kind, found.record, lang)} {told[lang][bool(found.new)]}"


def _the_target(found: Difference, lang: Lang) -> str:
    return f"doel van {found.record}" if lang == "nl" else f"target of {found.record}"


def _targets(found: Difference) -> tuple[Target | None, Target]:
    before: Indicator = found.before
    after: Indicator = found.after
    if after.target is None:
        raise ValueError(f"{found.record} has no target")
    return before.target, after.target


def _by(year: int | None, lang: Lang) -> str:
    return "" if year is None else f" {'tegen' if lang == 'nl' else 'by'} {year}"


def _times(target: Target, lang: Lang) -> str:
    if target.relative_to is None:
        return ""
    return " keer het vertrekpunt" if lang == "nl" else " times the baseline"


_TELLERS: Mapping[tuple[str, ...], _Teller] = {
    ("indicators", "target"): _target,
    ("indicators", "target", "value"): _target_value,
    ("indicators", "target", "year"): _target_year,
    ("indicators", "tolerance", "value"): _tolerance,
    ("indicators", "series"): _series,
    ("indicators", "recommendations"): _link,
    ("indicators", "recommendations", "validity"): _validity,
    ("bodies", "active"): _active,
}
