"""Numbers as people of a language write them: the unit decides the decimals and the words behind."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel.numbers import format_decimal

from services.runtime.wording.names import LOCALES, Lang

NBSP = "\u00a0"

_PLACES = {
    "percent": 1,
    "percentage_point": 1,
    "percent_of_gdp": 2,
    "per_1000": 1,
    "count": 0,
    "persons": 0,
    "eur": 0,
    "eur_million": 1,
    "rank": 0,
    "years": 1,
    "days": 1,
    "minutes": 1,
    "mbit_s": 0,
}
_SUFFIX: dict[str, tuple[str, str]] = {
    "percent": ("%", f"{NBSP}%"),
    "percentage_point": (" percentage points", f"{NBSP}procentpunt"),
    "percent_of_gdp": ("% of GDP", f"{NBSP}% van het bbp"),
    "per_1000": (" per 1,000", " per 1.000"),
    "count": ("", ""),
    "persons": (" people", " personen"),
    "eur": (" euro", f"{NBSP}euro"),
    "eur_million": (" million euro", f"{NBSP}miljoen euro"),
    "index": (" (index)", " (index)"),
    "score": (" points", f"{NBSP}punten"),
    "ratio": ("", ""),
    "rank": ("", ""),
    "years": (" years", f"{NBSP}jaar"),
    "days": (" days", f"{NBSP}dagen"),
    "minutes": (" minutes", f"{NBSP}minuten"),
    "mbit_s": (" Mbit/s", f"{NBSP}Mbit/s"),
}
_GAP_UNIT = {"percent": "percentage_point", "percent_of_gdp": "percentage_point", "index": "score", "rank": "rank"}
_GAP_SUFFIX = {"rank": (" places", f"{NBSP}plaatsen")}


def format_number(value: float, lang: Lang, places: int, *, signed: bool = False) -> str:
    """A number with a fixed count of decimals, halves rounded away from zero; `signed` writes the plus too.

    A negative number carries the minus sign (U+2212), not a hyphen; nothing rounds to minus zero.
    """
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    pattern = f"#,##0.{'0' * places}" if places else "#,##0"
    text = format_decimal(abs(exact), format=pattern, locale=LOCALES[lang])
    sign = "\u2212" if exact < 0 else "+" if signed and exact > 0 else ""
    return sign + text


def default_places(value: float, unit: str) -> int:
    """The decimals a value of this unit is shown with; scores and ratios below 10 need one more."""
    return _PLACES.get(unit, 2 if abs(value) < 10 else 1)


def format_value(value: float, unit: str, lang: Lang, places: int | None = None) -> str:
    """A value with its unit: `61,2 %` in Dutch, `61.2%` in English. Units of a publisher's own are not written out."""
    return format_number(value, lang, default_places(value, unit) if places is None else places) + _suffix(unit, lang)


def format_round(value: float, unit: str, lang: Lang) -> str:
    """A level people set, such as a target: a whole number stands without decimals, `80 %`."""
    return format_value(value, unit, lang, 0 if value == int(value) else None)


def format_gap(gap: float, unit: str, lang: Lang, places: int | None = None, *, signed: bool = False) -> str:
    """A difference between two values of `unit`; percentages differ by percentage points. No sign unless `signed`."""
    kind = _GAP_UNIT.get(unit, unit)
    shown = gap if signed else abs(gap)
    decimals = default_places(gap, unit) if places is None else places
    suffix = _pick(_GAP_SUFFIX[kind], lang) if kind in _GAP_SUFFIX else _suffix(kind, lang)
    return format_number(shown, lang, decimals, signed=signed) + suffix


def format_published(shown: str, unit: str, lang: Lang) -> str:
    """A value as its publisher printed it, with the publisher's own decimals; text that is no number stays as it is."""
    try:
        exponent = Decimal(shown).as_tuple().exponent
    except InvalidOperation:
        return shown
    if not isinstance(exponent, int):
        return shown
    return format_value(float(shown), unit, lang, max(0, -exponent))


def _suffix(unit: str, lang: Lang) -> str:
    return _pick(_SUFFIX.get(unit, ("", "")), lang)


def _pick(pair: tuple[str, str], lang: Lang) -> str:
    return pair[1] if lang == "nl" else pair[0].replace(" ", NBSP, 1)
