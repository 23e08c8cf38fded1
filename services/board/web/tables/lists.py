"""The board's lists as tables: recommendations, sets with their totals, indicators, milestones, bodies, sources."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from schemas.agenda import Action
from schemas.policy import MemberState
from schemas.stats import MilestoneState, PollReport
from services.board.domain.brief import Brief
from services.board.domain.grounds import Part
from services.board.domain.milestones import MilestoneLine
from services.board.domain.standing import Standing
from services.board.domain.totals import Totals
from services.board.web.queries.changes import VerdictChange
from services.board.web.queries.portfolio import Portfolio
from services.board.web.queries.standings import Standings
from services.board.web.rendering import Renderer
from services.board.web.tables.table import Cell, Table
from services.runtime.wording import Lang

RECOMMENDATIONS: Final = (
    "number", "title", "area", "standing", "verdict", "indicator", "period", "value", "unit", "owners", "accepted",
    "reason",
)  # fmt: skip
SETS: Final = ("id", "name", "recommendations", *(standing.value for standing in Standing), "measured", "as_a_whole")
INDICATORS: Final = (
    "indicator", "geo", "title", "verdict", "reason", "since", "from_verdict", "cause", "changed_at", "period", "value",
    "published_value", "unit", "expected", "gap", "ratio", "target", "target_year", "next_release", "recommendations",
    "provisional", "recorded", "retrieved_at",
)  # fmt: skip
VERDICT_CHANGES: Final = (
    "known_from", "indicator", "geo", "title", "before", "verdict", "cause", "since", "recommendations",
)  # fmt: skip
MEMBERS: Final = ("recommendation", "indicator", "title", "validity", "lead", "verdict", "reason", "counts_as")
MILESTONES: Final = (
    "id", "title", "status", "status_as_of", "due", "due_basis", "planned", "timing", "waits_for", "owner",
    "recommendations", "action", "done_when",
)  # fmt: skip
BODIES: Final = (
    "id",
    "name",
    "level",
    "active",
    "leads",
    "accepted",
    "partners",
    "milestones",
    "overdue",
    "successors",
)
ACTIONS: Final = ("id", "area", "title", "kind", "owner", "status", "status_as_of", "due", "related_recommendations")
POLLS: Final = (
    "source", "dataset", "recipe", "outcome", "reason", "polled_at", "retrieved_at", "recorded", "series", "rhythm",
    "next_release", "attribution", "licence", "licence_url", "unreachable_since",
)  # fmt: skip

Set = tuple[str, str, Totals]


def recommendations_table(rows: Iterable[Standings], renderer: Renderer) -> Table:
    """How each stands, and why."""
    return Table("recommendations", RECOMMENDATIONS, [_recommendation(row, renderer) for row in rows])


def sets_table(name: str, sets: Iterable[Set]) -> Table:
    """Sets of recommendations with what they add up to."""
    rows = [
        (key, title, t.size, *(t.recommendations[standing] for standing in Standing), t.measured, t.headline.value)
        for key, title, t in sets
    ]
    return Table(name, SETS, rows)


def indicators_table(name: str, briefs: Iterable[Brief], lang: Lang) -> Table:
    """Assessments in short."""
    return Table(name, INDICATORS, [_indicator(brief, lang) for brief in briefs])


def changes_table(changes: Iterable[VerdictChange], lang: Lang) -> Table:
    """Verdicts that became another on this board."""
    rows = [
        (c.known_from, c.brief.indicator, c.brief.geo, c.brief.title[lang], c.before.value, c.brief.verdict.value,
         c.brief.cause.value, str(c.brief.since) if c.brief.since else None, _numbers(c.brief.recommendations))
        for c in changes
    ]  # fmt: skip
    return Table("changes", VERDICT_CHANGES, rows)


def members_table(number: int, members: Iterable[MemberState], lang: Lang) -> Table:
    """What the roll-up of a recommendation is made of."""
    rows = [
        (number, m.indicator, m.title[lang], m.validity.value, m.lead, m.verdict.value,
         m.reason.value if m.reason else None, m.counted.value if m.counted else None)
        for m in members
    ]  # fmt: skip
    return Table(f"recommendation-{number}-indicators", MEMBERS, rows)


def milestones_table(lines: Iterable[MilestoneLine], lang: Lang) -> Table:
    """Milestones as they stand."""
    rows = [
        (s.id, s.title[lang], s.status.value, s.as_of, s.due, s.due_basis.value if s.due_basis else None, s.planned,
         line.timing.value, "; ".join(line.waits_for), s.owner, _numbers(s.recommendations), s.action,
         s.done_when[lang])
        for line in lines if (s := line.state)
    ]  # fmt: skip
    return Table("milestones", MILESTONES, rows)


def bodies_table(portfolios: Iterable[Portfolio], lang: Lang) -> Table:
    """What each body leads, takes part in and has to show."""
    rows = [
        (p.body.id, p.body.name[lang], p.body.level, p.acts, p.leads.totals.size, p.accepted, p.partners.totals.size,
         len(p.milestones), p.overdue, "; ".join(p.body.successors))
        for p in portfolios
    ]  # fmt: skip
    return Table("bodies", BODIES, rows)


def actions_table(actions: Iterable[Action], states: Mapping[str, MilestoneState], lang: Lang) -> Table:
    """The SERV's own actions."""
    rows = [
        (a.id, a.area, a.title[lang], a.type, a.owner, states[a.milestone].status.value, states[a.milestone].as_of,
         states[a.milestone].due, _numbers(a.related_recommendations))
        for a in actions
    ]  # fmt: skip
    return Table("actions", ACTIONS, rows)


