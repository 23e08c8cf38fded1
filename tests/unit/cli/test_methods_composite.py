"""`koers methods composite`: another index than the DESI, its faults, and what is compared. All of it is made up."""

import re
from pathlib import Path

import pytest

from tests.unit.cli.running import Finished, Koers, rows

HEADER = (
    "dimension,dimension_weight,subdimension,subdimension_weight,indicator,breakdown,unit,raw_multiplier,min,max,"
    "weight_in_subdimension"
)
# Two dimensions of one sub-dimension each; the second indicator is better when lower, the third a fraction
STRUCTURE = (
    HEADER,
    "d1,0.6,s1,1,i1,all,pc,1,0,50,0.5",
    "d1,0.6,s1,1,i2,all,pc,1,20,0,0.5",
    "d2,0.4,s2,1,i3,all,pc,100,0,100,1",
)
VALUES = (
    "time_period,ref_area,indicator,breakdown,unit_measure,value,flag",
    "2031,XX,i1,all,pc,25,",
    "2031,XX,i2,all,pc,5,",
    "2031,XX,i3,all,pc,0.4,",
    "2031,XX,i3,women,pc,0.9,",
    "2031,YY,i1,all,pc,60,",
    "2031,YY,i2,all,pc,-10,",
    "2031,YY,i3,all,pc,1,",
    "2031,ZZ,i1,all,pc,25,",
    "2031,ZZ,i2,all,pc,,",
    "2031,ZZ,i3,all,pc,0.4,",
)


