"""Statbel's publication calendar: which figure comes on which day, and the rhythm that follows from it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from statistics import median

from schemas.period import Period
from schemas.stats import ReleaseRhythm
from services.ingest.decode.errors import NotData
from services.ingest.decode.guard import parse_json
from services.ingest.decode.labels import clean, day_of
from services.ingest.decode.source_errors import classify
from services.ingest.recipe import Recipe

RELEASES = Path(__file__).parent / "releases"
_UNKNOWN_DAY = "(datum nog te bepalen)"
_YEAR = re.compile(r"^(?:y-)?(\d{4})\b(?! *-)(.*)$")
_SPAN = re.compile(r"^(\d{4}) *- *(\d{4})$")
_PART = re.compile(r"^([mtsw])-(\d{4})-(\d{2})((?:[-+/]\d{2})*)(.*)$")
_REVISION = "revisie "
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Release:
    """One line of the calendar. `day` None: still to be fixed; `period` None: none is given. `remark` is what stands
    beside the period (`prov`, `2de ramingen`, `revisie`), so that an estimate is not taken for the figure.
    """

    day: date | None
    title: str
    code: str
    period: Period | None
    remark: str


def read_calendar(body: bytes) -> list[Release]:
    """Read a calendar: `entries` of `datum_text`, `naam`, `periode`. All or nothing.

    Raises NotData: `not_calendar` for another shape, `bad_period` and `bad_day` for a line that cannot be read.
    """
    if error := classify(body):
        raise error
    document = parse_json(body)
    entries = document.get("entries") if isinstance(document, dict) else None
    if not isinstance(entries, list) or not entries:
        raise NotData("not_calendar", "the body holds no entries of a calendar")
    return [_release(entry) for entry in entries]


@cache
def known_releases() -> tuple[Release, ...]:
    """Every line of the calendars that ship with Koers."""
    return tuple(line for path in sorted(RELEASES.glob("*.json")) for line in read_calendar(path.read_bytes()))


def period_of_code(code: str) -> tuple[Period | None, str]:
    """The period of a code and what else it says: `t-2024-04` is quarter 4, `m-2024-10+11+12` a window of three.

    `-` is no period. Raises NotData, `bad_period`, for any other.
    """
    text = clean(code).lower()
    remark = ""
    if text.startswith(_REVISION):
        text, remark = text.removeprefix(_REVISION), _REVISION.strip()
    if text == "-":
        return None, remark
    try:
        if match := _PART.match(text):
            return _part(match), " ".join([remark, match[5].strip(" +")]).strip()
        if match := _SPAN.match(text):
            if match[1] > match[2]:
                raise ValueError("it ends before it starts")
            return Period(date(int(match[1]), 1, 1), int(match[2]) - int(match[1]) + 1, "Y"), remark
        if match := _YEAR.match(text):
            return Period.parse(match[1]), " ".join([remark, match[2].strip()]).strip()
    except ValueError as error:
        raise NotData("bad_period", f"the period {code[:30]!r} of the calendar is none: {error}") from error
    raise NotData("bad_period", f"the period {code[:30]!r} of the calendar is none that Koers knows")


def releases_of(lines: Iterable[Release], words: Sequence[str], frequency: str) -> list[Release]:
    """The releases of one statistic, by period and words: titles become headlines on the day, so any word will do.

    Only final figures of one period of that frequency, the first release of each period, in order of the periods.
    """
    wanted = [word.casefold() for word in words]
    found: dict[Period, Release] = {}
    for line in lines:
        fits = line.period is not None and line.period.frequency == frequency and not line.remark
        if not fits or line.day is None or line.period is None:
            continue
        if any(word in line.title.casefold() for word in wanted):
            before = found.get(line.period)
            if before is None or before.day is None or line.day < before.day:
                found[line.period] = line
    return [found[period] for period in sorted(found)]


def expected_on(lines: Iterable[Release], words: Sequence[str], period: Period) -> date | None:
    """The day the calendar names for a period; None where it does not. A day the file may still be the old one on."""
    return next((r.day for r in releases_of(lines, words, period.frequency) if r.period == period), None)


def rhythm_of(releases: Sequence[Release]) -> ReleaseRhythm | None:
    """The usual days from the end of a period to its release; None from fewer than two releases."""
    lags = [(r.day - r.period.end).days + 1 for r in releases if r.day and r.period]
    if len(lags) < _FEWEST:
        return None
    days = [r.day for r in releases if r.day]
    note = f"By Statbel's calendar: {min(lags)} to {max(lags)} days after the period, last on {max(days)}."
    return ReleaseRhythm(lag_days=round(median(lags)), note=note)


def with_calendar(recipes: Sequence[Recipe], lines: Sequence[Release]) -> list[Recipe]:
    """The recipes, those that name words of the calendar with the rhythm it shows in place of their own."""
    found = []
    for recipe in recipes:
        access = recipe.access
        entry = access.calendar if access.kind in ("bestat", "opendata") else None
        rhythm = rhythm_of(releases_of(lines, entry.words, entry.frequency)) if entry else None
        found.append(recipe.model_copy(update={"rhythm": rhythm}) if rhythm else recipe)
    return found


def _release(entry: object) -> Release:
    if not isinstance(entry, dict) or not all(isinstance(entry.get(n), str) for n in ("datum_text", "naam", "periode")):
        raise NotData("not_calendar", "a line of the calendar lacks datum_text, naam or periode")
    title, code = clean(entry["naam"]), clean(entry["periode"])
    period, remark = period_of_code(code)
    day = None if title.lower().startswith(_UNKNOWN_DAY) else day_of(entry["datum_text"])
    return Release(day, title, code, period, remark)


def _part(match: re.Match[str]) -> Period:
    """A part of a year, or a run of them as one window."""
    letter = {"m": "M", "t": "Q", "s": "S", "w": "W"}[match[1]]
    number = int(match[3])
    first = Period.parse(f"{match[2]}-{letter}{number:02d}" if letter in "MW" else f"{match[2]}-{letter}{number}")
    run = [number, *map(int, re.findall(r"\d{2}", match[4]))]
    if run != list(range(number, number + len(run))):
        raise ValueError("its parts do not follow each other")
    return Period(first.start, first.count * len(run), first.unit)
