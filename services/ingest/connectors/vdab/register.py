"""The register: every vacancy the API has told of, reduced to what is counted, as one body; and how it is counted."""

import gzip
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal, Self

from pydantic import ValidationError

from schemas.base import Model
from schemas.period import Period
from services.ingest.connectors.vdab.shortages import ShortageList, join
from services.ingest.connectors.vdab.vacancy import ABROAD, UNKNOWN, Vacancy
from services.ingest.decode.answer import Answer, Cell, Codes, Scope, span
from services.ingest.decode.errors import NotData
from services.ingest.decode.flags import NO_FLAGS
from services.runtime.clock import BRUSSELS

TOTAL = "TOTAL"
REGIONS = ("BE1", "BE2", "BE3", ABROAD, UNKNOWN)
_DOMAINS = tuple(f"JOBCAT{number:02d}" for number in range(1, 25))
_MONTHS_KEPT = 3
_SHOWN = 20


class _Stored(Model):
    """A register as it lies in the archive."""

    koers: Literal["vdab-register-1"]
    since: datetime
    as_of: datetime
    unreadable: int = 0
    vacancies: tuple[Vacancy, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """Everything known at `as_of`, without a hole since `since`; `unreadable` counts what had to be left out."""

    since: datetime
    as_of: datetime
    vacancies: Mapping[str, Vacancy] = field(default_factory=dict)
    unreadable: int = 0

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Read an unpacked body. Raises NotData, `not_register`, for anything else."""
        try:
            stored = _Stored.model_validate_json(body)
        except ValidationError as error:
            raise NotData(
                "not_register", f"the body is no register of vacancies: {error.error_count()} faults"
            ) from error
        return cls(stored.since, stored.as_of, {v.id: v for v in stored.vacancies}, stored.unreadable)

    def body(self) -> bytes:
        """The bytes that are archived, packed; equal registers give equal bytes."""
        ordered = tuple(self.vacancies[key] for key in sorted(self.vacancies))
        stored = _Stored(
            koers="vdab-register-1", since=self.since, as_of=self.as_of, unreadable=self.unreadable, vacancies=ordered
        )
        return gzip.compress(stored.model_dump_json(exclude_none=True, exclude_defaults=True).encode(), mtime=0)

    def changed(
        self, told: Iterable[Vacancy], gone: Mapping[str, date], as_of: datetime, unreadable: int = 0
    ) -> "Register":
        """With what was told since: a vacancy counts as last told, from the first day it was.

        One that is gone is kept until no month that is counted knows it.
        """
        merged = dict(self.vacancies)
        for vacancy in told:
            first = merged[vacancy.id].published if vacancy.id in merged else vacancy.published
            merged[vacancy.id] = vacancy.model_copy(update={"published": min(first, vacancy.published)})
        for key, day in gone.items():
            if key in merged and merged[key].unpublished is None:
                merged[key] = merged[key].model_copy(update={"unpublished": day})
        oldest = _months_back(as_of)[0].start
        kept = {key: v for key, v in merged.items() if v.unpublished is None or v.unpublished >= oldest}
        return replace(self, as_of=as_of, vacancies=kept, unreadable=unreadable)


def counted(register: Register, edition: ShortageList) -> Answer:
    """Jobs (not adverts) by month: `received` in it, by day of publication, and `open` at its end.

    Only complete months are told: received needs the whole month without a hole, open its end. Job domains overlap, so
    they never sum to TOTAL. `shortage` is the edition of the list whose occupations are counted. An advert that doubles
    another of the register is not counted while that one is.
    """
    known = register.vacancies
    titles = join(edition, (v.occupation for v in known.values() if v.occupation))
    listed = str(edition.year)
    totals: Counter[tuple[str, str, str, str, Period]] = Counter()
    told: dict[str, list[Period]] = {"received": [], "open": []}
    since = register.since.astimezone(BRUSSELS).date()
    for month in _months_back(register.as_of):
        last = month.end - timedelta(days=1)
        if month.start > since:
            told["received"].append(month)
        if last >= since:
            told["open"].append(month)
        for vacancy in known.values():
            first = known.get(vacancy.double_of or "")
            received = first is None and month.start <= vacancy.published <= last
            is_open = vacancy.open_at(last) and not (first and first.open_at(last))
            short = (TOTAL, listed) if vacancy.occupation in titles.matched else (TOTAL,)
            for domain in (TOTAL, *vacancy.domains):
                for shortage in short:
                    if received:
                        totals["received", vacancy.geo, domain, shortage, month] += vacancy.jobs
                    if is_open:
                        totals["open", vacancy.geo, domain, shortage, month] += vacancy.jobs
    series = dict(_series(totals, told, listed))
    periods = [cell[0] for cells in series.values() for cell in cells]
    return Answer(
        dimensions=("measure", "geo", "domain", "shortage"),
        series=series,
        scope=Scope(None, *span(periods)),
        remark=_remark(register, edition, titles.unmatched_list),
    )


def _remark(register: Register, edition: ShortageList, unmatched: Sequence[str]) -> str | None:
    """What a reader of the counts should know: vacancies that could not be read, listed titles without a vacancy."""
    said = [f"{register.unreadable} vacancies could not be read"] if register.unreadable else []
    if unmatched:
        shown = ", ".join(unmatched[:_SHOWN]) + (", …" if len(unmatched) > _SHOWN else "")
        said.append(
            f"{len(unmatched)} of the {len(edition.titles)} shortage occupations of {edition.year} match no vacancy by "
            f"title: {shown}"
        )
    return "; ".join(said) or None


def _series(
    totals: Mapping[tuple[str, str, str, str, Period], int], told: Mapping[str, list[Period]], listed: str
) -> Iterator[tuple[Codes, list[Cell]]]:
    """Every combination there can be: none of a kind is a figure of its own, 0."""
    for measure, months in told.items():
        for geo in REGIONS if months else ():
            for domain in (TOTAL, *_DOMAINS):
                for shortage in (TOTAL, listed):
                    cells: list[Cell] = [
                        (month, str(totals.get((measure, geo, domain, shortage, month), 0)), NO_FLAGS)
                        for month in months
                    ]
                    yield (measure, geo, domain, shortage), cells


def _months_back(as_of: datetime) -> list[Period]:
    """The complete months that are still counted, oldest first."""
    day = as_of.astimezone(BRUSSELS).date().replace(day=1)
    months: list[Period] = []
    for _ in range(_MONTHS_KEPT):
        day = (day - timedelta(days=1)).replace(day=1)
        months.insert(0, Period(day, 1, "M"))
    return months
