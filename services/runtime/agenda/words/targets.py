"""A target and a range in words."""

from schemas.agenda import Limits, Target
from services.runtime.agenda.words.values import number_text, word
from services.runtime.wording import Lang, format_round


def target_text(target: Target, unit: str, lang: Lang) -> str:
    """`at least 80% by 2030 (to be reached; legal; the Union as a whole, no norm here)`."""
    rest = "; ".join(word(name, getattr(target, name), lang) for name in ("mode", "basis", "scope"))
    plain = number_text(target.value, lang) if target.relative_to else format_round(target.value, unit, lang)
    times = {"nl": " keer het vertrekpunt", "en": " times the baseline"}[lang] if target.relative_to else ""
    value = f"{word('operator', target.operator, lang)} {plain}{times}"
    by = f" {'tegen' if lang == 'nl' else 'by'} {target.year}" if target.year is not None else ""
    return f"{value}{by} ({rest})"


def range_text(limits: Limits, lang: Lang) -> str:
    """`0 to 100`, `at least 0`."""
    low, high = (number_text(value, lang) if value is not None else "" for value in (limits.min, limits.max))
    if low and high:
        return f"{low} {'tot' if lang == 'nl' else 'to'} {high}"
    side = ">=" if low else "<="
    return f"{word('operator', side, lang)} {low or high}" if low or high else ""
