"""From a decoded body to the series Koers keeps: dimensions brought into form, identities given, the rest left out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schemas.period import Period
from schemas.series import SeriesId
from schemas.stats import Citation
from services.ingest.decode.answer import Answer, Cell, Codes, Scope
from services.ingest.decode.errors import NotData
from services.ingest.recipe import Dimensions, Recipe, Slice

DATASET = "dataset"
"""Name of a dimension whose code is the dataset itself, for bodies that hold several."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One series of a body under its identity; `key` is the id as text."""

    id: SeriesId
    key: str
    cells: Sequence[Cell]
    unit: str
    labels: Mapping[str, str]
    citations: Mapping[Period, Citation]


@dataclass(frozen=True, slots=True)
class Identified:
    """What a body says of the series Koers keeps; `unmet` are wanted series it does not hold, or holds in several.

    A body of many datasets is never complete, so nothing is unmet there.
    """

    readings: tuple[Reading, ...]
    unmet: tuple[SeriesId, ...]
    scope: Scope


def identify(answer: Answer, recipe: Recipe, wanted: Iterable[SeriesId]) -> Identified:
    """Pick the wanted series and those of the recipe's extra slices.

    A wanted id may leave out dimensions in which the body has one code only (a constant frequency, say); then it names
    the one series that has all its codes. An empty code is a dimension left out. A series goes by its wanted id where
    it has one.
    """
    formed = shaped(answer, recipe.dimensions)
    named: dict[Codes, SeriesId] = {}
    unmet: list[SeriesId] = []
    for series_id in wanted:
        found = _matching(formed, series_id, recipe)
        if len(found) == 1:
            named.setdefault(found[0], series_id)
        elif not recipe.many_datasets:
            unmet.append(series_id)
    for codes in formed.series:
        if codes not in named and _in_slices(formed.named(codes), recipe.extra_slices):
            named[codes] = own_id(formed.named(codes), recipe.source, recipe.dataset)
    readings = tuple(_reading(formed, codes, series_id, recipe) for codes, series_id in named.items())
    return Identified(tuple(sorted(readings, key=lambda reading: reading.key)), tuple(unmet), formed.scope)


def shaped(answer: Answer, form: Dimensions) -> Answer:
    """The answer with its dimensions renamed, recoded, cut and completed.

    Raises NotData when two series fall into one.
    """
    if form == Dimensions():
        return answer
    kept = [i for i, name in enumerate(answer.dimensions) if name not in form.drop]
    names = [form.rename.get(answer.dimensions[i], answer.dimensions[i]) for i in kept]
    added = {name: code for name, code in form.constants.items() if name not in names}
    recode = [form.codes.get(name, {}) for name in names]

    def moved(codes: Codes) -> Codes:
        own = (recode[at].get(codes[i], codes[i]) for at, i in enumerate(kept))
        return (*own, *added.values())

    series = {moved(codes): cells for codes, cells in answer.series.items()}
    if len(series) != len(answer.series):
        raise NotData("conflict", "two series of the body have one identity")
    return replace(
        answer,
        dimensions=(*names, *added),
        series=series,
        scope=_shaped_scope(answer, names, kept, recode, added),
        labels={form.rename.get(name, name): labels for name, labels in answer.labels.items()},
        citations={(moved(codes), period): found for (codes, period), found in answer.citations.items()},
        units={moved(codes): unit for codes, unit in answer.units.items()},
    )


def _shaped_scope(
    answer: Answer,
    names: Sequence[str],
    kept: Sequence[int],
    recode: Sequence[Mapping[str, str]],
    added: Mapping[str, str],
) -> Scope:
    scope = answer.scope
    if scope.codes is None:
        return scope
    codes = {
        name: frozenset(recode[at].get(code, code) for code in scope.codes[answer.dimensions[i]])
        for at, (name, i) in enumerate(zip(names, kept, strict=True))
    }
    return replace(scope, codes={**codes, **{name: frozenset((code,)) for name, code in added.items()}})


def _matching(answer: Answer, series_id: SeriesId, recipe: Recipe) -> list[Codes]:
    """Every series that has all the codes of an id."""
    wanted = {**series_id.codes, DATASET: series_id.dataset} if recipe.many_datasets else series_id.codes
    if wanted.keys() - set(answer.dimensions):
        return []
    codes = tuple(wanted.get(name, "") for name in answer.dimensions)
    if codes in answer.series or len(wanted) == len(answer.dimensions):
        return [codes] if codes in answer.series else []
    places = [(answer.dimensions.index(name), code) for name, code in wanted.items()]
    return [other for other in answer.series if all(other[i] == code for i, code in places)]


def _in_slices(named: Mapping[str, str], slices: Iterable[Slice]) -> bool:
    return any(all(named.get(name) in codes for name, codes in part.items()) for part in slices)


def own_id(named: Mapping[str, str], source: str, dataset: str) -> SeriesId:
    """The id of a series by all its codes. Raises NotData, `bad_name`, for a dimension no id can have."""
    codes = {name: code for name, code in named.items() if code and name != DATASET}
    try:
        return SeriesId.of(source, named.get(DATASET, dataset), codes)
    except ValueError as error:
        raise NotData("bad_name", f"{error}; a recipe can rename dimensions") from error


def _reading(answer: Answer, codes: Codes, series_id: SeriesId, recipe: Recipe) -> Reading:
    named = answer.named(codes)
    cells = answer.series[codes]
    citations = ((cell[0], answer.citations.get((codes, cell[0]))) for cell in cells)
    return Reading(
        id=series_id,
        key=str(series_id),
        cells=cells,
        unit=answer.units.get(codes) or _unit(named, recipe),
        labels=dict(_labels(answer, named)),
        citations={period: citation for period, citation in citations if citation},
    )


def _unit(named: Mapping[str, str], recipe: Recipe) -> str:
    by = recipe.unit.dimension
    return recipe.unit.by_code.get(named.get(by, ""), recipe.unit.name) if by else recipe.unit.name


_SELF_EXPLAINING = frozenset({"freq", "geo", "unit", "sex"})


def _labels(answer: Answer, named: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The publisher's texts for the dimensions that need one; a place or a frequency explains itself."""
    for name, code in named.items():
        label = answer.labels.get(name, {}).get(code)
        if label and label != code and name not in _SELF_EXPLAINING:
            yield name, label
