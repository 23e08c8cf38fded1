"""The start page, and its list as a table to download."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from services.board.web.asked import MomentDep
from services.board.web.queries.overview import read_overview
from services.board.web.queries.standings import Standings, read_standings
from services.board.web.queries.start import next_due, read_as_of, read_changes, read_releases
from services.board.web.site import SiteDep
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False)

_LONGEST_SEARCH = 100
_COLUMNS = (
    "number", "title", "area", "standing", "verdict", "indicator", "period", "value", "unit", "owners", "accepted",
    "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader asks to see; empty shows all."""

    area: str = ""
    state: str = ""
    body: str = ""
    cell: str = ""
    block: str = ""
    search: str = ""

    def takes(self, row: Standings) -> bool:
        """Whether a recommendation fits. Search ignores case and accents, and looks in both languages."""
        recommendation = row.recommendation
        text = " ".join((str(recommendation.number), *recommendation.title.model_dump().values()))
        return (
            self.area in ("", recommendation.area)
            and self.state in ("", row.standing)
            and (not self.body or self.body in {owner.body.id for owner in row.owners})
            and (not self.cell or self.cell in recommendation.priority_cells)
            and (not self.block or self.block in map(str, recommendation.building_blocks))
            and (not self.search or _folded(self.search) in _folded(text))
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
    moment: MomentDep,
    lang: Lang,
    area: str = "",
    state: str = "",
    body: str = "",
    cell: str = "",
    block: str = "",
    q: Annotated[str, Query(max_length=_LONGEST_SEARCH)] = "",
) -> Response:
    """How all recommendations stand, what changed, what is coming, and all 107 to filter."""
    choice = Choice(area, state, body, cell, block, q.strip())
    async with site.database.transaction() as connection:
        overview = await read_overview(connection, site.agenda, moment)
        changes, as_of = await read_changes(connection, moment), await read_as_of(connection, moment)
        releases = await read_releases(connection, moment)
    rows, agenda = overview.rows, site.agenda.agenda
    return site.renderers[lang].page(
        request,
        "start.html",
        rows=[row for row in rows if choice.takes(row)],
        choice=choice,
        whole=overview.whole().totals,
        areas=[(area, overview.of(area.recommendations).totals) for area in agenda.areas],
        bodies=_leads(rows, lang),
        cells=site.agenda.cells(),
        blocks=agenda.building_blocks,
        changes=changes,
        releases=releases,
        due=next_due(overview.milestones),
        as_of=moment.as_of or (as_of or moment.now).date(),
    )


@router.get("/{lang}/recommendations.csv")
async def table(site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """All recommendations as comma-separated values in UTF-8."""
    async with site.database.transaction() as connection:
        rows = await read_standings(connection, site.agenda, moment)
    out = io.StringIO()
    writer = csv.writer(out)
    because = site.renderers[lang].because
    writer.writerow(_COLUMNS)
    writer.writerows([_harmless(cell) for cell in (*_cells(row, lang), because(row.grounds))] for row in rows)
    name = f'attachment; filename="koers-{lang}.csv"'
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers={"content-disposition": name})


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
