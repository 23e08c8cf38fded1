"""The real agenda as the board sees it without one figure: every recommendation has its reason, and totals add up."""

from datetime import date

import pytest

from schemas.policy import RecommendationState
from schemas.stats import MilestoneStatus
from schemas.verdicts import Validity, Verdict
from services.board.domain.milestones import lines_of
from services.board.domain.standing import Standing
from services.board.domain.totals import Headline
from services.board.web.queries.overview import Overview
from services.board.web.queries.standings import Standings
from services.board.web.rendering import renderers
from services.indicators.agenda import agenda_view
from services.indicators.domain.assess import assess
from services.indicators.domain.rollup import roll_up
from services.ingest.milestones import register
from services.runtime.agenda import AgendaIndex, load_agenda

INDEX = AgendaIndex(load_agenda())
AGENDA = INDEX.agenda
RENDERERS = renderers()
LINKS = [(i, link) for i in AGENDA.indicators for link in i.recommendations]


@pytest.fixture(scope="module")
def rolled_up() -> dict[int, RecommendationState]:
    """All 107 as the judges roll them up when no series has arrived and the register has."""
    view = agenda_view(INDEX)
    assessments = [assess(subject, {}, None) for subject in view.subjects.values()]
    milestones = register(AGENDA)
    return {
        found.number: roll_up(
            found,
            view.edition,
            [a for a in assessments if found.number in {link.number for link in a.links}],
            [m for m in milestones if found.number in m.recommendations],
            None,
        )
        for found in AGENDA.recommendations
    }


def overview(states: dict[int, RecommendationState]) -> Overview:
    rows = [Standings(r, INDEX.area(r.area), None, (), states.get(r.number)) for r in AGENDA.recommendations]
    return Overview(INDEX, rows, lines_of(register(AGENDA), [], date(2026, 11, 25)))


@pytest.mark.parametrize("with_states", [True, False])
def test_no_recommendation_is_without_a_reason_in_both_languages(
    rolled_up: dict[int, RecommendationState], with_states: bool
) -> None:
    rows = overview(rolled_up if with_states else {}).rows
    assert len(rows) == 107
    for row in rows:
        dutch, english = (RENDERERS[lang].because(row.grounds) for lang in ("nl", "en"))
        for sentence in (dutch, english):
            assert len(sentence) > 20, row.recommendation.number
            assert sentence.endswith("."), row.recommendation.number
            assert not {"{", "}", "–"} & set(sentence), row.recommendation.number
        assert dutch != english


def test_the_reasons_say_what_is_missing(rolled_up: dict[int, RecommendationState]) -> None:
    rows = {row.recommendation.number: row for row in overview(rolled_up).rows}
    english = RENDERERS["en"]
    # 9: no indicator, two unchecked milestones; 13: three proxies, no milestone; 107: two context indicators
    assert english.because(rows[9].grounds) == ("There is no indicator. The 2 milestones have not been checked yet.")
    assert english.because(rows[13].grounds) == (
        "Not one of the 3 indicators can be judged yet: there is no figure yet. There are no milestones."
    )
    assert english.because(rows[107].grounds) == (
        "The 2 indicators only give context and do not count. The milestone has not been checked yet."
    )
    assert (rows[9].standing, rows[2].standing) == (Standing.not_known_yet, Standing.milestones_only)


def test_every_indicator_of_the_agenda_counts_once_in_the_whole(rolled_up: dict[int, RecommendationState]) -> None:
    counting = {i.id for i, link in LINKS if link.validity is not Validity.context}
    serving = {i.id for i, _ in LINKS}
    several = [i for i in counting if sum(k.id == i and n.validity is not Validity.context for k, n in LINKS) > 1]
    for states in (rolled_up, {}):
        totals = overview(states).whole().totals
        assert totals.size == sum(totals.recommendations.values()) == 107
        assert totals.indicators[Verdict.undetermined] == sum(totals.indicators.values()) == len(counting)
        assert totals.context == len(serving - counting)
        assert totals.shared == len(several)
    # An indicator that serves two areas counts in both, so areas together count more
    areas = [overview(rolled_up).of(area.recommendations).totals for area in AGENDA.areas]
    assert sum(sum(area.indicators.values()) for area in areas) > len(counting)
    assert sum(area.size for area in areas) == 107


def test_the_milestones_of_the_servs_own_actions_are_in_no_total(rolled_up: dict[int, RecommendationState]) -> None:
    milestones = overview(rolled_up).whole().totals.milestones
    own = [m for m in AGENDA.milestones if m.action]
    assert sum(milestones.values()) == len(AGENDA.milestones) - len(own)
    done = [m for m in AGENDA.milestones if m.recommendations and m.status is MilestoneStatus.done]
    assert milestones[MilestoneStatus.done] == len(done)


def test_every_set_of_the_printed_order_has_totals(rolled_up: dict[int, RecommendationState]) -> None:
    seen = overview(rolled_up)
    sizes = [seen.of(INDEX.recommendations_of(block)).totals.size for block in AGENDA.building_blocks]
    assert [block.number for block, size in zip(AGENDA.building_blocks, sizes, strict=True) if not size] == [21]
    cells = [seen.of(cell.recommendations).totals for cell in INDEX.cells()]
    assert [totals.size for totals in cells] == [len(cell.recommendations) for cell in INDEX.cells()]
    dialogue = seen.of(INDEX.area("social-dialogue").recommendations)
    assert (dialogue.rows, dialogue.totals.headline) == ((), Headline.empty)


def test_overlap_groups_of_an_area_name_only_its_own_recommendations(
    rolled_up: dict[int, RecommendationState],
) -> None:
    # The group of digital literacy is 15, 18, 35 and 47, of which 15 and 18 are of this area
    totals = overview(rolled_up).of(INDEX.area("future-oriented-skills").recommendations).totals
    assert [overlap.numbers for overlap in totals.overlaps] == [(1, 3), (5, 7, 8, 9), (16, 21), (15, 18), (20, 22)]
    assert totals.asks == 24 - 1 - 3 - 1 - 1 - 1
