"""One specification draws everything a reader must see, on page and in mail."""

import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from schemas.assessment import Benchmark, Target
from schemas.base import Text
from schemas.chart import Chart
from schemas.period import Period
from services.runtime.charts import PALETTE, chart_spec, describe, render_png, render_svg
from tests.builders.assessments import Y2021, Y2025, digital_skills, eurostat_source, point, without_data

WIDTH_AT = slice(16, 20)


def rows(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """All data of all layers."""
    return [row for layer in spec["layer"] for row in layer["data"]["values"]]


def texts(svg: str) -> list[str]:
    """All words drawn."""
    return [node.text or "" for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_the_chart_shows_latest_needed_and_target_in_the_readers_format() -> None:
    drawn = texts(render_svg(chart_spec(digital_skills(), "nl")))
    for words in ("61,2\u00a0%", "nodig 65,8\u00a0%", "doel 80\u00a0%", "Vlaams Gewest", "België", "EU", "2030"):
        assert words in drawn


def test_axis_numbers_follow_the_language() -> None:
    million = digital_skills(unit="persons", target=None, expected=None, gap=None)
    scaled = [replace(p, value=(p.value or 0) * 1000) for p in million.chart.points]
    case = million.model_copy(update={"chart": Chart(points=tuple(scaled)), "latest": scaled[-1]})
    assert "60.000" in texts(render_svg(chart_spec(case, "nl")))
    assert "60,000" in texts(render_svg(chart_spec(case, "en")))


def test_no_line_runs_across_a_break() -> None:
    points = (
        point(Y2021, 54.5, "54.5", eurostat_source()),
        point(Period.parse("2022"), 60.0, "60", eurostat_source(), flags="b", is_break=True),
        point(Y2025, 61.2, "61.2", eurostat_source()),
    )
    spec = chart_spec(digital_skills(chart=Chart(points=points)), "nl")
    own = next(layer["data"]["values"] for layer in spec["layer"] if "detail" in layer["encoding"])
    assert [row["segment"] for row in own] == [0, 1, 1]
    assert "breuk" in texts(render_svg(spec))


def test_a_provisional_point_is_hollow() -> None:
    soft = (
        point(Y2021, 54.5, "54.5", eurostat_source()),
        point(Y2025, 61.2, "61.2", eurostat_source(), provisional=True),
    )
    assert [r["soft"] for r in rows(chart_spec(digital_skills(chart=Chart(points=soft)), "nl")) if "soft" in r][:2] == [
        False,
        True,
    ]


def test_a_missing_value_is_not_drawn_as_zero() -> None:
    holes = (point(Y2021, None, None, eurostat_source()), point(Y2025, 61.2, "61.2", eurostat_source()))
    drawn = rows(chart_spec(digital_skills(chart=Chart(points=holes)), "nl"))
    assert all(row["x"] != Y2021.position for row in drawn if "soft" in row)


def test_a_standing_limit_and_a_benchmark_are_level_lines() -> None:
    limit = Target(value=3, operator="<=", mode="hold", scope="region", basis="agenda")
    assert "limit 3%" in texts(render_svg(chart_spec(digital_skills(target=limit), "en")))
    others = Benchmark(kind="EU27_2020", value=56.2, period=Y2025, gap=5.0)
    assert "benchmark 56.2%" in texts(render_svg(chart_spec(digital_skills(benchmark=others), "en")))


def test_a_share_never_leaves_its_range() -> None:
    high = (point(Y2021, 98.0, "98", eurostat_source()), point(Y2025, 99.9, "99.9", eurostat_source()))
    spec = chart_spec(digital_skills(chart=Chart(points=high), target=None), "nl")
    assert spec["layer"][0]["encoding"]["y"]["scale"]["domain"][1] == 100


def test_hostile_labels_are_escaped() -> None:
    case = digital_skills(geo="<script>alert(1)</script>", title=Text(en="</svg><script>", nl="</svg><script>"))
    svg = render_svg(chart_spec(case, "nl"))
    assert "<script" not in svg
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in svg


def test_the_svg_needs_no_inline_style_and_no_address() -> None:
    svg = render_svg(chart_spec(digital_skills(), "nl"))
    assert "<style" not in svg
    assert " style=" not in svg
    assert not re.search(r"(href|src)=", svg)


def test_every_colour_drawn_is_of_the_palette() -> None:
    svg = render_svg(chart_spec(digital_skills(), "nl"))
    assert set(re.findall(r"#[0-9a-f]{6}\b", svg)) <= set(PALETTE)


def test_the_png_holds_words_on_a_machine_without_fonts() -> None:
    spec = chart_spec(digital_skills(), "nl")
    wordless = {**spec, "config": {**spec["config"], "font": "No Such Font"}}
    with_words, without = render_png(spec), render_png(wordless)
    assert with_words.startswith(b"\x89PNG")
    assert len(with_words) > 1.3 * len(without)


def test_scale_multiplies_pixels() -> None:
    spec = chart_spec(digital_skills(), "nl", width=300, height=200)
    once, twice = (int.from_bytes(render_png(spec, scale)[WIDTH_AT]) for scale in (1, 2))
    assert twice == pytest.approx(2 * once, abs=1)


def test_an_indicator_without_figures_gives_an_empty_frame() -> None:
    assert render_svg(chart_spec(without_data(), "nl")).startswith("<svg")
    assert describe(without_data(), "nl") == "Grafiek zonder cijfers: Een indicator zonder cijfers (verzonnen)."


def test_the_chart_is_told_in_words() -> None:
    assert describe(digital_skills(), "en") == (
        "Line chart: At least basic digital skills, Flemish Region; from 54.5% in 2021 to 61.2% in 2025; "
        "needed in 2025: 65.8%; target: 80% (2030); at the pace since 2021 69.6% in 2030; "
        "for comparison: Belgium, EU."
    )