def polls_table(reports: Iterable[PollReport]) -> Table:
    """Every dataset with its last poll, its rhythm and its licence."""
    rows = [
        (r.source, r.dataset, r.recipe, r.outcome.value, r.reason, r.polled_at, r.retrieved_at, not r.live, r.series,
         r.rhythm, r.next_release, r.attribution.text if r.attribution else None,
         r.attribution.licence if r.attribution else None, r.attribution.licence_url if r.attribution else None,
         r.unreachable_since)
        for r in reports
    ]  # fmt: skip
    return Table("sources", POLLS, rows)


def _recommendation(row: Standings, renderer: Renderer) -> Sequence[Cell]:
    lead, lang = row.lead, renderer.lang
    latest = lead.latest if lead else None
    grounds: Sequence[Part] = row.grounds
    return (
        row.recommendation.number,
        row.recommendation.title[lang],
        row.area.name[lang],
        row.standing.value,
        row.verdict.value if row.verdict else None,
        lead.indicator if lead else None,
        latest.period.label if latest else None,
        latest.shown if latest else None,
        lead.unit if lead else None,
        "; ".join(owner.body.name[lang] for owner in row.owners),
        bool(row.owners) and all(owner.accepted for owner in row.owners),
        renderer.because(grounds),
    )


def _indicator(b: Brief, lang: Lang) -> Sequence[Cell]:
    latest, target = b.latest, b.target
    return (
        b.indicator,
        b.geo,
        b.title[lang],
        b.verdict.value,
        b.reason.value if b.reason else None,
        str(b.since) if b.since else None,
        b.from_verdict.value if b.from_verdict else None,
        b.cause.value,
        b.changed_at,
        str(latest.period) if latest else None,
        latest.value if latest else None,
        latest.shown if latest else None,
        b.unit,
        b.expected,
        b.gap,
        b.ratio,
        target.value if target else None,
        target.year if target else None,
        b.next_release,
        _numbers(b.recommendations),
        latest.provisional if latest else None,
        not latest.live if latest else None,
        latest.retrieved_at if latest else None,
    )


def _numbers(numbers: Iterable[int]) -> str:
    return "; ".join(map(str, numbers))
