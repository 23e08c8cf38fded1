"""From a file to the cells it holds under the identities of their series."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from schemas.series import SeriesId
from services.ingest.access import DropAccess, ViewAccess
from services.ingest.decode.answer import Answer, Cell
from services.ingest.decode.bestat import Layout, columns_of
from services.ingest.decode.errors import NotData, SourceSaid, TooLarge
from services.ingest.decode.formats import Format, Hints, decode_as, format_named, recognised
from services.ingest.decode.guard import opened
from services.ingest.decode.table import TableLayout
from services.ingest.identify import DATASET, own_id, shaped
from services.ingest.recipe import Dimensions, Recipe
from services.ingest.recipes import CONNECTORS, load_recipe
from services.runtime.errors import BadRecord, ConfigError

AUTO = "auto"
_AGENCIES = {"ESTAT": "eurostat"}
_FACTS, _INDICATOR = "facts", "indicator"
_ILLEGAL = re.compile(r"[^A-Za-z0-9_]+")
_VIEW = "bestat"
_DROPPED = {"arvastat": "arvastat_workbook", "arvastat-totals": "arvastat_totals", "figures": "figures"}
"""The recipes' name of each format of dropped files."""
L = TypeVar("L", Layout, TableLayout)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: format (or `auto`), dataset, file of the layout, and the most bytes unpacked."""

    format: str
    dataset: str | None
    layout: Path | None
    limit: int


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded file: its answer with the dimensions of the recipe, where there is one, and whose series they are."""

    answer: Answer
    source: str
    dataset: str
    notes: tuple[str, ...] = ()

    def speaks_of(self, series_id: str) -> bool:
        """Whether the file says something of a series it does not hold: that it is gone."""
        return self.answer.scope.holds(SeriesId.parse(series_id).codes)

    def series(self) -> Iterator[tuple[str, list[Cell]]]:
        """Every series under its id, ordered by id, its cells by period. Raises NotData for an illegal name."""
        names = [_ILLEGAL.sub("_", name) for name in self.answer.dimensions]
        named = ((codes, dict(zip(names, codes, strict=True))) for codes in self.answer.series)
        ids = {str(own_id(codes_of, self.source, self.dataset)): codes for codes, codes_of in named}
        if len(ids) != len(self.answer.series):
            raise NotData("conflict", "two series of the file have one identity")
        for series_id in sorted(ids):
            yield series_id, sorted(self.answer.series[ids[series_id]], key=lambda cell: cell[0])


def read(path: Path, asked: Asked) -> Decoded:
    """Decode a file.

    Raises ConfigError for a file that cannot be opened, an unknown format, and for what must be told and was not;
    BadRecord, naming the file and the reason, for a body that is not what it should be.
    """
    with faults_of(path):
        body = _bytes(path, asked.limit)
        how = (
            format_named(asked.format) if asked.format != "auto" else recognised(opened(body, asked.limit), asked.limit)
        )
        recipe = _recipe(how, body, asked)
        hints = _hints(how, recipe, asked)
        if missing := [need for need in how.needs if not getattr(hints, need)]:
            raise ConfigError(
                f"{path}: format {how.name} needs {how.expects}; name its recipe with --dataset"
                + (", or give --layout" if missing == ["view"] else "")
            )
        return _identified(decode_as(how.name, body, hints), path, how, recipe, asked)


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Name the file and the reason in every NotData raised within, as a BadRecord."""
    try:
        yield
    except NotData as error:
        code = f" {error.code}" if isinstance(error, SourceSaid) and error.code else ""
        raise BadRecord(f"{path}: {error.reason}{code}: {error.message}", **error.details) from error


def _format(body: bytes, asked: Asked) -> Format:
    if asked.format != AUTO:
        return format_named(asked.format)
    return recognised(opened(body, asked.limit), asked.limit)


def _bytes(path: Path, limit: int) -> bytes:
    try:
        if path.stat().st_size > limit:
            raise TooLarge(f"the file has {path.stat().st_size} bytes, the limit is {limit}; --limit raises it")
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error


def _recipe(how: Format, body: bytes, asked: Asked) -> Recipe | None:
    """The recipe of the dataset; of a file that does not name it, the one whose layout fits, or the only one."""
    if asked.dataset is not None:
        return _named(how.source, asked.dataset)
    if how.name not in (_VIEW, *_DROPPED) or asked.layout is not None:
        return None
    recipes = map(load_recipe, sorted((CONNECTORS / how.source / "recipes").glob("*.yaml")))
    fitting = [recipe for recipe in recipes if _fits(recipe, how, body, asked.limit)]
    return fitting[0] if len(fitting) == 1 else None


def _source(agency: str) -> str:
    """The name of a source as in series ids: Eurostat's own, else the publisher's code or name in plain letters."""
    plain = _ILLEGAL.sub("_", agency.lower()).strip("_")[:40]
    return _AGENCIES.get(agency) or (plain if plain[:1].isalpha() else f"s_{plain}")


def _named(source: str, dataset: str) -> Recipe | None:
    folder = CONNECTORS / source / "recipes"
    path = folder / f"{dataset.lower()}.yaml"
    return load_recipe(path) if path.parent == folder and path.is_file() else None


def _fits(recipe: Recipe, how: Format, body: bytes, limit: int) -> bool:
    access = recipe.access
    if isinstance(access, ViewAccess) and how.name == _VIEW:
        return access.layout.columns == columns_of(opened(body, limit))
    return isinstance(access, DropAccess) and access.format == _DROPPED.get(how.name)


def _hints(how: Format, recipe: Recipe | None, asked: Asked) -> Hints:
    access = recipe.access if recipe else None
    view = access.layout if isinstance(access, ViewAccess) else None
    table = None
    if asked.layout is not None:
        if "view" in how.needs:
            view = _layout(asked.layout, Layout)
        else:
            table = _layout(asked.layout, TableLayout)
    return Hints(
        dataset=asked.dataset,
        table=table,
        view=view,
        measure=access.measure if isinstance(access, DropAccess) else None,
        publishers=access.publishers if isinstance(access, DropAccess) else {},
        limit=asked.limit,
    )


def _layout(path: Path, kind: type[L]) -> L:
    try:
        return kind.model_validate(yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"layout {path} cannot be read: {error}") from error
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise ConfigError(f"layout {path}: {faults}") from error


def _identified(answer: Answer, path: Path, how: Format, recipe: Recipe | None, asked: Asked) -> Decoded:
    if asked.dataset and answer.dataset and answer.dataset.lower() != asked.dataset.lower():
        raise NotData("other_dataset", f"the body is of {answer.dataset}, not of {asked.dataset}")
    source = _source(answer.agency) if answer.agency else how.source
    notes = []
    if answer.unplaced:
        notes.append(f"{answer.unplaced} cells of an unknown week (W99) have no place in time and are left out")
    dataset = asked.dataset or answer.dataset or (recipe.dataset if recipe else None)
    if dataset is None and how.name == _FACTS:
        return Decoded(shaped(answer, Dimensions(rename={_INDICATOR: DATASET})), source, "", tuple(notes))
    if dataset is None and DATASET not in answer.dimensions:
        dataset = path.name.partition(".")[0].partition("__")[0].removeprefix("estat_")
        notes.append(f"the file does not name its dataset; {dataset} is from its name, --dataset tells another")
    dataset = (dataset or "").lower() if source == "eurostat" else dataset or ""
    if recipe is None and source == how.source:
        recipe = _named(how.source, dataset)
    return Decoded(shaped(answer, recipe.dimensions) if recipe else answer, source, dataset, tuple(notes))
