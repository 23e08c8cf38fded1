"""Rhythms on loan: a transcribed figure is followed by the next one when its dataset's publisher releases it."""

from collections.abc import Iterable, Sequence

from schemas.agenda import Agenda
from schemas.indicator import Indicator
from schemas.series import SeriesId
from schemas.stats import ReleaseRhythm
from services.ingest.recipe import Recipe


def with_lent_rhythms(agenda: Agenda, recipes: Sequence[Recipe]) -> list[Recipe]:
    """The recipes, those of many datasets knowing the rhythm of each.

    A figure stands in for the first dataset its indicator prefers, so it takes that dataset's rhythm; a rhythm that the
    recipe file states itself comes first.
    """
    known = {(recipe.source, recipe.dataset): recipe.rhythm for recipe in recipes if not recipe.many_datasets}
    found = []
    for recipe in recipes:
        lent = dict(_lent(agenda.indicators, recipe, known)) if recipe.many_datasets else {}
        found.append(recipe.model_copy(update={"rhythms": {**lent, **recipe.rhythms}}) if lent else recipe)
    return found


def _lent(
    indicators: Iterable[Indicator], recipe: Recipe, known: dict[tuple[str, str], ReleaseRhythm]
) -> Iterable[tuple[str, ReleaseRhythm]]:
    for indicator in indicators:
        series = [SeriesId.parse(ref.id) for ref in indicator.series]
        rhythm = next((known[s.source, s.dataset] for s in series if (s.source, s.dataset) in known), None)
        for own in series:
            if rhythm and own.source == recipe.source:
                yield own.dataset, rhythm