class Index:
    """The files of an index, and the command on them."""

    def __init__(self, koers: Koers, folder: Path) -> None:
        self.koers, self.folder, self.out = koers, folder, folder / "out.csv"
        self.write("structure", *STRUCTURE).write("values", *VALUES)

    def write(self, name: str, *lines: str) -> "Index":
        (self.folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return self

    def run(self, *options: str) -> Finished:
        scores = self.folder / "scores.csv"
        files = (
            "--structure",
            self.folder / "structure.csv",
            "--values",
            self.folder / "values.csv",
            "--out",
            self.out,
        )
        return self.koers("methods", "composite", *files, *(("--scores", scores) if scores.exists() else ()), *options)

    def scores(self) -> dict[tuple[str, str], str]:
        assert self.run().code == 0
        return {(row["geo"], row["name"]): row["score"] for row in rows(self.out)}

    def fault(self) -> str:
        done = self.run()
        assert (done.code, done.out, self.out.exists()) == (2, "", False)
        return done.err


@pytest.fixture
def index(koers: Koers, tmp_path: Path) -> Index:
    return Index(koers, tmp_path)


class TestScores:
    def test_by_hand(self, index: Index) -> None:
        # i1 half of 50, i2 5 of 20 turned, i3 40 %: 0.6 x (25 + 37.5) + 0.4 x 40
        found = index.scores()
        for name, score in {"i1": 25, "i2": 37.5, "s1": 62.5, "d1": 62.5, "i3": 40, "d2": 40, "total": 53.5}.items():
            assert float(found["XX", name]) == pytest.approx(score)

    def test_the_columns_and_levels(self, index: Index) -> None:
        index.run()
        assert index.out.read_text(encoding="utf-8").startswith(
            "geo,period,level,name,score\nXX,2031,total,total,53.5\n"
        )
        assert {row["level"] for row in rows(index.out)} == {"total", "dimension", "subdimension", "indicator"}

    def test_nothing_is_clipped_unless_the_structure_says_so(self, index: Index) -> None:
        # i1 60 of 50, i2 -10 where 0 is best: 60 + 75, then 0.6 x 135 + 0.4 x 100
        assert float(index.scores()["YY", "total"]) == pytest.approx(121)
        first, second, third = STRUCTURE[1:]
        index.write("structure", f"{HEADER},clip", f"{first},true", f"{second},yes", f"{third},")
        assert float(index.scores()["YY", "total"]) == pytest.approx(100)

    def test_a_missing_cell_leaves_no_total_and_is_named(self, index: Index) -> None:
        found = index.scores()
        assert (found["ZZ", "total"], found["ZZ", "d1"], found["ZZ", "s1"], found["ZZ", "i2"]) == ("", "", "", "")
        assert (found["ZZ", "i1"], found["ZZ", "d2"]) == ("25.0", "40.0")
        assert "  2031: 2 of 3 complete\n    ZZ: incomplete, no usable value of i2\n" in index.run().out

    def test_what_all_lack_is_said_once(self, index: Index) -> None:
        index.write("values", *(line for line in VALUES if ",i1," not in line))
        assert "  2031: 0 of 3 complete; all lack i1\n    ZZ: incomplete, no usable value of i2\n" in index.run().out

    def test_without_a_multiplier_values_are_in_the_unit_of_the_bounds(self, index: Index) -> None:
        without = [re.sub(r",raw_multiplier|(?<=,pc),\d+(?=,)", "", line) for line in STRUCTURE]
        index.write("structure", *without)
        assert float(index.scores()["XX", "i3"]) == pytest.approx(0.4)

    def test_one_indicator_may_count_by_several_breakdowns(self, index: Index) -> None:
        both = ("d2,0.4,s2,1,i3,all,pc,100,0,100,0.5", "d2,0.4,s2,1,i3,women,pc,100,0,100,0.5")
        index.write("structure", *STRUCTURE[:3], *both)
        found = index.scores()
        assert (float(found["XX", "i3 all"]), float(found["XX", "i3 women"])) == (20, 45)

    def test_names_that_would_run_in_a_spreadsheet_do_not(self, index: Index) -> None:
        index.write("structure", *(line.replace("d1", "=d1") for line in STRUCTURE))
        assert ("XX", "'=d1") in index.scores()


class TestAgreement:
    def test_scores_and_order_as_published(self, index: Index) -> None:
        published = ("2031,XX,62.5,53.5001,2", "2031,YY,135,121,1", "2031,ZZ,50,60,3")
        index.write("scores", "data_year_label,geo,d1,overall,rank", *published)
        done = index.run("--strict")
        assert done.code == 0
        assert "  d1: 2 of 2 within 0.0002; 1 published where a value is missing\n" in done.out
        assert "  overall: 2 of 2 within 0.0002; 1 published where a value is missing\n" in done.out
        assert "  rank 2031: the published order of 2 places, 0 turned; 1 lack a value\n" in done.out

    def test_what_differs_is_told_with_its_line(self, index: Index) -> None:
        index.write("scores", "data_year_label,geo,overall,rank", "2031,XX,53.6,1", "2031,YY,121,2")
        done = index.run()
        assert "  overall: 1 of 2 within 0.0002\n    line 2, XX 2031: published 53.6, Koers 53.5\n" in done.out
        assert "1 turned\n    YY stands behind XX and scores more\n" in done.out
        assert (done.code, index.run("--strict").code) == (0, 1)

    def test_contributions_in_the_file_of_values(self, index: Index) -> None:
        parts = ("2031,XX,s1,i1,score,25.0001,", "2031,XX,s1,i2,score,38,", "2031,XX,d1,s1,score,62.5,")
        index.write("values", *VALUES, *parts)
        done = index.run()
        assert "  contributions of indicators in the file of values: 1 of 2 within 0.00012\n" in done.out
        assert "    XX 2031, i2 in s1: published 38, Koers 37.5\n" in done.out
        assert "  contributions of subdimensions in the file of values: 1 of 1 within 0.0002\n" in done.out


class TestFaults:
    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("d2,0.4,s2,1,i3,all,pc,100,0,100,0.9", "the weights in s2 (i3) add up to 0.9; make them add up to 1"),
            ("d2,0.3,s2,1,i3,all,pc,100,0,100,1", "the weights in total (d1, d2) add up to 0.9"),
            ("d1,0.7,s3,1,i3,all,pc,100,0,100,1", "line 4, column dimension_weight: is another than on line 2"),
            ("d2,0.4,s1,1,i3,all,pc,100,0,100,1", "line 4, column subdimension: s1 stands under d1 too"),
            ("d2,0.4,s2,1,i1,all,pc,100,0,100,1", "line 4, column indicator: i1 all stands there twice"),
            ("d2,0.4,s2,1,i3,all,pc,100,7,7,1", "line 4, column max: is equal to min"),
            ("d2,0.4,s2,1,i3,all,pc,100,,7,1", "line 4, column min: is empty; fill in a number"),
            ("d2,0.4,s2,1,i3,all,pc,100,0,7,-1", "line 4, column weight_in_subdimension: is negative"),
            ("d2,0.4,s2,1,i3,all,pc,x,0,7,1", "line 4, column raw_multiplier: 'x' is no number"),
        ],
    )
    def test_of_the_structure(self, index: Index, line: str, told: str) -> None:
        assert told in index.write("structure", *STRUCTURE[:3], line).fault()

    def test_a_clip_that_is_neither(self, index: Index) -> None:
        index.write("structure", f"{HEADER},clip", *(f"{line},maybe" for line in STRUCTURE[1:]))
        assert "line 2, column clip: 'maybe' is neither true nor false" in index.fault()

    def test_an_empty_structure(self, index: Index) -> None:
        assert "holds no indicator; write a line for each" in index.write("structure", HEADER).fault()

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("2031,XX,i1,all,pc,many,", "line 12, column value: 'many' is no number"),
            ("2031,XX,i1,all,pc,26,", "line 12, column value: an earlier line gives this cell another value"),
            ("2031,,i1,all,pc,26,", "line 12, column ref_area: is empty; every value needs a place and a period"),
            (",XX,i1,all,pc,26,", "line 12, column time_period: is empty"),
        ],
    )
    def test_of_the_values(self, index: Index, line: str, told: str) -> None:
        assert told in index.write("values", *VALUES, line).fault()

    def test_lines_that_belong_to_nothing_are_passed_over(self, index: Index) -> None:
        index.write("values", *VALUES, "soon,,other,all,pc,many,", "2031,XX,i1,all,pc,25,")
        assert index.run().code == 0

    def test_values_of_another_index(self, index: Index) -> None:
        index.write("values", VALUES[0], "2031,XX,other,all,pc,1,")
        assert "holds no indicator of the structure; check codes, breakdowns and units" in index.fault()

    def test_scores_without_a_score(self, index: Index) -> None:
        index.write("scores", "data_year_label,geo,something", "2031,XX,1")
        assert "no column of scores; it needs overall, or the name of a dimension" in index.fault()

    @pytest.mark.parametrize("name", ["structure", "values", "scores"])
    def test_columns_that_are_missing(self, index: Index, name: str) -> None:
        assert f"{name}.csv, line 1: column " in index.write(name, "geo,time_period,min", "a,b,c").fault()
