"""Assessments to write mails about: the case to tell, and made-up ones for every other basis and unit."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from schemas.assessment import (
    Assessment,
    Baseline,
    Benchmark,
    Caveat,
    Episode,
    Freshness,
    Link,
    Pace,
    Projection,
    StandIn,
    Target,
    Tolerance,
)
from schemas.chart import BandPoint, Chart, PathPoint, Point, PointSource
from schemas.period import Period
from schemas.verdicts import Basis, Validity, Verdict
from tests.builders.assessments import digital_skills, text

DEFINITION = text(
    "People 16-74 with at least basic digital skills (Flemish Region). Unit in the source is % of individuals 16-74.",
    "Personen van 16-74 jaar met minstens digitale basisvaardigheden (Vlaams Gewest). Eenheid in de bron: % van de "
    "personen van 16-74 jaar.",
)


def model() -> Assessment:
    """The case to tell, with the agenda's definition."""
    return digital_skills(definition=DEFINITION)


def source(**changes: Any) -> PointSource:
    """A live, made-up series of Statbel."""
    fields: dict[str, Any] = {
        "series_id": "statbel:made_up?geo=BE2&unit=PC",
        "publisher": "statbel",
        "url": "https://statbel.example/data/made_up",
        "query": "geo=BE2&unit=PC",
        "raw_sha256": "0123456789abcdef" * 4,
        "retrieved_at": datetime(2026, 8, 31, 6, 30, tzinfo=UTC),
    }
    return PointSource(**(fields | changes))


def points(**values: float) -> tuple[Point, ...]:
    """Points by year: y2021=54.5."""
    years = ((Period.parse(name.removeprefix("y")), value) for name, value in values.items())
    return tuple(Point(period=period, value=value, shown=f"{value}", source=source()) for period, value in years)


def made_up(history: tuple[Point, ...], **changes: Any) -> Assessment:
    """An assessment without path or target on a made-up history."""
    plain: dict[str, Any] = {
        "key": "made-up/BE2",
        "indicator": "made-up",
        "title": text("Made-up indicator", "Verzonnen indicator"),
        "definition": text("A made-up measure.", "Een verzonnen maat."),
        "latest": history[-1],
        "expected": None,
        "gap": None,
        "ratio": None,
        "baseline": None,
        "target": None,
        "tolerance": None,
        "pace": None,
        "projection": None,
        "splice": None,
        "caveats": (),
        "other_methods": (),
        "history": (),
        "chart": Chart(points=history),
        "episode": episode(changes.get("verdict", Verdict.off_track)),
    }
    return digital_skills(**(plain | changes))


def episode(verdict: Verdict, **changes: Any) -> Episode:
    """An episode that begins with a new figure, its earlier verdict unknown."""
    return Episode(**({"id": "3" * 64, "verdict": verdict, "cause": "data"} | changes))


def goal(value: float, year: int | None = 2030, **changes: Any) -> Target:
    """A target of the Flemish Government."""
    fields: dict[str, Any] = {"operator": ">=", "mode": "reach", "scope": "region", "basis": "policy"}
    return Target(**({"value": value, "year": year} | fields | changes))


def falling(**changes: Any) -> Assessment:
    """Less is better: 5.0 % in 2021, 4.5 % in 2025, at most 1 % in 2030; path 5 - 4 x 4 / 9 = 3.2222."""
    history = points(y2021=5.0, y2025=4.5)
    fields: dict[str, Any] = {
        "direction": "down",
        "expected": 5 - 16 / 9,
        "gap": 5 - 16 / 9 - 4.5,
        "ratio": 0.5 / (16 / 9),
        "baseline": Baseline(period=history[0].period, value=5.0, shown="5.0"),
        "target": goal(1, operator="<="),
        "tolerance": Tolerance(value=0.2, basis="analyst"),
        "pace": Pace(per_year=-0.125, first=history[0].period, last=history[1].period, needed_per_year=-0.7),
        "projection": Projection(year=2030, value=3.875, low=3.1, high=4.6, arrival_year=2053.0),
        "chart": Chart(
            points=history,
            path=(PathPoint(position=2021, value=5), PathPoint(position=2030, value=1)),
            projection=(
                BandPoint(position=2025, value=4.5, low=4.5, high=4.5),
                BandPoint(position=2030, value=3.875, low=3.1, high=4.6),
            ),
        ),
    }
    return made_up(history, **(fields | changes))


