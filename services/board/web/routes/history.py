"""What moves and what does not: changed, the calendar, quiet items, what we do not know, and the words we use."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import groupby

from fastapi import APIRouter, Request
from starlette.responses import Response

from schemas.period import Period
from schemas.stats import MilestoneState, MilestoneStatus, PollOutcome
from schemas.verdicts import Undetermined, Verdict
from services.board.domain.brief import Brief
from services.board.domain.standing import Standing
from services.board.web.asked import AGENDA_PUBLISHED, MomentDep
from services.board.web.kept import KeptRoute
from services.board.web.queries.changes import read_begun, read_steps, read_turned_before, read_verdict_changes
from services.board.web.queries.editions import read_changed
from services.board.web.queries.indicator import read_all_revisions, read_briefs
from services.board.web.queries.milestones import read_milestones
from services.board.web.queries.movement import read_quiet
from services.board.web.queries.overview import read_overview
from services.board.web.queries.sources import read_reports
from services.board.web.queries.start import every_due, read_releases
from services.board.web.site import SiteDep
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False, route_class=KeptRoute)

_SHOWN = 100
_SILENT = (PollOutcome.failed, PollOutcome.quarantined, PollOutcome.suspended)
Dated = tuple[date, Brief | None, MilestoneState | None]


@router.get("/{lang}/changed/")
async def changed(request: Request, site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """Verdicts, figures, milestones and targets that changed; what was so before this board began stands apart."""
    async with site.database.transaction() as connection:
        by_edition = await read_changed(connection, moment)
        begun, before = await read_begun(connection), await read_turned_before(connection, moment)
        verdicts = await read_verdict_changes(connection, moment)
        revisions = await read_all_revisions(connection, moment)
        steps = await read_steps(connection, moment)
    editions = sorted(site.agenda.agenda.changes, key=lambda one: one.edition, reverse=True)
    return site.renderers[lang].page(
        request,
        "changed.html",
        begun=begun,
        changes=verdicts[:_SHOWN],
        before=before,
        revisions=revisions[:_SHOWN],
        steps=steps[:_SHOWN],
        editions=[(one, by_edition.get(one.edition, [])) for one in editions if one.date <= moment.today],
    )


@router.get("/{lang}/calendar/")
async def calendar(request: Request, site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """Figures expected and milestones due, month by month."""
    async with site.database.transaction() as connection:
        releases = await read_releases(connection, moment)
        due = every_due(await read_milestones(connection, site.agenda, moment))
    return site.renderers[lang].page(request, "calendar.html", months=_by_month(releases, due))


@router.get("/{lang}/quiet/")
async def quiet(request: Request, site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """Recommendations about which nothing moved for a year."""
    async with site.database.transaction() as connection:
        found = await read_quiet(connection, site.agenda, moment)
    years = (moment.today - AGENDA_PUBLISHED).days // 365
    return site.renderers[lang].page(request, "quiet.html", items=found, years=years)


@router.get("/{lang}/unknown/")
async def unknown(request: Request, site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """What cannot be said yet, and why: recommendations, indicators, milestones, sources, owners."""
    async with site.database.transaction() as connection:
        overview = await read_overview(connection, site.agenda, moment)
        briefs = {brief.key: brief for brief in await read_briefs(connection, moment)}
        reports = await read_reports(connection, moment)
    reasons: dict[Undetermined | None, list[Brief]] = defaultdict(list)
    for brief in briefs.values():
        if brief.verdict is Verdict.undetermined:
            reasons[brief.reason].append(brief)
    order = list(Undetermined)
    return site.renderers[lang].page(
        request,
        "unknown.html",
        rows=[row for row in overview.rows if row.standing is Standing.not_known_yet],
        milestones_only=sum(row.standing is Standing.milestones_only for row in overview.rows),
        reasons=sorted(reasons.items(), key=lambda one: order.index(one[0]) if one[0] else len(order)),
        never=[found for found in site.agenda.agenda.indicators if found.key not in briefs],
        unchecked=sum(line.state.status is MilestoneStatus.not_checked for line in overview.milestones),
        milestones=len(overview.milestones),
        silent=sum(report.outcome in _SILENT for report in reports),
        proposed=sum(not all(owner.accepted for owner in row.owners) for row in overview.rows),
        total=len(overview.rows),
    )


@router.get("/{lang}/glossary/")
async def glossary(request: Request, site: SiteDep, moment: MomentDep, lang: Lang) -> Response:
    """The words of the board and what they mean."""
    groups = [(name, list(found)) for name, found in groupby(site.glossary.items(), key=lambda one: one[1].group)]
    edition = site.agenda.agenda.edition
    return site.renderers[lang].page(request, "glossary.html", groups=groups, edition=edition)


def _by_month(releases: Iterable[Brief], due: Iterable[MilestoneState]) -> list[tuple[str, list[Dated]]]:
    """By month in order: figures first, as they come on some day of it, then milestones by day."""
    dated: list[Dated] = [(Period.parse(brief.next_release or "").start, brief, None) for brief in releases]
    dated += [(state.due, None, state) for state in due if state.due]
    dated.sort(key=lambda one: (one[0].year, one[0].month, one[1] is None, one[0]))
    return [(month, list(found)) for month, found in groupby(dated, key=lambda one: f"{one[0]:%Y-%m}")]
