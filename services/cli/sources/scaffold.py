"""`koers source new`: a package for a source with a recipe, a made-up sample to begin with, and a passing test."""

import re
from pathlib import Path

from services.runtime.errors import ConfigError

ROOT = Path(__file__).parents[3]
_NAME = re.compile(r"^[a-z][a-z0-9_]{1,30}$")
_DATASET = re.compile(r"^[a-z][a-z0-9_.-]{0,60}$")
_BODY = "freq,geo,period,value,flags\nA,BE,2023,41.2,\nA,BE,2024,42.0,p\nA,BE2,2023,,|C\nA,BE2,2024,45.1,\n"
_EXPECTED = """series_id,period,value,obs_flags,conf
{source}:{dataset}?freq=A&geo=BE,2023,41.2,,
{source}:{dataset}?freq=A&geo=BE,2024,42.0,p,
{source}:{dataset}?freq=A&geo=BE2,2023,,,C
{source}:{dataset}?freq=A&geo=BE2,2024,45.1,,
"""
_RECIPE = """# yaml-language-server: $schema=../../../../../schemas/json/recipe.json
source: {source}
dataset: {dataset}
title: FILL IN the publisher's title of the dataset
access:
  kind: url
  url: https://fill-in.invalid/{dataset}.csv  # the address; docs/recipes.md tells of keys and filters
  format: csv
attribution:
  publisher: FILL IN the name of the publisher
  text: FILL IN the line that the licence wants, such as 'Source - the publisher'
  licence: FILL IN the name of the licence
schedule: 30 7 * * *  # Brussels time
rhythm:
  note: FILL IN when a new figure comes, or give month or lag_days
unit:
  name: percent
frequency: A
plausibility:
  min: 0
  max: 100
extra_slices:
- {{}}  # every series of a body; leave it out once indicators of the agenda name what they need
suspended: a new recipe; take this line out when nothing is left to fill in and its first recording is right
"""
_MANIFEST = """- file: {dataset}__made_up.csv
  expected: {dataset}__made_up.expected.csv
  recipes: [{source}.{dataset}]
  url: https://{host}.invalid/{dataset}.csv
  media_type: text/csv
  retrieved_at: 2026-01-01T00:00:00+00:00
  dating: day
  made_up: true
  note: Made up, so that there is a test to begin with; `koers source record` puts a real body in its place.
"""
_README = """# {source}

What this source is, where its documentation stands, which limits of use it states, and what a maintainer must know.

- A body is asked for and read as `recipes/` says{how}.
- `samples/` holds recorded bodies, with the figures each must give beside it.
"""
_CONNECTOR = '''"""How {source} is asked and read."""

from collections.abc import Sequence

from schemas.series import SeriesId
from services.ingest.connectors.base import Request, codes_to_ask
from services.ingest.decode.answer import Answer
from services.ingest.decode.formats import Hints, decode_as
from services.ingest.recipe import Recipe


class {title}:
    """The service of {source}; say here what its limits are."""

    source = "{source}"
    home = "https://{host}.invalid"  # the base address; None for files that are dropped in
    spacing = 1.0

    def probe(self, recipe: Recipe) -> Request | None:
        """The cheapest request that tells whether a dataset moved; None where the source has none."""
        return None

    def validators(self, body: bytes) -> dict[str, str]:
        """What to compare with the last probe. Raises NotData."""
        return {{}}

    def request(self, recipe: Recipe, wanted: Sequence[SeriesId]) -> Request:
        """One request for everything that is wanted; what it asks for goes into `asked`, so that gaps are found."""
        asked = codes_to_ask(recipe, wanted)
        params = tuple((name, code) for name, codes in asked.items() for code in codes)
        return Request(f"/{{recipe.dataset}}.csv", params, "text/csv", asked)

    def decode(self, recipe: Recipe, body: bytes) -> Answer:
        """Read a body; everything that is no data must raise NotData."""
        return decode_as("csv", body, Hints(dataset=recipe.dataset, limit=recipe.size_limit))
'''
_TEST = '''"""What every source promises, held by {source}."""

from tests.contract.ingest.conformance import conformance

Test{title} = conformance("{source}")
'''


def scaffold(root: Path, source: str, dataset: str, *, with_class: bool) -> list[Path]:
    """Write the package of a source below `root` (the folder of the checkout); returns what was written.

    Raises ConfigError for a name that does not suit, and where the source is there already: nothing is overwritten.
    """
    if not _NAME.match(source):
        raise ConfigError(f"source {source!r}: expected 2 to 31 small letters, digits and _, a letter first")
    if not _DATASET.match(dataset):
        raise ConfigError(f"dataset {dataset!r}: expected small letters, digits, _, - and ., a letter first")
    package = root / "services" / "ingest" / "connectors" / source
    test = root / "tests" / "contract" / "ingest" / f"test_{source}.py"
    for path in (package, test):
        if path.exists():
            raise ConfigError(f"{path} is there already; choose another name, or add a recipe to it by hand")
    if not package.parent.is_dir() or not test.parent.is_dir():
        raise ConfigError(f"{root} is no checkout of Koers; run this in one, or give its folder with --root")
    files = _files(package, dataset, with_class=with_class)
    files[test] = _TEST
    words = {
        "source": source,
        "dataset": dataset,
        "host": source.replace("_", "-"),
        "title": "".join(part.capitalize() for part in source.split("_")),
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(**words), encoding="utf-8")
    return list(files)


def _files(package: Path, dataset: str, *, with_class: bool) -> dict[Path, str]:
    how = ", and by the class in `connector.py`" if with_class else "; it needs no code"
    files = {
        package / "__init__.py": "",
        package / "README.md": _README.replace("{how}", how),
        package / "recipes" / f"{dataset}.yaml": _RECIPE,
        package / "samples" / "manifest.yaml": _MANIFEST,
        package / "samples" / f"{dataset}__made_up.csv": _BODY,
        package / "samples" / f"{dataset}__made_up.expected.csv": _EXPECTED,
    }
    if with_class:
        files[package / "connector.py"] = _CONNECTOR
    return files
