"""A year of alerting with the real history on a fixed clock: few mails for everybody, or the report says why."""

from datetime import date, datetime, timedelta

import pytest

from services.alerts.domain.hours import Hours, is_working_day
from services.alerts.domain.routing import DESK, Contact
from services.cli.alerts.budget import Share, budget_facts, shares_of
from services.cli.alerts.simulation import Simulation, Told
from services.cli.backtest.material import load_material
from services.runtime.agenda import load_agenda
from services.runtime.clock import BRUSSELS
from services.runtime.database import Database

YEAR = (date(2025, 11, 25), date(2026, 11, 24))
BUDGET = 12


@pytest.fixture
async def year(database: Database) -> list[Told]:
    """The recorded history up to the newest recording, and the agenda as it ships."""
    agenda = load_agenda()
    contacts = {body.id: Contact(f"{body.id}@koers.invalid") for body in agenda.bodies if body.active}
    simulation = Simulation(database, agenda, contacts, Hours())
    return await simulation.live(load_material(lambda done, of: None), YEAR, lambda done, of: None)


async def test_no_owner_gets_more_than_a_mail_a_month(year: list[Told]) -> None:
    shares = {share.body: share for share in shares_of(year, [], BUDGET)}
    assert [share.body for share in shares.values() if share.over] == []
    # digital-skills-basic left its course with the figures of December 2025, in the shipped recordings.
    [drift] = [mail for mail in shares["culture"].mails if mail.kind == "alerts"]
    assert drift.why == ("verdict_worsened:digital-skills-basic/BE2 news",)
    assert date(2025, 12, 1) <= drift.at.date() <= date(2025, 12, 2)
    overviews = [mail.body for mail in year if mail.kind == "overview"]
    assert len(overviews) == len(set(overviews))
    for mail in year:
        there = mail.at.astimezone(BRUSSELS)
        assert is_working_day(there.date())
        assert 8 <= there.hour < 18
    per_day = [(mail.body, mail.at.date(), mail.kind, mail.desk_reason, mail.step) for mail in year]
    assert len(per_day) == len(set(per_day)), "one mail per body and batch"
    facts = budget_facts(list(shares.values()), YEAR, 2)
    assert facts["over_budget"] == {}, "a share keeps the budget it was reckoned with"
    tight = budget_facts(shares_of(year, [], 2), YEAR, 2)
    for share in shares_of(year, [], 2):
        if len(share.mails) > 2 and share.body != DESK:
            assert f"{len(share.mails)} mails on" in tight["over_budget"][share.body]  # type: ignore[index]


def test_whoever_gets_more_than_the_budget_is_told_of_with_the_reasons() -> None:
    """Made up: nine mails about three alerts to one body."""
    begin = Told(at=_noon(1), body="vdab", kind="alerts", desk_reason=None, step=None, why=())
    prompts = ["news"] * 5 + ["figure"] * 3
    mails = [
        Told(_noon(n), "vdab", "alerts", None, None, (f"verdict_worsened:i{n % 3}/BE2 {prompt}",))
        for n, prompt in enumerate(prompts, start=1)
    ]
    [share] = shares_of([begin, *mails], ["vdab"], 8)
    assert share.over
    assert share.explanation == (
        "9 mails on 8 days about 3 alerts: 5 × news: verdict_worsened, 3 × figure: verdict_worsened"
    )
    assert share.most_in_a_week == 8  # two on Monday 2 March, one on each day to Sunday
    assert not Share("vdab", tuple(mails), 8).over
    assert not Share(DESK, tuple(mails), 0).over, "the desk looks after all of it"


def _noon(day: int) -> datetime:
    return datetime(2026, 3, 1, 12, tzinfo=BRUSSELS) + timedelta(days=day)