def on_path(unit: str, **changes: Any) -> Assessment:
    """A path in any unit: 20 in 2021, 24 in 2025, 56 in 2030; path 20 + 4 x 4 = 36, gap -12, ratio 4 / 16."""
    history = points(y2021=20.0, y2025=24.0)
    fields: dict[str, Any] = {
        "unit": unit,
        "expected": 36.0,
        "gap": -12.0,
        "ratio": 0.25,
        "baseline": Baseline(period=history[0].period, value=20.0, shown="20"),
        "target": goal(56),
        "pace": Pace(per_year=1.0, first=history[0].period, last=history[1].period, needed_per_year=6.4),
        "projection": Projection(year=2030, value=29.0, low=27.0, high=31.0, arrival_year=2057.0),
    }
    return made_up(history, **(fields | changes))


def held(verdict: Verdict = Verdict.off_track, value: float = 2.5, **changes: Any) -> Assessment:
    """A floor of 3 % of GDP."""
    fields: dict[str, Any] = {
        "basis": Basis.hold,
        "verdict": verdict,
        "unit": "percent_of_gdp",
        "gap": value - 3,
        "target": goal(3, None, mode="hold"),
    }
    return made_up(points(y2025=value), **(fields | changes))


def beside(verdict: Verdict = Verdict.off_track, **changes: Any) -> Assessment:
    """34.5 % in 2025 where the EU has 44.8 %; five years before the gap was 7.2 points."""
    benchmark = Benchmark(
        kind="EU27_2020",
        value=44.8,
        period=Period.parse("2025"),
        gap=-10.3,
        gap_before=-7.2,
        before_period=Period.parse("2020"),
    )
    fields: dict[str, Any] = {"basis": Basis.benchmark, "verdict": verdict, "gap": -10.3, "benchmark": benchmark}
    return made_up(points(y2020=30.0, y2025=34.5), **(fields | changes))


def drifting(verdict: Verdict = Verdict.moving_away, **changes: Any) -> Assessment:
    """Without target: 450 in 2020, 400 in 2025, more is better."""
    history = points(y2020=450.0, y2025=400.0)
    pace = Pace(per_year=-10.0, first=history[0].period, last=history[1].period)
    fields: dict[str, Any] = {"basis": Basis.direction, "verdict": verdict, "unit": "count", "pace": pace}
    return made_up(history, **(fields | changes))


def missed(**changes: Any) -> Assessment:
    """80 % was promised for 2024; it was 71.3 %."""
    history = points(y2020=60.0, y2024=71.3)
    fields: dict[str, Any] = {
        "verdict": Verdict.missed,
        "gap": -8.7,
        "expected": 80.0,
        "target": goal(80, 2024),
        "baseline": Baseline(period=history[0].period, value=60.0, shown="60.0"),
    }
    return made_up(history, **(fields | changes))


def stand_in(**changes: Any) -> Assessment:
    """The model case with the Belgian figures in place of the Flemish ones."""
    links = tuple(link.model_copy(update={"stand_in": True}) for link in model().links)
    place = StandIn(geo="BE", instead_of="BE2", kind="fallback")
    return digital_skills(**({"definition": DEFINITION, "stand_in": place, "links": links} | changes))


def proxy(**changes: Any) -> Assessment:
    """The model case for a recommendation it is only a proxy of."""
    link = Link(number=15, slug="r15", title=text("R15", "R15"), validity=Validity.proxy)
    return digital_skills(**({"definition": DEFINITION, "links": (link,)} | changes))


def soft(**changes: Any) -> Assessment:
    """The model case with a provisional newest figure and a weak verdict."""
    base = model()
    assert base.latest
    newest = replace(base.latest, flags="p", provisional=True)
    said = text("The publisher calls the newest figure provisional.", "De uitgever noemt het cijfer voorlopig.")
    caveats = (Caveat(code="provisional", text=said),)
    fields: dict[str, Any] = {"definition": DEFINITION, "latest": newest, "confidence": "weak", "caveats": caveats}
    return digital_skills(**(fields | changes))


def broken(**changes: Any) -> Assessment:
    """A series that broke in 2024, with the caveat that says so."""
    said = text(
        "Break in 2024 (new questionnaire): earlier figures are shown, not compared.",
        "Breuk in 2024 (nieuwe vragenlijst): eerdere cijfers worden getoond, niet vergeleken.",
    )
    return beside(**({"caveats": (Caveat(code="break", text=said),)} | changes))


def late(**changes: Any) -> Assessment:
    """The model case whose next figure does not come."""
    return digital_skills(**({"freshness": Freshness(state="overdue", next_release="2026-03")} | changes))
