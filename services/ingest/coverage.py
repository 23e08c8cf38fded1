"""Which indicators have a working recipe, and why the others have none."""

from collections.abc import Iterable, Sequence
from typing import Literal

from schemas.agenda import Agenda
from schemas.base import Model
from schemas.indicator import Indicator, SeriesRef
from schemas.series import SeriesId
from services.ingest.access import DropAccess, ViewAccess
from services.ingest.recipe import Recipe

Access = Literal["api", "file_drop", "transcribed", "composite", "none"]


class Route(Model):
    """One measure of an indicator and the recipe that brings it; `fault` says why it brings nothing, where so."""

    series: str
    recipe: str | None
    access: Access
    fault: str | None = None


class Covered(Model):
    """One indicator. `access` is that of its best working route; `reasons` are those of the routes that do not work."""

    indicator: str
    works: bool
    access: Access
    routes: tuple[Route, ...]
    reasons: tuple[str, ...]


def coverage(agenda: Agenda, recipes: Sequence[Recipe]) -> list[Covered]:
    """Every indicator of the agenda, in its order.

    A figure that is transcribed by hand works, but is not counted as a recipe of its own: it is what stands in until a
    dataset does. A composite works when its members do.
    """
    by_dataset = {(recipe.source, recipe.dataset): recipe for recipe in recipes}
    whole = {recipe.source: recipe for recipe in recipes if recipe.many_datasets}
    found: dict[str, Covered] = {}
    for indicator in agenda.indicators:
        routes = tuple(_route(ref, by_dataset, whole) for ref in indicator.series)
        found[indicator.id] = _covered(indicator, routes)
    return [_with_members(indicator, found) for indicator in agenda.indicators]


def without_recipe(found: Iterable[Covered]) -> list[Covered]:
    """The indicators that no recipe brings a figure of by itself."""
    return [each for each in found if not each.works]


def _route(ref: SeriesRef, by_dataset: dict[tuple[str, str], Recipe], whole: dict[str, Recipe]) -> Route:
    series = SeriesId.parse(ref.id)
    recipe = by_dataset.get((series.source, series.dataset)) or whole.get(series.source)
    return Route(
        series=ref.id,
        recipe=recipe.id if recipe else None,
        access=_access(recipe),
        fault=_fault(ref, recipe),
    )


def _access(recipe: Recipe | None) -> Access:
    if recipe is None:
        return "none"
    if recipe.many_datasets:
        return "transcribed"
    return "file_drop" if isinstance(recipe.access, DropAccess) else "api"


def _fault(ref: SeriesRef, recipe: Recipe | None) -> str | None:
    if recipe is None:
        return f"no recipe brings {ref.id}"
    if ref.verified == "unverified":
        return f"the codes of {ref.id} are not confirmed" + (f" ({ref.note})" if ref.note else "")
    if recipe.suspended:
        return f"recipe {recipe.id} is suspended: {recipe.suspended}"
    if isinstance(recipe.access, ViewAccess) and recipe.access.view is None:
        return f"recipe {recipe.id} waits for the id of its view"
    return None


def _covered(indicator: Indicator, routes: tuple[Route, ...]) -> Covered:
    working = [route for route in routes if route.fault is None]
    best = next((route for route in working if route.access != "transcribed"), None)
    reasons = [route.fault for route in routes if route.fault]
    if best is None and working:
        reasons.append("only figures transcribed by hand")
    elif not routes and indicator.composite is None:
        reasons.append("the agenda names no series")
    access: Access = best.access if best else working[0].access if working else "none"
    return Covered(
        indicator=indicator.id,
        works=best is not None,
        access=access,
        routes=routes,
        reasons=tuple(dict.fromkeys(reasons)),
    )


def _with_members(indicator: Indicator, found: dict[str, Covered]) -> Covered:
    """A composite by its members; every other as it is."""
    own = found[indicator.id]
    if indicator.composite is None:
        return own
    missing = [member.indicator for member in indicator.composite.members if not found[member.indicator].works]
    reasons = tuple(f"member {name} has no working recipe" for name in missing)
    return own.model_copy(update={"access": "composite", "works": not missing, "reasons": reasons})
