"""One vacancy of the Vacature API as Koers keeps it: what is counted, by an allow-list, and no person or text."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import Field, ValidationError

from schemas.base import Model
from services.ingest.decode.errors import NotData
from services.ingest.decode.labels import clean

ABROAD, UNKNOWN = "ABROAD", "UNKNOWN"
PUBLISHED = "GEPUBLICEERD"
GONE = frozenset({"NIET_GEPUBLICEERD", "AFGESLOTEN"})
_MOST_JOBS = 10_000
_LONGEST = 120
_PROVINCES = {
    "antwerpen": "BE2", "limburg": "BE2", "oost-vlaanderen": "BE2", "west-vlaanderen": "BE2", "vlaams-brabant": "BE2",
    "waals-brabant": "BE3", "henegouwen": "BE3", "luik": "BE3", "luxemburg": "BE3", "namen": "BE3",
    "brussel": "BE1", "brussels hoofdstedelijk gewest": "BE1",
}  # fmt: skip
_POSTCODE = re.compile(r"^[1-9]\d{3}$", re.ASCII)
_NUTS = re.compile(r"^BE[123]")
_REFERENCE = re.compile(r"^[\w.:-]{1,120}$", re.ASCII)
_COMPETENT_1 = re.compile(r"^[A-Z]\d{6}(-\d+)?$", re.ASCII)


class Vacancy(Model):
    """What is kept of a vacancy; `occupation` is the Competent title, `code` its code in whichever release it came."""

    id: str
    jobs: int = Field(ge=0, le=_MOST_JOBS)
    geo: str
    published: date
    unpublished: date | None = None
    domains: tuple[str, ...] = ()
    occupation: str | None = None
    code: str | None = None
    double_of: str | None = None

    def open_at(self, day: date) -> bool:
        """Whether it could be applied for at the end of a day."""
        return self.published <= day and (self.unpublished is None or self.unpublished > day)

    @property
    def competent(self) -> str | None:
        """The release its code is of: `1` for codes in the manner of ROME, `2` for others; None without a code."""
        return None if self.code is None else "1" if _COMPETENT_1.match(self.code) else "2"


def reference_of(document: Any) -> str:
    """The identity of a vacancy, of a list entry and a detail alike. Raises NotData, `no_reference`."""
    found = text_at(document, "vacatureReferentie", "interneReferentie") or text_at(document, "interneReferentie")
    if not found or not _REFERENCE.match(found):
        raise NotData("no_reference", "a vacancy of the answer has no interneReferentie")
    return found


def status_of(document: Any) -> str:
    """The published word for its state; empty where there is none."""
    return text_at(document, "status") or ""


def vacancy_of(document: Any, seen: date) -> Vacancy:
    """Read a detail; nearly everything in it may be null. `seen` stands in for a publication date it lacks.

    Only the fields of `Vacancy` are looked at: contacts, employer, addresses and texts never leave this function.
    Raises NotData, `bad_vacancy`, for a count of jobs or a date that is none.
    """
    occupation = _at(document, "functie", "beroepsprofiel")
    domains = {code for item in _list(document, "functie", "jobdomeinen") if (code := _code(item))}
    try:
        return Vacancy(
            id=reference_of(document),
            jobs=_jobs(_at(document, "aantalJobs")),
            geo=_region(_at(document, "tewerkstellingsadres")),
            published=_day(_at(document, "publicatieDatum")) or seen,
            domains=tuple(sorted(domains)),
            occupation=_label(occupation),
            code=_code(occupation),
            double_of=text_at(document, "dubbels", "parentId"),
        )
    except ValidationError as error:
        raise NotData("bad_vacancy", "a text of a vacancy cannot be written down") from error


def unpublished_on(document: Any, seen: date) -> date:
    """The day a vacancy ended, as stated and not later than it was `seen` gone."""
    return min(_day(_at(document, "depublicatieDatum")) or seen, seen)


def text_at(document: Any, *path: str) -> str | None:
    """A text at a path; None where any part of the path is missing, null or something else."""
    found = _at(document, *path)
    return found.strip() or None if isinstance(found, str) else None


def _at(document: Any, *path: str) -> Any:
    for name in path:
        document = document.get(name) if isinstance(document, Mapping) else None
    return document


def _list(document: Any, *path: str) -> list[Any]:
    found = _at(document, *path)
    return found if isinstance(found, list) else []


def _label(item: Any) -> str | None:
    """A label, given as `{code, label}` or, as in the first version of the API, as plain text."""
    text = item if isinstance(item, str) else text_at(item, "label")
    return clean(text)[:_LONGEST] or None if text else None


def _code(item: Any) -> str | None:
    """The code of an item; of the second release of Competent on it is the `id`."""
    code = text_at(item, "code") or text_at(item, "id")
    return code[:_LONGEST] if code else None


def _jobs(found: Any) -> int:
    """An advert that does not say is for one job. JSON numbers come as the text that was published."""
    if found is None:
        return 1
    if not isinstance(found, str) or not re.fullmatch(r"\d{1,5}", found, re.ASCII) or int(found) > _MOST_JOBS:
        raise NotData("bad_vacancy", f"aantalJobs {str(found)[:20]!r} is no count of jobs")
    return int(found)


def _day(found: Any) -> date | None:
    if found is None or found == "":
        return None
    try:
        return date.fromisoformat(str(found)[:10])
    except ValueError as error:
        raise NotData("bad_vacancy", f"the date {str(found)[:30]!r} of a vacancy is none") from error


def _region(address: Any) -> str:
    """The region of the place of work, by postcode, else by NUTS code, else by province: none is there reliably."""
    country = text_at(address, "landCode")
    if country and country.upper() not in ("BE", "BEL"):
        return ABROAD
    postcode, nuts = text_at(address, "postcode") or "", text_at(address, "regioCode") or ""
    if _POSTCODE.match(postcode):
        return _region_of_postcode(int(postcode))
    if _NUTS.match(nuts):
        return nuts[:3]
    province = (_label(_at(address, "provincie")) or "").lower().removeprefix("provincie ")
    return _PROVINCES.get(province, UNKNOWN)


def _region_of_postcode(postcode: int) -> str:
    if postcode < 1300:
        return "BE1"
    walloon = 1300 <= postcode < 1500 or 4000 <= postcode < 8000
    return "BE3" if walloon else "BE2"
