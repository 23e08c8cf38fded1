"""The proof: published results computed again from their published input, by the commands a methodologist runs.

Files and sources: tests/published/README.md.
"""

from collections import Counter
from pathlib import Path

import pytest

from services.indicators.domain.methods.composite_index import Group, Measure, scores
from tests.unit.cli.running import PUBLISHED, Koers, rows

STRUCTURE = PUBLISHED / "desi2020_structure_inferred.csv"
VALUES = PUBLISHED / "digital-agenda-data_DESI_edition2020_full.csv"
SCORES = PUBLISHED / "desi2020_scores_ranks.csv"
DIMENSIONS = {"desi_1_conn": 0.25, "desi_2_hc": 0.25, "desi_3_ui": 0.15, "desi_4_idt": 0.20, "desi_5_dps": 0.15}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "results.csv"


class TestStatisticsCanada:
    def test_every_status_and_every_score(self, koers: Koers, out: Path) -> None:
        cases = PUBLISHED / "statcan_progress_cases.csv"
        done = koers("methods", "check", cases, "--method", "progress-measure", "--out", out, "--strict")
        assert done.code == 0
        found = rows(out)
        assert len(found) == 243
        assert [row["koers_status"] for row in found] == [row["status"] for row in found]
        scored = [row for row in found if row["score"]]
        assert len(scored) == 184
        assert all(abs(float(row["koers_score"]) - float(row["score"])) <= 1e-9 for row in scored)
        assert {row["koers_score"] for row in found if not row["score"]} == {""}
        valued = [row for row in found if row["progress_value"]]
        assert len(valued) == 175
        assert all(abs(float(row["koers_value"]) - float(row["progress_value"])) <= 1e-9 for row in valued)
        assert {row["agrees"] for row in found} == {"true"}

    def test_a_straight_line_judges_3_of_its_65_comparable_targets_otherwise(self, koers: Koers, out: Path) -> None:
        koers("methods", "check", PUBLISHED / "statcan_progress_cases.csv", "--method", "linear", "--out", out)
        ours = {
            "substantial_progress": "on_track",
            "moderate_progress": "at_risk",
            "limited_progress": "off_track",
            "deterioration": "moving_away",
        }
        both = [row for row in rows(out) if row["target"] and row["status"] in ours and row["koers_status"]]
        assert len(both) == 65
        assert sum(row["koers_status"] != ours[row["status"]] for row in both) == 3


class TestSdgIndex:
    def test_507_of_517_arrows_and_each_miss_with_its_reason(self, koers: Koers, out: Path) -> None:
        cases = PUBLISHED / "sdg_index_2019_trend_cases.csv"
        done = koers("methods", "check", cases, "--method", "sdg-index", "--out", out)
        assert done.code == 0
        found = rows(out)
        agrees = Counter(row["agrees"] for row in found)
        assert (len(found), agrees["true"], agrees["false"]) == (517, 507, 10)
        missed = [row for row in found if row["agrees"] == "false"]
        assert Counter((row["published_arrow"], row["koers_status"]) for row in missed) == {
            ("→", "↓"): 9,
            ("↓", "↑"): 1,
        }
        for row in missed:
            line = next(line for line in done.out.splitlines() if f"{row['country']} {row['indicator']}:" in line)
            assert "it falls" in line or "a fall that stays above green" in line

    def test_every_score_and_every_rate(self, koers: Koers) -> None:
        done = koers("methods", "check", PUBLISHED / "sdg_index_2019_trend_cases.csv", "--method", "sdg-index")
        for column in ("score0", "score1", "score_green", "actual_rate", "required_rate"):
            assert f"  {column}: 517 of 517\n" in done.out


class TestDigitalDecade:
    def test_the_baseline_of_5g_to_a_ten_thousandth_of_a_point(self, koers: Koers, out: Path) -> None:
        koers("methods", "check", PUBLISHED / "trajectory_facts.csv", "--method", "logistic", "--out", out)
        found = [row for row in rows(out) if row["indicator"] == "dd_5gc" and row["breakdown"] == "dd_baseline_2023"]
        assert [row["period"] for row in found] == [str(year) for year in range(2019, 2031)]
        assert all(abs(float(row["koers_value"]) - float(row["value"])) <= 1e-4 for row in found)
        assert {row["agrees"] for row in found} == {"true"}

    def test_the_ideal_path_of_ict_specialists_exactly(self, koers: Koers, out: Path) -> None:
        done = koers(
            "methods", "check", PUBLISHED / "trajectory_facts.csv", "--method", "linear", "--out", out, "--strict"
        )
        assert done.code == 0
        found = [row for row in rows(out) if row["breakdown"] == "dd_ideal_2026"]
        assert len(found) == 9
        assert all(float(row["koers_value"]) == pytest.approx(float(row["value"]), abs=1e-12) for row in found)

    def test_what_is_not_reproduced_is_said(self, koers: Koers) -> None:
        done = koers("methods", "check", PUBLISHED / "trajectory_facts.csv", "--method", "digital-decade")
        assert "59 lines, 21 agree, 0 disagree, 20 without a result of this method" in done.out
        assert (
            "no result on 20 lines from line 19 on: no logistic baseline: a value in mio_ind has no ceiling" in done.out
        )


