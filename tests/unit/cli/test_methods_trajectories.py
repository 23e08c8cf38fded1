"""Trajectories of the Digital Decade in `koers methods check`. All of them are made up."""

import pytest

from tests.unit.cli.running import Cases

FACTS = "indicator,breakdown,unit,country,period,value,flags"
HISTORY = tuple(f"kpi,dd_hist_2024,pc_ent,XX,{year},{value}," for year, value in ((2020, 10), (2021, 20), (2022, 35)))


def test_other_countries_years_and_editions(cases: Cases) -> None:
    other = [line.replace("XX", "YY").replace("2024,", "2025,") for line in HISTORY]
    cases.write(
        FACTS,
        "kpi,dd_baseline_2024,pc_ent,XX,2022,35,",
        "kpi,dd_ideal_2031,pc_ent,XX,2026,55,",
        "kpi,dd_target_2030,pc_ent,XX,2030,75,",
        "kpi,ent_all,pc_ent,XX,desi_2026,text,",
        *reversed(HISTORY),
        *other,
    )
    found = cases.results("digital-decade")
    assert [row["agrees"] for row in found[:4]] == ["true", "true", "", ""]
    # From 35 in 2022 to 75 in 2030, half of the way
    assert found[1]["koers_value"] == "55.0"


def test_a_history_of_the_same_edition_comes_first(cases: Cases) -> None:
    older = [line.replace("hist_2024", "hist_2023").replace(",35,", ",30,") for line in HISTORY]
    cases.write(FACTS, "kpi,dd_baseline_2023,pc_ent,XX,2022,30,", *HISTORY, *older)
    assert cases.results("logistic")[0]["agrees"] == "true"


def test_the_ideal_path_starts_at_its_first_year_whatever_was_seen_later(cases: Cases) -> None:
    later = "kpi,dd_hist_2024,pc_ent,XX,2023,60,"
    path = ("kpi,dd_ideal_2024,pc_ent,XX,2022,35,", "kpi,dd_ideal_2024,pc_ent,XX,2026,55,")
    cases.write(FACTS, *HISTORY, later, *path, "kpi,dd_target_2030,pc_ent,XX,2030,75,")
    assert [row["agrees"] for row in cases.results("linear")[-3:]] == ["true", "true", ""]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("kpi,dd_ideal_2024,pc_ent,XX,2026,55,",), "no target is given"),
        (
            ("kpi,dd_ideal_2024,pc_ent,XX,2026,55,", "kpi,dd_target_2030,pc_ent,XX,2030,75,"),
            "no observation is given from which the path could start",
        ),
        (("kpi,dd_baseline_2024,mio_ind,XX,2026,55,",), "a value in mio_ind has no ceiling"),
        (("kpi,dd_baseline_2024,pc_ent,XX,2026,55,",), "no curve fits the history"),
    ],
)
def test_what_has_no_line_says_why(cases: Cases, lines: tuple[str, ...], reason: str) -> None:
    assert reason in cases.write(FACTS, *lines).said("digital-decade")
    assert cases.results("digital-decade")[0]["agrees"] == "false"


def test_the_weather_towards_a_target(cases: Cases) -> None:
    history = [f"kpi,dd_hist_2024,pc_ent,XX,{2019 + step},{10 + 10 * step}," for step in range(6)]
    target = "kpi,dd_target_2030,pc_ent,XX,2030,100,"
    found = cases.write(FACTS, *history, target, "other,dd_target_2030,pc_ent,XX,2030,100,").results("destatis")
    assert (found[-2]["koers_value"], found[-2]["koers_status"], found[-2]["agrees"]) == ("120.0", "sun", "")
    assert (found[-1]["koers_value"], found[-1]["koers_status"]) == ("", "")
