"""The files of `koers methods`: every fault with its place, and nothing written that a spreadsheet would run."""

from pathlib import Path

import pytest

from tests.unit.cli.running import GROWTH, Cases


class TestFaults:
    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("2015,1x,2016,2,,,1,,,,", "line 2, column base_value: '1x' is no number; write it like 1234.5"),
            ('2015,"1,5",2016,2,,,1,,,,', "line 2, column base_value: '1,5' is no number"),
            ("2015,nan,2016,2,,,1,,,,", "line 2, column base_value: 'nan' is no number"),
            ("2015,1e999,2016,2,,,1,,,,", "line 2, column base_value: '1e999' is no number"),
            ("2015,1_0,2016,2,,,1,,,,", "line 2, column base_value: '1_0' is no number"),
            ("soon,1,2016,2,,,1,,,,", "line 2, column base_year: 'soon' is no number"),
            ("20150,1,2016,2,,,1,,,,", "line 2, column base_year: '20150' is no year; write it like 2030"),
            ("2015,1,2016,2,,,,,,,", "line 2, column direction: write 1 where more is better and -1 where less is"),
            ("2015,1,2016,2,,,0,,,,", "line 2, column direction: write 1"),
            ("2015,1,2016,2,,,1,,,five,", "line 2, column score: 'five' is no number"),
            ("2015,1,2016,2", "line 2: 4 cells under 11 columns; put text with a comma between quotes"),
            ('2015,1,2016,2,,,1,,,,"x"y', "line 2: no readable CSV"),
        ],
    )
    def test_a_cell_that_cannot_be_read(self, cases: Cases, line: str, told: str) -> None:
        fault = cases.write(GROWTH, line).fault()
        assert f"{cases.path}, {told}" in fault

    def test_all_faults_are_told_at_once(self, cases: Cases) -> None:
        fault = cases.write(GROWTH, *["2015,x,2016,2,,,1,,,,"] * 25).fault()
        assert fault.count("column base_value") == 20
        assert "and 5 more faults" in fault

    def test_columns_that_are_missing(self, cases: Cases) -> None:
        fault = cases.write("base_year,base_value,current_year", "2015,1,2016").fault()
        assert "line 1: column current_value, direction is missing; the file needs base_year" in fault

    def test_the_layout_of_another_method(self, cases: Cases) -> None:
        assert "column y0, v0, y1, v1" in cases.write(GROWTH, "2015,1,2016,2,,,1,,,,").fault("sdg-index")

    @pytest.mark.parametrize("between", [";", "\t"])
    def test_other_separators(self, cases: Cases, between: str) -> None:
        assert "save the file as CSV with commas" in cases.write(GROWTH.replace(",", between)).fault()

    def test_a_column_twice(self, cases: Cases) -> None:
        assert "column 'base_year' stands there twice" in cases.write(GROWTH.replace("limit", "base_year")).fault()

    def test_files_that_cannot_be_read(self, cases: Cases, tmp_path: Path) -> None:
        assert "cannot be read: No such file or directory; check the name" in cases.fault()
        cases.path.write_bytes(b"")
        assert "is empty; it needs a header" in cases.fault()
        cases.path.write_bytes(GROWTH.encode() + b"\n\xff\xfe")
        assert "is not in UTF-8" in cases.fault()
        cases.path = tmp_path
        assert "cannot be read: Is a directory" in cases.fault()

    def test_a_method_nobody_knows(self, cases: Cases) -> None:
        fault = cases.write(GROWTH).fault("statscan")
        assert "--method 'statscan' is unknown: did you mean statcan? known are progress-measure, sdg-index" in fault
        assert "did you mean" not in cases.fault("=cmd()")

    def test_a_place_nothing_can_be_written_to(self, cases: Cases, tmp_path: Path) -> None:
        cases.write(GROWTH)
        done = cases.koers("methods", "check", cases.path, "--method", "un", "--out", tmp_path / "none" / "o.csv")
        assert done.code == 2
        assert "cannot be written: No such file or directory; choose another file" in done.err


class TestWhatIsWritten:
    def test_the_columns_of_the_file_then_ours(self, cases: Cases) -> None:
        cases.write(GROWTH, "2015,1,2016,1.01,,,1,,0.01,1.25,moderate_progress").results("statcan")
        header, line = cases.out.read_text(encoding="utf-8").splitlines()
        assert header == f"{GROWTH},koers_value,koers_score,koers_status,agrees"
        assert line.startswith("2015,1,2016,1.01,,,1,,0.01,1.25,moderate_progress,0.01")
        assert line.endswith(",moderate_progress,true")

    def test_results_can_be_checked_again(self, cases: Cases) -> None:
        first = cases.write(GROWTH, "2015,1,2016,1.01,,,1,,0.01,1.25,moderate_progress").results("statcan")
        cases.path = cases.out.rename(cases.path)
        assert cases.results("statcan") == first

    @pytest.mark.parametrize("text", ["=1+1", "+cmd", "-x", "@SUM(A1)", "-", "=HYPERLINK(1)", "-1+1", "\t=1"])
    def test_nothing_in_them_runs_in_a_spreadsheet(self, cases: Cases, text: str) -> None:
        cases.write(f"{GROWTH},note", f'2015,-2,2016,-1,,,1,,-0.5,,limited_progress,"{text}"')
        (found,) = cases.results("statcan")
        assert found["note"] == f"'{text}"
        assert (found["base_value"], found["progress_value"], found["direction"]) == ("-2", "-0.5", "1")

    @pytest.mark.parametrize("number", ["-5", "+5", "-1.5e-3", "-.5"])
    def test_numbers_stay_numbers(self, cases: Cases, number: str) -> None:
        cases.write(f"{GROWTH},note", f"2015,2,2016,1,,,1,,,,,{number}")
        assert cases.results("statcan")[0]["note"] == number

    def test_a_header_that_would_run_does_not(self, cases: Cases) -> None:
        cases.write(f"{GROWTH},=note", "2015,2,2016,1,,,1,,,,,x")
        assert cases.results("statcan")[0]["'=note"] == "x"
