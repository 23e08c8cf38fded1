"""The words for a target: as it is promised, or what its owner still has to define."""

from collections.abc import Iterable, Mapping

from schemas.assessment import Target
from schemas.base import Text
from schemas.target import OpenTarget, TargetPart
from services.runtime.wording.names import OPERATORS, Lang
from services.runtime.wording.numbers import format_round

TARGET_PARTS: Mapping[TargetPart, Text] = {
    "value": Text(nl="de waarde", en="the value"),
    "base": Text(
        nl="de basis (waarvan het een aandeel is, of van waar het telt)",
        en="the base (of what it is a share, or from where it counts)",
    ),
    "year": Text(nl="het jaar", en="the year"),
}


def target_phrase(target: Target, unit: str, lang: Lang) -> str:
    """`minstens 80 % in 2030`, `at least 80% by 2030`; a standing level has no year."""
    return f"{_level(target.operator, target.value, unit, lang)}{_by(target.year, lang)}"


def stated_phrase(target: OpenTarget, unit: str, lang: Lang) -> str:
    """As much of an incomplete target as is stated: `minstens 3 %`; empty where nothing is."""
    level = "" if target.value is None else _level(target.operator, target.value, unit, lang)
    return f"{level}{_by(target.year, lang)}".strip()


def missing_phrase(target: OpenTarget, lang: Lang) -> str:
    """`nog te bepalen: de waarde en het jaar`."""
    names = [TARGET_PARTS[part][lang] for part in target.missing]
    lead = "nog te bepalen" if lang == "nl" else "still to be defined"
    return f"{lead}: {_listed(names, lang)}"


def _level(operator: str | None, value: float, unit: str, lang: Lang) -> str:
    compared = f"{OPERATORS[operator][lang]} " if operator else ""
    return f"{compared}{format_round(value, unit, lang)}"


def _by(year: int | None, lang: Lang) -> str:
    return f" {'in' if lang == 'nl' else 'by'} {year}" if year else ""


def _listed(names: Iterable[str], lang: Lang) -> str:
    *head, last = names
    return f"{', '.join(head)} {'en' if lang == 'nl' else 'and'} {last}" if head else last
