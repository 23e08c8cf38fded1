"""Who owns what: proposed, accepted, refused, passed on. The successions and answers are made up."""

from datetime import UTC, date, datetime

import pytest

from schemas.agenda import Agenda, Body
from schemas.policy import Answer, AnswerStatus
from services.runtime.agenda import AgendaIndex
from services.runtime.agenda.ownership import NONE, accepted_of, owner_of, owners_of

KEY = "digital-skills-basic/BE2"
EVE, DAY = date(2027, 6, 30), date(2027, 7, 1)


def answer(body: str, item: str = KEY, day: int = 1, accepts: bool | None = True, **more: object) -> Answer:
    fields = {"body": body, "item": item, "status": "acknowledged", "as_of": datetime(2026, 11, day, tzinfo=UTC)}
    return Answer.model_validate({**fields, "accepts_ownership": accepts, **more})


def ceasing(agenda: Agenda, body_id: str, *successors: str, since: str = "2027-07-01") -> AgendaIndex:
    """The agenda with a body that ceases on a day."""
    end = {"successors": successors, "successor_since": since}
    bodies = tuple(body.model_copy(update=end) if body.id == body_id else body for body in agenda.bodies)
    return AgendaIndex(agenda.model_copy(update={"bodies": bodies}))


def test_owners_lead_what_the_indicator_serves_directly_first_and_never_what_it_gives_context_to(
    index: AgendaIndex,
) -> None:
    owners = owners_of(index, index.indicator("digital-skills-basic"), None)
    assert [(owner.body, owner.recommendations) for owner in owners] == [
        ("education", (15,)),
        ("culture", (35,)),
        ("dkbuza", (33,)),
        ("wewis", (44,)),
    ]
    assert not any(owner.accepted for owner in owners)
    assert owners[0].name.nl == "Departement Onderwijs en Vorming"


def test_one_owner_of_several_recommendations_is_named_once(index: AgendaIndex) -> None:
    owners = owners_of(index, index.indicator("sme-digital-intensity-basic"), None)
    assert len({owner.body for owner in owners}) == len(owners)


class TestAcceptance:
    """A body accepts by its own answer about any of its items."""

    def test_of_its_answers_the_newest_that_speaks_of_ownership_stands(self, index: AgendaIndex) -> None:
        yes, no, silent = answer("education"), answer("education", day=2, accepts=False), answer("education", day=3)
        silent = silent.model_copy(update={"accepts_ownership": None})
        assert ("education", 15) in accepted_of([yes], index.numbers_of)
        assert accepted_of([no, yes], index.numbers_of) == NONE
        assert ("education", 15) in accepted_of([silent, yes], index.numbers_of)

    def test_what_is_said_of_one_item_counts_for_all_that_serve_the_same_recommendation(
        self, index: AgendaIndex
    ) -> None:
        step = next(found for found in index.agenda.milestones if found.recommendations)
        number = step.recommendations[0]
        about = next(found.key for found in index.agenda.indicators if number in index.numbers_of(found.key))
        said = [answer("wewis", item=about), answer("wewis", item=step.id, day=2, accepts=False)]
        assert ("wewis", number) in accepted_of(said[:1], index.numbers_of)
        assert ("wewis", number) not in accepted_of(said, index.numbers_of)

    @pytest.mark.parametrize("more", [{"status": AnswerStatus.withdrawn}, {"item": "no-such-thing/BE"}])
    def test_a_withdrawn_answer_or_one_about_nothing_known_says_nothing(
        self, index: AgendaIndex, more: dict[str, object]
    ) -> None:
        assert accepted_of([answer("education", **more)], index.numbers_of) == NONE  # type: ignore[arg-type]

    def test_only_what_is_accepted_is_told_as_accepted(self, index: AgendaIndex) -> None:
        accepted = accepted_of([answer("education")], index.numbers_of)
        owners = owners_of(index, index.indicator("digital-skills-basic"), None, accepted)
        assert {owner.body: owner.accepted for owner in owners} == {
            "education": True, "culture": False, "dkbuza": False, "wewis": False
        }  # fmt: skip

    def test_a_body_has_accepted_when_it_has_for_all_its_recommendations(self, index: AgendaIndex) -> None:
        (owner,) = owner_of(index, "vdab", (1, 2), None, frozenset({("vdab", 1)}))
        assert not owner.accepted
        (owner,) = owner_of(index, "vdab", (1, 2), None, frozenset({("vdab", 1), ("vdab", 2)}))
        assert owner.accepted


class TestSuccession:
    """A body ceases on a day; whoever takes over owns what it owned."""

    def test_from_that_day_on_the_successor_owns_it(self, agenda: Agenda) -> None:
        index = ceasing(agenda, "culture", "dkbuza")
        indicator = index.indicator("digital-skills-basic")
        assert [owner.body for owner in owners_of(index, indicator, EVE)] == ["education", "culture", "dkbuza", "wewis"]
        after = owners_of(index, indicator, DAY)
        assert [(owner.body, owner.recommendations) for owner in after] == [
            ("education", (15,)), ("dkbuza", (33, 35)), ("wewis", (44,))
        ]  # fmt: skip

    def test_a_year_alone_means_its_first_day(self, agenda: Agenda) -> None:
        index = ceasing(agenda, "culture", "dkbuza", since="2028")
        assert [body.id for body in index.active_bodies("culture", date(2027, 12, 31))] == ["culture"]
        assert [body.id for body in index.active_bodies("culture", date(2028, 1, 1))] == ["dkbuza"]

    def test_a_successor_that_ceases_in_turn_passes_it_on(self, agenda: Agenda) -> None:
        index = ceasing(ceasing(agenda, "culture", "dkbuza").agenda, "dkbuza", "wewis", since="2029")
        assert [body.id for body in index.active_bodies("culture", date(2029, 1, 1))] == ["wewis"]

    def test_of_several_successors_one_has_to_be_named_until_one_accepts(self, agenda: Agenda) -> None:
        index = ceasing(agenda, "culture", "vlaio", "vdab")
        (asked,) = owner_of(index, "culture", (35,), DAY, NONE)
        assert (asked.body, [heir.body for heir in asked.successors]) == ("culture", ["vlaio", "vdab"])
        (agreed,) = owner_of(index, "culture", (35,), DAY, frozenset({("vdab", 35)}))
        assert (agreed.body, agreed.accepted, agreed.successors) == ("vdab", True, ())

    def test_two_successors_that_are_the_same_body_in_the_end_are_one(self, agenda: Agenda) -> None:
        index = ceasing(ceasing(agenda, "vlaio", "vdab").agenda, "culture", "vlaio", "vdab")
        (owner,) = owner_of(index, "culture", (35,), DAY, NONE)
        assert (owner.body, owner.successors) == ("vdab", ())

    @pytest.mark.parametrize("since", ["soon", "2027-13-01", "27", "2027-7-1"])
    def test_the_day_is_a_year_or_a_day(self, agenda: Agenda, since: str) -> None:
        fields = agenda.bodies[0].model_dump() | {"successor_since": since}
        with pytest.raises(ValueError, match="successor_since"):
            Body.model_validate(fields)
