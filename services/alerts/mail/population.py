"""Who or what a percentage is a share of, read from the agenda's own definition of the indicator."""

import re
from dataclasses import dataclass

from schemas.assessment import Assessment
from services.runtime.wording import Lang, place_name

_SHARE = {
    "nl": re.compile(r"Eenheid in de bron: % (van [^.;=(]+?)\s*(?:\([^)]*\))?\.(?:\s|$)"),
    "en": re.compile(r"Unit in the source is % (of [^.;=(]+?)\s*(?:\([^)]*\))?\.(?:\s|$)"),
}
_HAVING = {
    "nl": re.compile(
        r"^(?:Vlaamse )?(?:personen|huishoudens|ondernemingen|kmo's|werknemers)(?: van \d+-\d+ jaar)? met ([^,:;/]+)$",
        re.I,
    ),
    "en": re.compile(
        r"^(?:Flemish )?(?:people|households|enterprises|SMEs|employees)(?: \d+-\d+)? with ([^,:;/]+)$", re.I
    ),
}
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_AGES = {
    "nl": (
        (re.compile(r"\bpersonen van (\d+)-(\d+) jaar"), r"\1- tot \2-jarigen"),
        (re.compile(r"\b(\d+)-(\d+) jaar"), r"\1 tot \2 jaar"),
    ),
    "en": (
        (re.compile(r"\b(individuals|people|persons|population|residents) (\d+)-(\d+)\b"), r"\1 aged \2 to \3"),
        (re.compile(r"\b(individuals|people|persons|population|residents|Flemings) (\d+)\+"), r"\1 aged \2 and over"),
        (re.compile(r"\b(?:individuals|persons)(?= aged|$)"), "people"),
        (re.compile(r"^of (population|labour force|employed$|unemployed$|entitled$)"), r"of the \1"),
    ),
}
_OTHER_NAMES = ("Vlaanderen", "Flanders")
_PROPER = ("Vla", "Belg", "Europ", "Flem", "Horizon")
_UNCLEAR = re.compile(r"\bt-\d|^\w+ [A-Z]+$")


@dataclass(frozen=True)
class Population:
    """`share` such as `van de 16- tot 74-jarigen` ('' where not told), `having` what the counted ones have."""

    share: str = ""
    having: str = ""


def population(a: Assessment, lang: Lang) -> Population:
    """The group a percentage is about and, where the definition reads `group with thing`, the thing.

    Empty for other units and wherever the definition does not say it: nothing is guessed.
    """
    definition = a.definition[lang]
    found = _SHARE[lang].search(definition)
    if a.unit != "percent" or found is None or _UNCLEAR.search(found[1]):
        return Population()
    subject = _BRACKETS.sub("", definition).split(". ")[0].strip().rstrip(".")
    having = _HAVING[lang].match(subject)
    return Population(_ages(found[1], lang), having[1] if having else "")


def place_of(a: Assessment) -> str:
    """The code of the place the figures are of: the stand-in's where there is one."""
    return a.stand_in.geo if a.stand_in else a.geo


def short_title(a: Assessment, lang: Lang) -> str:
    """The indicator's title without a place at its end and without colon; a breakdown is named behind it."""
    title = a.title[lang].strip()
    for place in (place_name(a.geo, lang), place_name(place_of(a), lang), *_OTHER_NAMES):
        title = title.removesuffix(f", {place}")
    head, _, tail = title.partition(": ")
    title = f"{head} ({tail})" if tail else title
    return f"{title} ({a.group})" if a.group else title


def placed_title(a: Assessment, lang: Lang) -> str:
    """The title with the place of the figures, for a heading or a subject; said once where the title names it."""
    title, place = short_title(a, lang), place_name(place_of(a), lang)
    names = (place, *_OTHER_NAMES) if place_of(a) == a.geo else (place,)
    return title if any(name in title for name in names) else f"{title}, {place}"


def lower_first(title: str) -> str:
    """The title as it stands after a colon or inside a sentence; abbreviations and proper names keep their capital."""
    return title if _keeps_capital(title) else title[:1].lower() + title[1:]


def _keeps_capital(title: str) -> bool:
    first, _, rest = title.partition(" ")
    abbreviation = any(c.isupper() or c == "&" for c in first[1:])
    name_goes_on = first[-1:].isalpha() and rest[:1].isupper() and rest[1:2].islower()
    return first.startswith(_PROPER) or abbreviation or name_goes_on


def _ages(share: str, lang: Lang) -> str:
    for pattern, words in _AGES[lang]:
        share = pattern.sub(words, share)
    return share
