"""A transcribed figure is followed by the next one when the dataset it stands in for is released."""

from schemas.series import SeriesId
from services.ingest.recipe import Recipe
from services.ingest.recipes import load_recipes
from services.ingest.rhythms import with_lent_rhythms
from services.runtime.agenda import load_agenda


def figures() -> Recipe:
    (recipe,) = (r for r in with_lent_rhythms(load_agenda(), load_recipes()) if r.source == "figures")
    return recipe


def test_a_figure_takes_the_rhythm_of_the_dataset_its_indicator_prefers() -> None:
    (eurostat,) = (r for r in load_recipes() if r.dataset == "isoc_r_dskl_i")
    lent = figures().rhythm_of(SeriesId.parse("figures:digital-skills-basic?geo=BE2"))
    assert lent == eurostat.rhythm
    assert (lent.month, lent.year_offset, lent.every_years) == (12, 0, 2)


def test_a_rhythm_stated_in_the_recipe_comes_first() -> None:
    stated = figures().rhythm_of(SeriesId.parse("figures:workability-rate?geo=BE2"))
    assert (stated.month, stated.every_years) == (10, 4)


def test_a_recipe_of_one_dataset_keeps_its_own() -> None:
    kept = [r for r in with_lent_rhythms(load_agenda(), load_recipes()) if not r.many_datasets]
    assert kept == [r for r in load_recipes() if not r.many_datasets]
