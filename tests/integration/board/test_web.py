"""The public pages and the API on a real database: the figures with their proof, in both languages, safely."""

from collections.abc import AsyncIterator
from itertools import product

import httpx
import pytest
from starlette.types import ASGIApp

from schemas.assessment import AgendaEdition, Heard, PeerChange, Rank
from schemas.policy import AskState, RecommendationStatus
from schemas.verdicts import Cause, Verdict
from services.runtime.agenda import load_agenda
from tests.builders.assessments import Y2021, Y2025, digital_skills, incomplete, text
from tests.builders.milestones import milestone
from tests.builders.recommendations import rolled_up
from tests.integration.board.conftest import Board
from tests.integration.board.pages import KINDS, faults, words
from tests.integration.board.story import BODY, BODY_SHA256, answer


@pytest.fixture
async def reader(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the same machine."""
    async with _client(app, "127.0.0.1") as client:
        yield client


def _client(app: ASGIApp, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, client=(address, 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://board.test")


async def test_every_kind_of_page_answers_in_both_languages(reader: httpx.AsyncClient) -> None:
    for lang, path in product(("nl", "en"), KINDS):
        page = await reader.get(f"/{lang}{path}")
        assert faults(page, lang) == [], path


async def test_the_indicator_page_shows_the_numbers_worked_out_by_hand(reader: httpx.AsyncClient) -> None:
    # 54.5 + 4 x 25.5 / 9 = 65.83; 61.2 - 65.83 = -4.63; 6.7 / 11.33 = 0.591; 54.5 + 9 x 1.675 = 69.575; 2036.22
    dutch = words(await reader.get("/nl/indicators/digital-skills-basic/"))
    assert "Uit koers: 61,2 % in 2025, 4,6 procentpunt onder het pad naar 80 % in 2030." in dutch
    for number in ("54,5 %", "61 %", "61,20 %", "65,8 %", "−4,6 procentpunt", "0,59", "69,6 %", "2036"):
        assert number in dutch, number
    english = words(await reader.get("/en/indicators/digital-skills-basic/"))
    assert "Off track: 61.2% in 2025, 4.6 percentage points below the path to 80% in 2030." in english
    assert "54.5 + (80 − 54.5) × (2025 − 2021) / (2030 − 2021) 65.8%" in english
    assert "(61.2 − 54.5) / (65.8 − 54.5) 0.59" in english
    assert "not a Flemish norm" in english
    growth = "average annual growth, Statistics Canada and Open SDG: at risk (0.68; score 0.5 on a scale from −5 to +5;"
    assert f"{growth} moderate progress) — points another way" in english
    assert "voortgangsrapport van de VN: in gevaar (0,64; redelijke vooruitgang, moet sneller)" in dutch


async def test_the_own_change_stands_beside_that_of_others(board: Board, reader: httpx.AsyncClient) -> None:
    # Made up: it rose by 6.7 points, the three best by 9, and three countries went past it
    theirs = PeerChange(peer="top3_eu", first=Y2021, last=Y2025, own=6.7, others=9.0, gap_before=-20.0, gap=-22.3)
    rank = Rank(first=Y2021, last=Y2025, own=6.7, before=9, now=12, of=27)
    beside = digital_skills(peers=(theirs,), rank=rank, agenda=AgendaEdition(edition=2, sha256="b" * 64))
    await board.send("policy.assessment.v1", beside.key, beside)
    await board.catch_up()
    dutch = words(await reader.get("/nl/indicators/digital-skills-basic/"))
    assert (
        "drie beste EU-landen 2021 – 2025 +6,7 procentpunt +9,0 procentpunt −20,0 procentpunt −22,3 procentpunt"
    ) in dutch
    assert "Plaats tussen 27 EU-landen: 9 in 2021, 12 in 2025." in dutch
    english = words(await reader.get("/en/indicators/digital-skills-basic/"))
    assert "Place among 27 EU countries: 9 in 2021, 12 in 2025." in english


async def test_the_proof_names_its_file_and_a_recording_is_never_told_as_fetched(reader: httpx.AsyncClient) -> None:
    page = await reader.get("/en/indicators/digital-skills-basic/")
    proof = page.text.partition('id="proof"')[2].partition('id="history"')[0]
    assert "https://example.invalid/data" in proof
    assert "recorded on 1 September 2026 at the latest, ships with Koers" in proof
    assert "retrieved" not in proof
    assert f'<code>{"e" * 64}</code> <a href="/raw/{"e" * 64}">' in proof
    assert "Statbel release of 2023-11-23" in proof


async def test_only_a_body_some_figure_rests_on_can_be_fetched(reader: httpx.AsyncClient) -> None:
    found = await reader.get(f"/raw/{BODY_SHA256}")
    assert found.content == BODY
    assert found.headers["content-disposition"].startswith("attachment")
    assert (await reader.get(f"/raw/{'0' * 64}")).status_code == 404
    assert (await reader.get("/raw/..%2f..%2fsecrets")).status_code == 404


async def test_the_start_page_leads_to_the_proof_in_two_clicks_and_filters(reader: httpx.AsyncClient) -> None:
    page = await reader.get("/nl/")
    assert "Van 107 aanbevelingen: 0 op koers, 0 in gevaar, 1 uit koers, 106 nog niet te meten" in page.text
    assert '<rect class="off_track" x="0.0"' in page.text
    assert '<a href="/nl/indicators/digital-skills-basic/#proof">' in page.text
    drifting = await reader.get("/nl/?state=off_track")
    assert "1 van 107 getoond." in drifting.text
    nothing = (await reader.get("/en/?q=zz-none-like-this")).text.partition('id="all"')[2]
    assert nothing.count('role="rowheader"') == 0


async def test_a_recommendation_names_lead_milestones_and_answers(reader: httpx.AsyncClient) -> None:
    page = words(await reader.get("/en/recommendations/15/"))
    assert "Lead figure: At least basic digital skills, Flemish Region. Off track: 61.2% in 2025" in page
    assert "A made-up decree is published — not checked yet; date: 31 March 2026 (legal)" in page
    assert "Measure planned" in page
    assert "(proposed)" in page


async def test_milestones_are_told_as_they_stand_with_their_answers(board: Board, reader: httpx.AsyncClient) -> None:
    shown = {"recommendations": (15,), "owner": "education"}
    steps = [
        milestone(id="m001-1", **shown, due_basis="proposal"),
        milestone(id="m002-1", **shown, depends_on=("m001-1",)),
        milestone(id="m001-2", **shown, status="done", as_of="2025-06-30", done_on="2025-06-30", recurrence="P5Y"),
        milestone(id="m001-3", **shown, due=None, due_basis=None),
    ]
    for step in steps:
        await board.send("policy.milestone.v1", step.id, step)
    planned = answer(item="m001-1", body="education", planned_date="2027-03-01")
    await board.send("policy.answer.v1", "education/m001-1", planned)
    await board.catch_up()
    page = words(await reader.get("/en/recommendations/15/"))
    # That of the story
    assert "not checked yet; date: 31 March 2026 (legal) (date passed, not checked yet) It stands" in page
    assert "announced; date: 1 March 2027 (accepted); as of 8 October 2025 It stands" in page
    title = load_agenda().milestones
    waits_for = next(step.title.en for step in title if step.id == "m001-1")
    assert f"date: 31 March 2026 (legal) Not due before: {waits_for}. It stands" in page
    assert "done; date: 30 June 2030 (legal); as of 30 June 2025 Comes back every 5 years. Last done on" in page
    assert "not checked yet It stands" in page
    assert "Komt om de 5 jaar terug." in words(await reader.get("/nl/recommendations/15/"))
    told = {item["id"]: item for item in (await reader.get("/api/v1/recommendations/15")).json()["milestones"]}
    assert {name: item["timing"] for name, item in told.items()} == {
        "m001-2": "done", "m001-3": "undated", "m001-1": "ahead", "m002-1": "waiting", "m999-1": "to_check"
    }  # fmt: skip
    assert (told["m002-1"]["waits_for"], told["m001-1"]["due_basis"]) == (["m001-1"], "accepted")
    listed = words(await reader.get("/en/milestones/"))
    assert "A made-up decree is published — announced; date: 1 March 2027 (accepted)" in listed
    again = words(await reader.get("/en/milestones/m001-2/"))
    assert "every 5 years. Last done on 30 June 2025." in again


async def test_the_page_of_a_milestone_tells_who_accepted_it_and_when_they_expect_it(
    board: Board, reader: httpx.AsyncClient
) -> None:
    step = milestone(id="m001-1", recommendations=(1,), owner="education")
    await board.send("policy.milestone.v1", step.id, step)
    await board.catch_up()
    assert "Department of Education and Training (proposed)" in words(await reader.get("/en/milestones/m001-1/"))
    said = answer(item="m001-1", body="education", planned_date="2027-03-01", accepts_ownership=True)
    await board.send("policy.answer.v1", "education/m001-1", said)
    await board.catch_up()
    page = words(await reader.get("/en/milestones/m001-1/"))
    # What the law says stays the date; what the owner expects stands beside it
    assert "31 March 2026 (legal)" in page
    assert "Expected by the owner 1 March 2027" in page
    assert "Department of Education and Training (accepted)" in page
    assert "Verwacht door de trekker" in words(await reader.get("/nl/milestones/m001-1/"))


async def test_who_has_accepted_is_told_apart_from_who_is_proposed(board: Board, reader: httpx.AsyncClient) -> None:
    assert "Department of Education and Training (proposed)" in words(await reader.get("/en/recommendations/15/"))
    accepted = answer(body="education", accepts_ownership=True)
    await board.send("policy.answer.v1", f"education/{accepted.item}", accepted)
    agreed = tuple(
        owner.model_copy(update={"accepted": owner.body == "cjm", "accepts_target": owner.body == "cjm"})
        for owner in digital_skills().owners
    )
    told = digital_skills(owners=agreed, heard=Heard(answers=1, newest=accepted.as_of))
    await board.send("policy.assessment.v1", told.key, told)
    await board.catch_up()
    assert "Department of Education and Training (accepted)" in words(await reader.get("/en/recommendations/15/"))
    listed = (await reader.get("/api/v1/recommendations")).json()
    assert {o["body"]: o["accepted"] for r in listed if r["number"] == 15 for o in r["owners"]} == {"education": True}
    assert "(accepted; accepts the target)" in words(await reader.get("/en/indicators/digital-skills-basic/"))
    assert "(aanvaard; aanvaardt het doel)" in words(await reader.get("/nl/indicators/digital-skills-basic/"))


async def test_each_ask_of_a_compound_recommendation_stands_for_itself(board: Board, reader: httpx.AsyncClient) -> None:
    unknown = words(await reader.get("/en/recommendations/42/"))
    assert "This recommendation bundles 5 asks." in unknown
    unfollowed = "No indicator or milestone follows this yet."
    assert f"Support staff with robotics and automation not known yet {unfollowed}" in unknown
    assert "Share data through electronic records not known yet Develop" in unknown
    member = digital_skills(
        key="health-records-online/BE", indicator="health-records-online", title=text("Records", "Dossiers")
    )
    ask = AskState(
        id="shared-records", title=text("Shared records", "Gedeelde dossiers"), status=RecommendationStatus.measured,
        headline=Verdict.at_risk, headline_member=member.key, members=(member.key,),
    )  # fmt: skip
    await board.send("policy.recommendation.v1", "42", rolled_up(member, number=42, asks=(ask,)))
    await board.send("policy.milestone.v1", "m042-2", milestone(id="m042-2", recommendations=(42,)))
    await board.catch_up()
    page = words(await reader.get("/en/recommendations/42/"))
    assert "Share data through electronic records at risk (the standing above rests on this)" in page
    assert "Develop care at a distance and mobile health not known yet A made-up decree is published" in page
    assert "Ondersteun het personeel met robotica" in words(await reader.get("/nl/recommendations/42/"))
    asks = (await reader.get("/api/v1/recommendations/42")).json()["asks"]
    assert [(item["id"], item["standing"]) for item in asks][:3] == [
        ("simpler-administration", "not_known_yet"),
        ("shared-records", "at_risk"),
        ("remote-care", "not_known_yet"),
    ]
    assert (asks[1]["members"], asks[2]["milestones"]) == (["health-records-online/BE"], ["m042-2"])


async def test_an_incomplete_target_is_told_with_what_its_owner_is_asked_and_has_answered(
    board: Board, reader: httpx.AsyncClient
) -> None:
    unjudged = incomplete("base", "year", agenda=digital_skills().agenda.model_copy(update={"edition": 2}))
    await board.send("policy.assessment.v1", unjudged.key, unjudged)
    defined = answer(status="acknowledged", reason=None, defines={"base": "<i>all</i> people", "year": 2030})
    await board.send("policy.answer.v1", f"{defined.body}/{defined.item}", defined)
    await board.catch_up()
    page = await reader.get("/en/indicators/digital-skills-basic/")
    told = words(page)
    assert "Cannot be judged yet: the target is not complete, still to be defined: the base (of what" in told
    assert "Target at least 80% ; still to be defined" in told
    assert "The owner has been asked to complete the target; still to be defined: the base" in told
    assert "Acknowledged (Department of Education and Training" in told
    assert "Defines the target as: &lt;i&gt;all&lt;/i&gt; people; 2030." in page.text
    assert "De trekker is gevraagd het doel aan te vullen" in words(
        await reader.get("/nl/indicators/digital-skills-basic/")
    )
    found = (await reader.get("/api/v1/indicators/digital-skills-basic")).json()["assessment"]["target_to_define"]
    assert (found["missing"], found["value"]) == (["base", "year"], 80.0)


async def test_what_an_edition_changed_is_told_with_who_decided_it_and_why(
    board: Board, reader: httpx.AsyncClient
) -> None:
    untouched = words(await reader.get("/en/editions/"))
    assert "Edition 1, 25 November 2026 Decided by: agenda editor. First edition." in untouched
    assert untouched.count("No verdict was changed by this.") == untouched.count("Decided by")
    known = digital_skills()
    begun = known.episode.model_copy(update={"id": "5" * 64, "cause": Cause.target_change, "edition": 2})
    raised = digital_skills(episode=begun, agenda=known.agenda.model_copy(update={"edition": 2}))
    await board.send("policy.assessment.v1", raised.key, raised)
    await board.catch_up()
    told = words(await reader.get("/en/editions/"))
    assert (
        "Verdicts this changed At least basic digital skills, Flemish Region : on track → off track (changed target)"
        in told
    )
    indicator = await reader.get("/nl/indicators/digital-skills-basic/")
    assert (
        '<a href="/nl/editions/#edition-2">Editie 2 van de agenda</a>. Beslist door: agenda editor.' in indicator.text
    )


async def test_an_answer_is_text_and_an_address_that_is_none_is_no_link(
    board: Board, reader: httpx.AsyncClient
) -> None:
    hostile = answer(status="done", evidence_url="javascript:alert(1)")
    await board.send("policy.answer.v1", "department-of-education/digital-skills-basic/BE2", hostile)
    await board.catch_up()
    page = (await reader.get("/nl/indicators/digital-skills-basic/")).text
    assert "&lt;b&gt;We start&lt;/b&gt; in autumn." in page
    assert "<code>javascript:alert(1)</code>" in page
    assert 'href="javascript:' not in page


async def test_a_source_that_cannot_be_reached_is_said_so(reader: httpx.AsyncClient) -> None:
    assert "onbereikbaar sinds 8 oktober 2025" in words(await reader.get("/nl/sources/"))


async def test_the_api_answers_as_its_description_says(reader: httpx.AsyncClient) -> None:
    described = (await reader.get("/api/v1/openapi.json")).json()
    for path in ("recommendations", "indicators", "series", "sources"):
        assert f"/api/v1/{path}" in described["paths"]
        assert (await reader.get(f"/api/v1/{path}")).json()
    found = (await reader.get("/api/v1/indicators/digital-skills-basic")).json()["assessment"]
    assert found["verdict"] == "off_track"
    assert found["gap"] == pytest.approx(-4.6333, abs=1e-4)
    assert len((await reader.get("/api/v1/recommendations")).json()) == 107
    assert (await reader.get("/api/v1/recommendations/15")).json()["standing"] == "off_track"
    missing = await reader.get("/api/v1/indicators/no-such-thing")
    assert (missing.status_code, missing.json()) == (404, {"detail": "not found"})
    series = (await reader.get("/api/v1/series")).json()["series"]
    assert (await reader.get(series[0]["href"])).json()["snapshot"]["observations"][0]["value"] == "61.20"


async def test_caught_mails_are_for_this_machine_only(app: ASGIApp, reader: httpx.AsyncClient) -> None:
    page = await reader.get("/nl/mails/1/")
    assert "Uit koers &lt;script&gt;" in page.text
    assert "sandbox" in (await reader.get("/nl/mails/1/html")).headers["content-security-policy"]
    assert '<a href="/nl/mails/">' in (await reader.get("/nl/")).text
    async with _client(app, "203.0.113.5") as stranger:
        for path in ("/nl/mails/", "/nl/mails/1/", "/nl/mails/1/html"):
            assert (await stranger.get(path)).status_code == 404
    proxied = await reader.get("/nl/mails/", headers={"x-forwarded-for": "203.0.113.5"})
    assert proxied.status_code == 404


async def test_a_shortened_address_of_a_recommendation_leads_to_the_list(reader: httpx.AsyncClient) -> None:
    answer = await reader.get("/en/recommendations/?state=off_track")
    assert (answer.status_code, answer.headers["location"]) == (308, "/en/?state=off_track#all")
    assert "1 of 107 shown." in words(await reader.get(answer.headers["location"]))
