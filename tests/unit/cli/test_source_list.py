"""`koers source list` and `coverage` as a data engineer types them."""

import json

from services.ingest.recipes import load_recipes
from tests.unit.cli.running import Koers


def test_every_recipe_is_listed(koers: Koers) -> None:
    done = koers("source", "list", "--json")
    rows = json.loads(done.out)
    assert (done.code, [row["recipe"] for row in rows]) == (0, [recipe.id for recipe in load_recipes()])
    dii = next(row for row in rows if row["recipe"] == "eurostat.isoc_e_dii")
    assert (dii["access"], dii["recordings"]) == ("sdmx21", 2)


def test_the_table_shows_whole_names(koers: Koers) -> None:
    assert "eurostat.isoc_sk_dskl_i21 " in koers("source", "list").out


def test_coverage_lists_what_lacks_a_recipe_and_why(koers: Koers) -> None:
    rows = json.loads(koers("source", "coverage", "--json").out)
    assert rows
    assert all(not row["works"] and row["reasons"] for row in rows)
    every = json.loads(koers("source", "coverage", "--all", "--json").out)
    assert len(every) > len(rows)
    assert f"{len(every) - len(rows)} of {len(every)} indicators" in koers("source", "coverage").out
