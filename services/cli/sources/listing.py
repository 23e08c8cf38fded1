"""What `koers source list` and `koers source coverage` show."""

from collections.abc import Sequence

from rich.table import Column, Table

from schemas.base import Model
from services.ingest.bootstrap import wanted_by_recipe
from services.ingest.coverage import Covered
from services.ingest.recipe import Recipe
from services.ingest.recordings import load_recordings
from services.runtime.agenda import AgendaIndex, load_agenda


class Listed(Model):
    """One recipe: how it is fetched and when, how many series are wanted of it, and how many recordings it has."""

    recipe: str
    title: str
    access: str
    schedule: str
    wanted: int
    recordings: int
    licence: str
    suspended: str | None


def listed(recipes: Sequence[Recipe]) -> list[Listed]:
    """Every recipe, by id."""
    wanted = wanted_by_recipe(AgendaIndex(load_agenda()).series_wanted(), recipes)
    recorded = [name for _, recording in load_recordings() for name in recording.recipes]
    return [
        Listed(
            recipe=recipe.id,
            title=recipe.title,
            access=recipe.access.kind,
            schedule=recipe.schedule,
            wanted=len(wanted.get(recipe.id, ())),
            recordings=recorded.count(recipe.id),
            licence=recipe.attribution.licence,
            suspended=recipe.suspended,
        )
        for recipe in recipes
    ]


def recipes_table(rows: Sequence[Listed]) -> Table:
    """One row a recipe."""
    table = Table(_name("recipe"), "access", _name("schedule"), "wanted", "recordings", "title")
    for row in rows:
        title = f"{row.title} (suspended: {row.suspended})" if row.suspended else row.title
        table.add_row(row.recipe, row.access, row.schedule, str(row.wanted), str(row.recordings), title)
    return table


def coverage_table(rows: Sequence[Covered]) -> Table:
    """One row an indicator."""
    table = Table(_name("indicator"), "works", "access", "why not")
    for row in rows:
        table.add_row(row.indicator, "yes" if row.works else "no", row.access, "; ".join(row.reasons))
    return table


def _name(title: str) -> Column:
    """A column whose texts are copied into other commands, so they are never cut."""
    return Column(title, no_wrap=True, overflow="fold")
