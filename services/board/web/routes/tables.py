"""Every table of the pages as a file."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from starlette.responses import Response

from services.board.domain.milestones import Timing
from services.board.domain.vintages import Vintages
from services.board.web.asked import MomentDep
from services.board.web.choice import LONGEST, ChoiceDep
from services.board.web.known import known
from services.board.web.moment import Moment
from services.board.web.queries.indicator import IndicatorView, read_attributions, read_briefs, read_indicator
from services.board.web.queries.milestones import areas_behind, read_milestones
from services.board.web.queries.overview import Overview, read_overview
from services.board.web.queries.portfolio import portfolio_of
from services.board.web.queries.recommendation import read_recommendation
from services.board.web.queries.sources import read_reports
from services.board.web.queries.standings import read_standings
from services.board.web.queries.vintages import read_vintages
from services.board.web.site import Site, SiteDep
from services.board.web.tables import figures, lists
from services.board.web.tables.table import MEDIA_TYPES, Form, Table, render
from services.runtime.wording import Lang

router = APIRouter(include_in_schema=False)


class Sets(StrEnum):
    """The tables of sets of recommendations, by the name of their page."""

    areas = "areas"
    challenges = "challenges"
    priorities = "priorities"
    blocks = "building-blocks"


class Part(StrEnum):
    """The tables of an indicator."""

    figures = "figures"
    verdicts = "verdicts"
    lines = "lines"
    changes = "changes"


@router.get("/{lang}/recommendations.{form}")
async def recommendations(site: SiteDep, moment: MomentDep, lang: Lang, form: Form, choice: ChoiceDep) -> Response:
    """The recommendations chosen."""
    async with site.database.transaction() as connection:
        rows = await read_standings(connection, site.agenda, moment)
    chosen = [row for row in rows if choice.takes(row)]
    return _file(lists.recommendations_table(chosen, site.renderers[lang]), form, lang, moment)


@router.get("/{lang}/recommendations/{number}/indicators.{form}")
async def members(site: SiteDep, moment: MomentDep, lang: Lang, number: int, form: Form) -> Response:
    """The indicators of a recommendation."""
    known(site.agenda.recommendation, number)
    async with site.database.transaction() as connection:
        view = await read_recommendation(connection, site.agenda, number, moment)
    states = [member.state for member in view.members]
    return _file(lists.members_table(number, states, lang), form, lang, moment)


@router.get("/{lang}/indicators.{form}")
async def indicators(site: SiteDep, moment: MomentDep, lang: Lang, form: Form) -> Response:
    """Every indicator that was assessed."""
    async with site.database.transaction() as connection:
        briefs = await read_briefs(connection, moment)
    return _file(lists.indicators_table("indicators", briefs, lang), form, lang, moment)


@router.get("/{lang}/indicators/{indicator_id}/{part}.{form}")
async def indicator(
    site: SiteDep, moment: MomentDep, lang: Lang, indicator_id: str, part: Part, form: Form, vintages: bool = False
) -> Response:  # fmt: skip
    """A table of an indicator that was assessed; its figures with `vintages` also as they were published before."""
    found = known(site.agenda.indicator, indicator_id)
    async with site.database.transaction() as connection:
        view = await read_indicator(connection, found.key, moment)
        if view is None:
            raise HTTPException(404)
        attributions = await read_attributions(connection, view.assessment)
        earlier = await read_vintages(connection, view.assessment) if vintages else Vintages()
    return _file(_part(part, view, attributions, earlier, lang), form, lang, moment)


@router.get("/{lang}/milestones.{form}")
async def milestones(
    site: SiteDep,
    moment: MomentDep,
    lang: Lang,
    form: Form,
    area: Annotated[str, Query(max_length=LONGEST)] = "",
    timing: Annotated[str, Query(max_length=LONGEST)] = "",
) -> Response:
    """The milestones, those of the SERV's actions included."""
    async with site.database.transaction() as connection:
        lines = await read_milestones(connection, site.agenda, moment)
    chosen = [
        line
        for line in lines
        if (not area or area in areas_behind(line.state, site.agenda))
        and (timing not in set(Timing) or timing == line.timing)
    ]
    return _file(lists.milestones_table(chosen, lang), form, lang, moment)


@router.get("/{lang}/bodies.{form}")
async def bodies(site: SiteDep, moment: MomentDep, lang: Lang, form: Form) -> Response:
    """The bodies."""
    async with site.database.transaction() as connection:
        overview = await read_overview(connection, site.agenda, moment)
    found = [portfolio_of(body, overview, site.agenda, moment.today) for body in site.agenda.agenda.bodies]
    return _file(lists.bodies_table(found, lang), form, lang, moment)


@router.get("/{lang}/actions.{form}")
async def actions(site: SiteDep, moment: MomentDep, lang: Lang, form: Form) -> Response:
    """The SERV's own actions."""
    async with site.database.transaction() as connection:
        lines = await read_milestones(connection, site.agenda, moment)
    states = {line.state.id: line.state for line in lines}
    return _file(lists.actions_table(site.agenda.agenda.actions, states, lang), form, lang, moment)


@router.get("/{lang}/sources.{form}")
async def sources(site: SiteDep, moment: MomentDep, lang: Lang, form: Form) -> Response:
    """The datasets with their last polls."""
    async with site.database.transaction() as connection:
        reports = await read_reports(connection, moment)
    return _file(lists.polls_table(reports), form, lang, moment)


@router.get("/{lang}/{name}.{form}")
async def sets(site: SiteDep, moment: MomentDep, lang: Lang, name: Sets, form: Form) -> Response:
    """Areas, challenges, priorities or building blocks with their totals."""
    async with site.database.transaction() as connection:
        overview = await read_overview(connection, site.agenda, moment)
    return _file(lists.sets_table(name, _sets(name, site, overview, lang)), form, lang, moment)


def _sets(name: Sets, site: Site, overview: Overview, lang: Lang) -> list[lists.Set]:
    agenda = site.agenda.agenda
    if name is Sets.areas:
        return [(a.id, a.name[lang], overview.of(a.recommendations).totals) for a in agenda.areas]
    if name is Sets.challenges:
        found = [challenge for area in agenda.areas for challenge in area.challenges]
        return [(c.id, c.name[lang], overview.of(c.recommendations).totals) for c in found]
    if name is Sets.priorities:
        return [(c.id, c.name[lang], overview.of(c.recommendations).totals) for c in site.agenda.cells()]
    return [
        (str(b.number), b.name[lang] if b.name else "", overview.of(site.agenda.recommendations_of(b)).totals)
        for b in agenda.building_blocks
    ]


def _part(
    part: Part, view: IndicatorView, attributions: figures.Attributions, earlier: Vintages, lang: Lang
) -> Table:  # fmt: skip
    if part is Part.figures:
        return figures.figures_table(view.assessment, attributions, lang, earlier.replaced)
    if part is Part.verdicts:
        return figures.judged_table(view.assessment)
    return figures.lines_table(view.assessment) if part is Part.lines else figures.changes_table(view.assessment)


def _file(table: Table, form: Form, lang: Lang, moment: Moment) -> Response:
    """The table under a name that tells language and day."""
    day = f"-{moment.as_of}" if moment.as_of else ""
    name = f'attachment; filename="koers-{table.name}-{lang}{day}.{form}"'
    return Response(render(table, form), media_type=MEDIA_TYPES[form], headers={"content-disposition": name})
