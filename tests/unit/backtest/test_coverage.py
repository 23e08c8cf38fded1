"""How often the band held what came; histories made up, counted by hand."""

import math
from pathlib import Path

import pytest

from services.cli.backtest.coverage import coverage, coverages
from services.cli.backtest.trials import trials
from services.cli.backtest.values import trials_of_file
from services.runtime.errors import ConfigError
from tests.unit.backtest.builders import about
from tests.unit.indicators.builders import at, indicator, known, subject, target

# From 50 and 51: drift 1, usual step 0.025 x sqrt(51 x 49), t of 3 = 1.638. 52 in 2022, 53 in 2023.
HALF = 1.638 * 0.025 * math.sqrt(51 * 49)
# From 50, 51 and 60: drift 5, squares 4² + 4², usual step 0.025 x sqrt(60 x 40), t of 4 = 1.533. 65 in 2023.
WIDE = 1.533 * math.sqrt((3 * 0.025**2 * 60 * 40 + 32) / 4)
BENDS = {"2020": "50", "2021": "51", "2022": "60", "2023": "53"}


def test_every_cut_is_held_against_every_later_figure() -> None:
    found = list(trials(subject(indicator(limits={"min": 0, "max": 100})), known(at("BE2", BENDS))))
    assert [(t.figures, t.ahead, t.value) for t in found] == [(2, 1, 60), (2, 2, 53), (3, 1, 53)]
    high = [52 + HALF * math.sqrt(2), 53 + HALF * math.sqrt(6), 65 + WIDE * math.sqrt(1.5)]
    assert [t.band.high for t in found] == pytest.approx(high)
    assert [(t.below, t.above) for t in found] == [(False, True), (False, False), (True, False)]
    told = coverage(found)
    assert (told.histories, told.over_all.n, told.over_all.inside) == (1, 3, 1)
    assert told.over_all.coverage == pytest.approx(1 / 3)
    assert {name: (part.n, part.below, part.above) for name, part in told.by_years_ahead.items()} == {
        "0-1": (2, 1, 1),
        "1-2": (1, 0, 0),
    }
    assert {name: part.n for name, part in told.by_figures_known.items()} == {"2": 2, "3": 1}


def test_no_projection_reaches_across_a_break() -> None:
    history = {"2020": "50", "2021": "51", "2022": "60 b", "2023": "61"}
    assert list(trials(subject(indicator()), known(at("BE2", history)))) == []


def test_on_a_path_the_projection_starts_at_the_baseline_and_ends_with_the_target_year() -> None:
    # A declared start makes one figure enough; 2026 lies beyond the target year
    start = {"geo": "BE2", "period": "2020", "value": 50}
    found = indicator(target=target(80, 2025), path="linear", baseline=start, limits={"min": 0, "max": 100})
    history = {"2021": "51", "2022": "52", "2026": "53"}
    assert [(t.figures, t.value) for t in trials(subject(found), known(at("BE2", history)))] == [(2, 52)]


def test_places_that_are_compared_are_told_apart_from_the_one_that_is_judged() -> None:
    compared = about(comparators=["BE"], series=[{"id": "eurostat:made_up?freq=A&unit=PC", "geo": ["BE2", "BE"]}])
    found = coverages([compared], known(at("BE2", BENDS), at("BE", BENDS)))
    assert (found["judged"].over_all.n, found["judged"].histories) == (3, 1)
    assert (found["with_compared"].over_all.n, found["with_compared"].histories) == (6, 2)


HEAD = "observation,time_period,ref_area,indicator,breakdown,unit_measure,value,flag,note\n"


def written(folder: Path, *rows: str) -> Path:
    path = folder / "values.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_file_of_values_is_tried_series_by_series(tmp_path: Path) -> None:
    rows = [f"o,{year},BE,share,total,pc_ind,{value},," for year, value in BENDS.items()]
    rows += [
        "o,2022,NL,share,total,pc_ind,60,,",
        "o,2021,NL,share,total,pc_ind,51,,",
        "o,2020,NL,share,total,pc_ind,,,",
    ]
    found = coverage(list(trials_of_file(written(tmp_path, *rows))))
    assert (found.histories, found.over_all.n, found.over_all.below, found.over_all.above) == (1, 3, 1, 1)


def test_a_flagged_break_begins_a_new_history(tmp_path: Path) -> None:
    rows = [f"o,{year},BE,share,total,pc_ind,{value},{'b' if year == '2022' else ''}," for year, value in BENDS.items()]
    assert list(trials_of_file(written(tmp_path, *rows))) == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("o,someday,BE,share,total,pc_ind,50,,", "line 2"),
        ("o,2020,BE,share,total,pc_ind,many,,", "line 2"),
        ("o,2020,BE,share,total,pc_ind,nan,,", "no finite number"),
        ("o,2020,BE,share,total,pc_ind,50", "as many fields"),
        ("o,2020,BE,share,total,pc_ind,50,,,,", "as many fields"),
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        list(trials_of_file(written(tmp_path, row)))


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "values.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(ConfigError, match="time_period"):
        list(trials_of_file(path))
