"""`koers methods check`: how cases are read, compared and explained. All cases are made up."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.cli.running import GROWTH, Cases, Koers, rows

ARROWS = "country,indicator,y0,v0,y1,v1,lower_bound,optimum,green_threshold,published_arrow"


class TestWhatIsRead:
    def test_the_order_of_columns_and_a_byte_order_mark_do_not_matter(self, cases: Cases) -> None:
        cases.path.write_bytes(
            b"\xef\xbb\xbfdirection,current_value,current_year,base_value,base_year,note\r\n1,2,2016,1,2015,caf\xc3\xa9\r\n"
        )
        (found,) = cases.results("statcan")
        assert (found["koers_value"], found["koers_score"], found["note"]) == ("1.0", "5.0", "café")

    def test_without_a_published_column_nothing_is_compared(self, cases: Cases) -> None:
        cases.write("base_year,base_value,current_year,current_value,direction", "2015,1,2016,1.01,1")
        assert cases.results("statcan")[0]["agrees"] == ""
        assert "1 line, 0 agree, 0 disagree, 1 with nothing published to compare" in cases.said()

    def test_an_empty_published_cell_is_compared_only_where_the_class_says_there_is_none(self, cases: Cases) -> None:
        cases.write(GROWTH, "2015,1,2016,1.01,,,1,,,,moderate_progress", "2015,1,2015,1,,,1,,,,not_available")
        assert [row["agrees"] for row in cases.results("statcan")] == ["true", "true"]
        assert "  status: 2 of 2\n  score: 1 of 1\n" in cases.said()

    def test_missing_values_are_not_available(self, cases: Cases) -> None:
        cases.write(GROWTH, "2015,,,,,,1,100,,,not_available", ",5,2020,6,,,1,,,,not_available")
        assert [row["koers_status"] for row in cases.results("statcan")] == ["not_available"] * 2

    def test_a_span_of_years_counts_as_its_first(self, cases: Cases) -> None:
        cases.write(GROWTH, "2015-16,1,2016/17,1.02,,,positive,,0.02,5,substantial_progress")
        assert cases.results("statcan")[0]["agrees"] == "true"

    def test_without_a_target_year_it_is_2030(self, cases: Cases) -> None:
        cases.write(GROWTH, "2015,1,2020,2,8,,1,,1.0,2.8572,substantial_progress")
        # 2 in 5 years is 8 in 15: exactly the required growth
        assert cases.results("statcan")[0]["agrees"] == "true"

    @pytest.mark.parametrize("direction", ["1", "1.0", "+1", "positive", "UP"])
    def test_ways_to_write_a_direction(self, cases: Cases, direction: str) -> None:
        cases.write(GROWTH, f"2015,1,2016,2,,,{direction},,1,5,substantial_progress")
        assert cases.results("statcan")[0]["agrees"] == "true"

    def test_what_publishers_write_for_no_number_is_no_result(self, cases: Cases) -> None:
        cases.write(
            GROWTH, "2015,1,2016,3,1,2030,1,,inf,5,target_achieved", "2015,1,2016,1,1,2030,1,,NaN,5,target_achieved"
        )
        assert [row["agrees"] for row in cases.results("statcan")] == ["true", "true"]

    @pytest.mark.parametrize("value", ["1e300", "-1e300", "0", "-0.0", "5e-324", "-7"])
    def test_extreme_values_have_a_class_or_a_reason(self, cases: Cases, value: str) -> None:
        cases.write(GROWTH, f"2015,{value},2016,1e-300,0,2030,-1,0,,,", f"2015,3,2016,{value},,,1,{value},,,")
        for method in ("statcan", "un", "linear"):
            for row in cases.results(method):
                assert "nan" not in row.values()
                assert "inf" not in row.values()

    def test_blank_lines_are_passed_over_and_lines_keep_their_number(self, cases: Cases) -> None:
        cases.write(GROWTH, "", ",,,,,,,,,,", "2015,1,2016,2,,,1,,1,5,deterioration")
        assert "line 4, unnamed: status deterioration; Koers substantial_progress, value 1, score 5" in cases.said()

    def test_a_header_alone_is_a_file_without_cases(self, cases: Cases) -> None:
        assert "0 lines, 0 agree, 0 disagree" in cases.write(GROWTH).said()


class TestDisagreement:
    LINE = "2015,1,2016,1.01,,,1,,0.01,1.25,deterioration"

    def test_it_is_a_finding_and_no_failure_unless_asked(self, cases: Cases) -> None:
        cases.write(GROWTH, self.LINE)
        options = ("methods", "check", cases.path, "--method", "statcan")
        assert (cases.koers(*options).code, cases.koers(*options, "--strict").code) == (0, 1)

    def test_the_results_are_written_all_the_same(self, cases: Cases) -> None:
        cases.write(GROWTH, self.LINE)
        done = cases.koers("methods", "check", cases.path, "--method", "statcan", "--strict", "--out", cases.out)
        assert done.code == 1
        assert rows(cases.out)[0]["agrees"] == "false"

    def test_the_score_of_an_older_script_is_recognised(self, cases: Cases) -> None:
        cases.write(GROWTH, "2015,1,2016,1.01,,,1,,0.01,2.5,moderate_progress")
        assert "score 2.5; Koers moderate_progress" in cases.said()
        assert "this is the score of an older script, 250 times the growth" in cases.said()

    def test_a_dot_for_no_arrow_agrees_where_there_is_none(self, cases: Cases) -> None:
        cases.write(ARROWS, "XX,bare,2010,40,2015,,0,100,60,.", "XX,slow,2010,40,2015,41,0,100,60,.")
        assert [row["agrees"] for row in cases.results("sdg-index")] == ["true", "false"]

    def test_an_arrow_is_explained(self, cases: Cases) -> None:
        cases.write(
            ARROWS,
            "XX,falls,2010,50,2015,45,0,100,60,→",
            "XX,stays,2010,90,2015,80,0,100,60,↓",
            "XX,slow,2010,40,2015,41,0,100,60,↑",
            "XX,bare,2010,40,2015,,0,100,60,↑",
            "XX,same,2010,40,2015,41,5,5,5,↑",
            "XX,none,2010,40,2015,,0,100,60,",
        )
        said = cases.said("sdg-index")
        assert "line 2, XX falls: published_arrow →; Koers ↓" in said
        assert "it falls, and the rule gives ↓" in said
        assert "the rule gives ↑ to a fall that stays above green" in said
        assert "0.2000 a year where 1.0000 is required" in said
        assert "no result on 1 line from line 5 on: a value or its year is missing" in said
        assert "no result on 1 line from line 6 on: nothing can be scaled between 5 and 5" in said
        assert "6 lines, 0 agree, 3 disagree, 2 without a result of this method, 1 with nothing published" in said


def test_the_chart_of_the_un_is_compared_in_its_own_classes_only(cases: Cases) -> None:
    # Growth from 1 to 2 in ten years doubles again: 3 of the 4 that are asked
    cases.write(
        GROWTH, "2010,1,2020,2,5,2030,1,,0.75,,fair_progress", "2010,1,2020,2,5,2030,1,,0.9,1,moderate_progress"
    )
    assert [(row["koers_status"], row["agrees"]) for row in cases.results("un")] == [
        ("fair_progress", "true"),
        ("fair_progress", ""),
    ]


def test_the_straight_line_gives_ratio_gap_and_verdict(cases: Cases) -> None:
    # 40 of the 46.67 points that are asked by 2022 on the way from 10 in 2015 to 80 in 2030
    cases.write(GROWTH, "2015,10,2022,40,80,2030,1,,,,", "2015,10,2022,40,,,1,,,,", "2015,80,2022,70,80,2030,1,,,,")
    first, second, third = cases.results("linear")
    assert float(first["koers_value"]) == pytest.approx(0.9184, abs=5e-5)
    assert float(first["koers_score"]) == pytest.approx(-2.667, abs=5e-4)
    assert (first["koers_status"], second["koers_status"], third["koers_status"]) == ("at_risk", "", "")


def test_the_methods_are_listed_with_their_names_and_columns(koers: Koers) -> None:
    told = koers("methods", "list").out
    for name in ("progress-measure", "sdg-index", "un-progress", "linear", "logistic", "digital-decade", "destatis"):
        assert f"{name} (or " in told
    assert "columns: base_year, base_value, current_year, current_value, direction" in told


def test_a_terminal_without_arrows_is_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(f"{ARROWS}\nXX,falls,2010,50,2015,45,0,100,60,→\n", encoding="utf-8")
    command = [sys.executable, "-m", "services.cli", "methods", "check", str(path), "--method", "sdg-index"]
    done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert b"published_arrow \\u2192; Koers \\u2193" in done.stdout
