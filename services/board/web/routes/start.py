"""The start page, its list as a table to download, and a body's page."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from schemas.agenda import Area, Body
from services.board.domain.standing import MEASURED, Standing, tally
from services.board.web.queries.standings import Standings, read_standings
from services.board.web.queries.start import read_as_of, read_changes, read_due, read_releases
from services.board.web.site import Site, SiteDep
from services.runtime.clock import brussels_date
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False)

_LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader asks to see; empty shows all."""

    area: str = ""
    state: str = ""
    body: str = ""
    search: str = ""

    def takes(self, row: Standings) -> bool:
        """Whether a recommendation fits. Search ignores case and accents, and looks in both languages."""
        recommendation = row.recommendation
        text = " ".join((str(recommendation.number), *recommendation.title.model_dump().values()))
        return (
            self.area in ("", recommendation.area)
            and self.state in ("", row.standing)
            and (not self.body or self.body in {owner.body.id for owner in row.owners})
            and _folded(self.search) in _folded(text)
        )


@router.get("/")
async def root(request: Request) -> RedirectResponse:
    """To the reader's language; Dutch unless English is what the browser asks for first."""
    wanted = request.headers.get("accept-language", "nl").split(",")[0].strip().lower()
    lang: Lang = "en" if wanted.startswith("en") else "nl"
    return RedirectResponse(f"/{lang}/", status_code=302, headers={"vary": "accept-language"})


@router.get("/{lang}/")
async def start(
    request: Request,
    site: SiteDep,
    lang: Lang,
    area: str = "",
    state: str = "",
    body: str = "",
    q: Annotated[str, Query(max_length=_LONGEST_SEARCH)] = "",
) -> Response:
    """How all recommendations stand, what changed, what is coming, and all 107 to filter."""
    choice = Choice(area, state, body, q.strip())
    now, today = site.clock.now(), brussels_date(site.clock)
    async with site.database.transaction() as connection:
        rows = await read_standings(connection, site.agenda, today)
        changes, as_of = await read_changes(connection, now), await read_as_of(connection)
        releases, due = await read_releases(connection, today), await read_due(connection, today)
    counts = tally(row.standing for row in rows)
    return site.renderers[lang].page(
        request,
        "start.html",
        rows=[row for row in rows if choice.takes(row)],
        total=len(rows),
        choice=choice,
        counts=counts,
        measured=MEASURED,
        bar=_bar(counts),
        areas=site.agenda.agenda.areas,
        table=_table(rows, site.agenda.agenda.areas),
        bodies=_leads(rows, lang),
        standings=tuple(Standing),
        changes=changes,
        releases=releases,
        due=due,
        as_of=as_of or now,
    )


@router.get("/{lang}/recommendations.csv")
async def table(site: SiteDep, lang: Lang) -> Response:
    """All recommendations as comma-separated values in UTF-8."""
    async with site.database.transaction() as connection:
        rows = await read_standings(connection, site.agenda, brussels_date(site.clock))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["number", "title", "area", "standing", "verdict", "indicator", "period", "value", "unit", "owners", "accepted"]
    )
    writer.writerows([_harmless(cell) for cell in _cells(row, lang)] for row in rows)
    name = f'attachment; filename="koers-{lang}.csv"'
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers={"content-disposition": name})


@router.get("/{lang}/bodies/{body_id}/")
async def body(request: Request, site: SiteDep, lang: Lang, body_id: str) -> Response:
    """What a body leads and takes part in."""
    try:
        found = site.agenda.body(body_id)
    except KeyError:
        raise HTTPException(404) from None
    today = brussels_date(site.clock)
    async with site.database.transaction() as connection:
        rows = await read_standings(connection, site.agenda, today)
    return site.renderers[lang].page(
        request,
        "body.html",
        body=found,
        acts=found.acts(today),
        heirs=_successors(site, found, today),
        leads=[row for row in rows if body_id in {owner.body.id for owner in row.owners}],
        partners=[row for row in rows if body_id in row.recommendation.partners],
    )


def _successors(site: Site, found: Body, today: date) -> list[Body]:
    """Who acts for it, or will from the day it ceases."""
    if not found.acts(today):
        return list(site.agenda.active_bodies(found.id, today))
    return list(site.agenda.active_bodies(found.id, found.ceases)) if found.ceases and found.successors else []


def _bar(counts: dict[Standing, int]) -> list[tuple[Standing, float, float]]:
    """The segments of the bar as (standing, from, width) in thousandths."""
    total = sum(counts.values()) or 1
    segments, left = [], 0.0
    for standing, count in counts.items():
        width = 1000 * count / total
        segments.append((standing, left, width))
        left += width
    return segments


def _table(rows: Sequence[Standings], areas: Sequence[Area]) -> list[tuple[Area, dict[Standing, int], int]]:
    """Areas by standings, with the number of recommendations of each area."""
    found = []
    for area in areas:
        inside = [row.standing for row in rows if row.recommendation.area == area.id]
        found.append((area, tally(inside), len(inside)))
    return found


def _leads(rows: Sequence[Standings], lang: Lang) -> list[tuple[str, str]]:
    """The bodies that lead something, by name."""
    found = {owner.body.id: owner.body.name[lang] for row in rows for owner in row.owners}
    return sorted(found.items(), key=lambda pair: _folded(pair[1]))


def _cells(row: Standings, lang: Lang) -> list[str]:
    lead = row.lead
    latest = lead.latest if lead else None
    return [
        str(row.recommendation.number),
        row.recommendation.title[lang],
        row.area.name[lang],
        row.standing.value,
        row.verdict.value if row.verdict else "",
        lead.indicator if lead else "",
        latest.period.label if latest else "",
        (latest.shown or "") if latest else "",
        lead.unit if lead else "",
        "; ".join(owner.body.name[lang] for owner in row.owners),
        "yes" if row.owners and all(owner.accepted for owner in row.owners) else "no",
    ]


def _harmless(cell: str) -> str:
    """A cell no spreadsheet takes for a formula; a negative number stays one."""
    starts = cell.startswith(("=", "+", "@", "\t", "\r")) or (cell.startswith("-") and not _is_number(cell))
    return f"'{cell}" if starts else cell


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
