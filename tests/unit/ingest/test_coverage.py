"""Which indicators have a working recipe: every way in which one has none is told."""

from schemas.agenda import Agenda
from services.ingest.coverage import Covered, coverage, without_recipe
from services.ingest.recipe import Recipe
from services.ingest.recipes import load_recipes
from services.runtime.agenda import load_agenda
from tests.builders.ingest import shipped

AGENDA = load_agenda()


def found(recipes: tuple[Recipe, ...], agenda: Agenda = AGENDA) -> dict[str, Covered]:
    return {each.indicator: each for each in coverage(agenda, recipes)}


def test_a_confirmed_series_with_a_recipe_works() -> None:
    basic = found(load_recipes())["digital-skills-basic"]
    assert (basic.works, basic.access, basic.reasons) == (True, "api", ())


def test_without_its_recipe_it_does_not_and_the_series_is_named() -> None:
    rest = tuple(recipe for recipe in load_recipes() if recipe.source != "eurostat")
    basic = found(rest)["digital-skills-basic"]
    assert not basic.works
    assert basic.reasons[0].startswith("no recipe brings eurostat:isoc_r_dskl_i?")


def test_a_suspended_recipe_tells_why() -> None:
    off = shipped("eurostat.isoc_r_dskl_i").model_copy(update={"suspended": "the table moves house"})
    basic = found(tuple(off if recipe.id == off.id else recipe for recipe in load_recipes()))["digital-skills-basic"]
    assert "recipe eurostat.isoc_r_dskl_i is suspended: the table moves house" in basic.reasons


def test_unconfirmed_codes_and_transcribed_figures_are_told_apart() -> None:
    told = found(load_recipes())
    assert (told["union-density"].works, told["union-density"].access) == (False, "transcribed")
    assert told["union-density"].reasons == ("only figures transcribed by hand",)
    assert any("not confirmed" in reason for reason in told["job-vacancy-rate"].reasons)


def test_a_composite_works_when_its_members_do() -> None:
    told = found(load_recipes())
    for indicator in AGENDA.indicators:
        if indicator.composite:
            own = told[indicator.id]
            members = [told[member.indicator] for member in indicator.composite.members]
            assert own.works == all(member.works for member in members)
            assert len(own.reasons) == sum(not member.works for member in members)


def test_no_indicator_is_left_without_a_recipe_and_a_reason() -> None:
    lacking = without_recipe(coverage(AGENDA, load_recipes()))
    assert all(each.reasons for each in lacking)
