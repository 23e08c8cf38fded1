"""The import settings of the Commission's DESI dashboard: what each selects, and the same as a recipe of ours.

`selection` follows the published importer: a cell is taken when its year lies in the window and its codes in the
filters, whatever their case; its five names are read from a dimension, or constant, and then mapped.
"""

import gzip
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.indicator import EU_MEMBERS
from services.ingest.recipe import Recipe

PUBLISHED = Path(__file__).parents[1] / "published"

Facts = dict[tuple[str, ...], str]
"""Figure by indicator, breakdown, unit, country (all in lower case) and year."""

ROLES = ("indicator", "breakdown", "unit", "country")
_EU = (*EU_MEMBERS, "EU27_2020")
_GROUPS = {
    "EU27_2020": _EU,
    "EU-xES": tuple(geo for geo in _EU if geo != "ES"),
    "EU27xITESIECZ": tuple(geo for geo in _EU if geo not in ("IT", "ES", "IE", "CZ")),
}


class NotARecipe(Exception):
    """Why a setting cannot be a recipe."""


@dataclass(frozen=True)
class Setting:
    """One of the settings, with the codes of Eurostat in the case that Eurostat writes them."""

    pk: int
    fields: Mapping[str, Any]

    @property
    def dataset(self) -> str:
        return str(self.fields["code"]).lower()

    @property
    def filters(self) -> dict[str, tuple[str, ...]]:
        """Codes by dimension; the places of the country group among them."""
        asked = {name.lower(): tuple(map(str.upper, codes)) for name, codes in self.fields["filters"].items()}
        (group,) = self.fields["country_group"]
        return {**asked, self.fields["country"].lower(): _GROUPS[group]}

    @property
    def years(self) -> tuple[int, int]:
        return self.fields["period_start"] or 0, self.fields["period_end"] or 9999

    def dimension(self, role: str) -> str | None:
        """The dimension a role is read from; None where it is constant."""
        return None if self.fields[f"{role}_is_surrogate"] else str(self.fields[role]).lower()

    def mapping(self, role: str) -> dict[str, str]:
        """The dashboard's code by that of Eurostat."""
        return {code.upper(): ours.lower() for code, ours in self.fields["mappings"].get(role, {}).items()}


def settings() -> list[Setting]:
    """All 131 of them."""
    rows = json.loads(gzip.decompress((PUBLISHED / "desi_import_settings.json.gz").read_bytes()))
    return [Setting(row["pk"], row["fields"]) for row in rows]


# --- what a setting selects --------------------------------------------------------------------------------------


def selection(setting: Setting, document: Mapping[str, Any]) -> Facts:
    """The facts a setting takes from a JSON-stat document, by the rules of the published importer."""
    filters = {name: set(codes) for name, codes in setting.filters.items()}
    first, last = setting.years
    found: Facts = {}
    for codes, value in cells(document):
        if not first <= int(codes["time"]) <= last or any(codes[name] not in filters[name] for name in filters):
            continue
        key = (*(_named(setting, role, codes) for role in ROLES), codes["time"])
        if key in found:
            raise ValueError(f"setting {setting.pk}: two cells are {key}")
        found[key] = value
    return found


def _named(setting: Setting, role: str, codes: Mapping[str, str]) -> str:
    dimension = setting.dimension(role)
    if dimension is None:
        return str(setting.fields[role]).lower()
    return setting.mapping(role).get(codes[dimension], codes[dimension]).lower()


def cells(document: Mapping[str, Any]) -> Iterator[tuple[dict[str, str], str]]:
    """Every cell of a JSON-stat document that has a figure: its codes, and the figure as text."""
    names = document["id"]
    axes = [sorted(axis := document["dimension"][name]["category"]["index"], key=axis.__getitem__) for name in names]
    for position, codes in enumerate(itertools.product(*axes)):
        value = document["value"].get(str(position))
        if value is not None:
            yield dict(zip(names, codes, strict=True)), str(value)


# --- the same as a recipe ----------------------------------------------------------------------------------------


def recipe_of(setting: Setting) -> Recipe:
    """The setting as a recipe. Raises NotARecipe with the reason.

    Its `period` mapping is left out: it names the edition a year is shown in, and Koers keeps the year.
    """
    _refuse(setting)
    from_dimension = {role: name for role in ROLES if (name := setting.dimension(role))}
    constants = {role: str(setting.fields[role]).lower() for role in ROLES if role not in from_dimension}
    ours = {name: role for role, name in from_dimension.items()}
    mapped = {role: setting.mapping(role) for role in from_dimension}
    asked = {
        ours.get(name, name): [mapped[ours[name]].get(code, code) if name in ours else code for code in codes]
        for name, codes in setting.filters.items()
    }
    first, last = setting.fields["period_start"], setting.fields["period_end"]
    return Recipe.model_validate(
        {
            "source": "eurostat",
            "dataset": setting.dataset,
            "title": setting.fields["title"] or setting.dataset,
            "access": {"kind": "sdmx30", "since": first, "until": last},
            "attribution": {
                "publisher": "Eurostat",
                "text": "Source: Eurostat",
                "licence": "Reuse under Commission Decision 2011/833/EU",
            },
            "schedule": "5 11,23 * * *",
            "rhythm": {"month": 12, "year_offset": 0},
            "unit": {
                "name": constants.get("unit", "as coded"),
                "multiplier": str(setting.fields["value_multiplier"]),
                "decimals": setting.fields["value_decimal_places"],
            },
            "dimensions": {
                "rename": {name: role for name, role in ours.items() if name != role},
                "codes": {role: codes for role, codes in mapped.items() if codes},
                "constants": constants,
            },
            "extra_slices": [asked],
        }
    )


def _refuse(setting: Setting) -> None:
    """Raise NotARecipe where one figure would have to be made of several, or one code of two."""
    fields = setting.fields
    if fields["conflict_resolution"] == "SUM_VALUES":
        raise NotARecipe("adds figures up")
    if fields["conflict_resolution"] == "USE_FORMULA":
        raise NotARecipe("computes figures by a formula")
    read = [name for role in ROLES if (name := setting.dimension(role))]
    for name in sorted({name for name in read if read.count(name) > 1}):
        raise NotARecipe(f"reads {name} twice")
    for role in ROLES:
        if (name := setting.dimension(role)) and (both := merged(setting.mapping(role), setting.filters.get(name, ()))):
            raise NotARecipe(f"makes {' and '.join(both)} one series")


def merged(mapping: Mapping[str, str], codes: Sequence[str]) -> list[str]:
    """The first codes that a mapping makes one."""
    known: dict[str, list[str]] = {}
    for code in codes:
        known.setdefault(mapping.get(code, code).lower(), []).append(code)
    return next((group for group in known.values() if len(group) > 1), [])