class TestDesi2020:
    @pytest.fixture
    def found(self, out: Path, koers: Koers) -> list[dict[str, str]]:
        arguments = ("--structure", STRUCTURE, "--values", VALUES, "--scores", SCORES, "--out", out, "--strict")
        assert koers("methods", "composite", *arguments).code == 0
        return rows(out)

    def test_every_complete_place_of_2020(self, found: list[dict[str, str]]) -> None:
        published = {row["geo"]: float(row["overall"]) for row in rows(SCORES) if row["data_year_label"] == "2020"}
        totals = {row["geo"]: row["score"] for row in found if (row["period"], row["level"]) == ("2020", "total")}
        complete = {geo: float(score) for geo, score in totals.items() if score}
        assert len(complete) == 23
        assert "EU" in complete
        assert all(abs(score - published[geo]) <= 2e-4 for geo, score in complete.items())
        assert complete["BE"] == pytest.approx(58.7114, abs=2e-4)
        assert sorted(totals.keys() - complete.keys()) == ["FI", "LU", "MT", "PL", "SE", "UK"]

    def test_before_2020_no_place_is_complete_and_none_gets_a_total(self, found: list[dict[str, str]]) -> None:
        totals = [row for row in found if row["level"] == "total" and row["period"] < "2020"]
        assert len(totals) == 145
        assert {row["score"] for row in totals} == {""}

    def test_the_missing_indicator_is_named(self, koers: Koers) -> None:
        done = koers("methods", "composite", "--structure", STRUCTURE, "--values", VALUES)
        assert "2020: 23 of 29 complete\n" in done.out
        assert "LU, MT: incomplete, no usable value of desi_4b2_ecomturn, desi_4b3_sellcb\n" in done.out

    def test_every_published_contribution_of_an_indicator(self, found: list[dict[str, str]]) -> None:
        parents = {row["indicator"]: row["subdimension"] for row in rows(STRUCTURE)}
        published = {
            (row["ref_area"], row["time_period"], row["breakdown"]): float(row["value"])
            for row in rows(VALUES)
            if row["value"] and parents.get(row["breakdown"]) == row["indicator"]
        }
        ours = [row for row in found if row["level"] == "indicator" and row["score"]]
        assert len(ours) == 5574
        assert all(
            abs(float(row["score"]) - published[row["geo"], row["period"], row["name"]]) <= 1.2e-4 for row in ours
        )

    def test_the_complete_places_stand_in_the_published_order(self, koers: Koers) -> None:
        done = koers("methods", "composite", "--structure", STRUCTURE, "--values", VALUES, "--scores", SCORES)
        assert "rank_of_28 2020: the published order of 22 places, 0 turned; 6 lack a value" in done.out
        assert "overall: 23 of 23 within 0.0002; 151 published where a value is missing" in done.out

    @pytest.mark.parametrize("period", ["2015", "2016", "2017", "2018", "2019", "2020"])
    def test_overall_and_rank_from_the_published_dimensions(self, period: str) -> None:
        measures = {name: Group(f"{name}_", 1, (Measure(name, 1, (name,), 0, 100),)) for name in DIMENSIONS}
        index = Group("desi", 1, tuple(Group(name, weight, (measures[name],)) for name, weight in DIMENSIONS.items()))
        published = {row["geo"]: row for row in rows(SCORES) if row["data_year_label"] == period}
        totals = {
            geo: next(iter(scores(index, {(name,): float(row[name]) for name in DIMENSIONS}))).score
            for geo, row in published.items()
        }
        assert len(totals) == 29
        # The dimensions are rounded to four decimals
        assert all(totals[geo] == pytest.approx(float(row["overall"]), abs=2e-4) for geo, row in published.items())
        ranked = sorted(geo for geo, row in published.items() if row["rank_of_28"])
        ranked.sort(key=lambda geo: -(totals[geo] or 0))
        assert [published[geo]["rank_of_28"] for geo in ranked] == [str(rank) for rank in range(1, 29)]
