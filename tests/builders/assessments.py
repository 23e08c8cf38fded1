"""The case to tell Koers by, as an assessment: basic digital skills in the Flemish Region, 54.5 → 61.0 → 61.2.

Figures: Federal Planning Bureau (2021), Statbel as quoted in the press (2023), Eurostat isoc_r_dskl_i (2025). Worked
out by hand: path 54.5 + 4 x (80 - 54.5) / 9 = 65.8333; gap 61.2 - 65.8333 = -4.6333; ratio 6.7 / 11.3333 = 0.5912;
pace 6.7 / 4 = 1.675 a year; 2030: 54.5 + 9 x 1.675 = 69.575; arrival 2025 + 18.8 / 1.675 = 2036.22. The limits of the
projection, the hashes, the other methods' values and the comparators are made up.
"""

from datetime import UTC, datetime
from typing import Any

from schemas.assessment import (
    AgendaEdition,
    Assessment,
    Baseline,
    Caveat,
    Episode,
    Freshness,
    Input,
    Link,
    OtherMethod,
    Owner,
    Pace,
    PeriodVerdict,
    Projection,
    Splice,
    SplicePart,
    Target,
    Tolerance,
)
from schemas.base import Text
from schemas.chart import BandPoint, Chart, Comparator, PathPoint, Point, PointSource
from schemas.period import Period
from schemas.stats import Citation
from schemas.target import OpenTarget, TargetPart
from schemas.verdicts import Basis, Cause, DriftPolicy, Undetermined, Validity, Verdict

RETRIEVED = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
EUROSTAT_RAW = "e" * 64
EUROSTAT = "eurostat:isoc_r_dskl_i?freq=A&geo=BE2&indic_is=I_DSK2_BAB&unit=PC_IND"
FIGURES = "figures:digital-skills-basic?geo=BE2"
Y2021, Y2023, Y2025 = (Period.parse(year) for year in ("2021", "2023", "2025"))


def text(en: str, nl: str) -> Text:
    """A text in both languages."""
    return Text(en=en, nl=nl)


def eurostat_source(geo: str = "BE2") -> PointSource:
    """Where the figure of 2025 comes from."""
    return PointSource(
        series_id=EUROSTAT.replace("geo=BE2", f"geo={geo}"),
        publisher="Eurostat",
        url="https://ec.europa.eu/eurostat/databrowser/view/isoc_r_dskl_i/default/table",
        query="https://ec.europa.eu/eurostat/api/dissemination/statistics/1.0/data/isoc_r_dskl_i?geo=BE2",
        raw_sha256=EUROSTAT_RAW,
        retrieved_at=RETRIEVED,
        published_at=datetime(2025, 12, 16, 10, 0, tzinfo=UTC),
        live=False,
    )


def printed_source(publisher: str, reference: str) -> PointSource:
    """Where a transcribed figure comes from."""
    return PointSource(
        series_id=FIGURES,
        publisher=publisher,
        raw_sha256="f" * 64,
        retrieved_at=RETRIEVED,
        live=False,
        citation=Citation(publisher=publisher, reference=reference),
    )


def point(period: Period, value: float | None, shown: str | None, source: PointSource, **more: Any) -> Point:
    """One point of the history."""
    return Point(period=period, value=value, shown=shown, source=source, **more)


def digital_skills(**changes: Any) -> Assessment:
    """The assessment of `digital-skills-basic/BE2`, with `changes` to its fields."""
    planning = printed_source("federal_planning_bureau", "Federal Planning Bureau, indicators.be, digital skills")
    statbel = printed_source("statbel", "Statbel release of 2023-11-23 as quoted in the press; rounded")
    points = (
        point(Y2021, 54.5, "54.5", planning),
        point(Y2023, 61.0, "61", statbel),
        point(Y2025, 61.2, "61.20", eurostat_source()),
    )
    fields: dict[str, Any] = {
        "key": "digital-skills-basic/BE2",
        "indicator": "digital-skills-basic",
        "geo": "BE2",
        "title": text(
            "At least basic digital skills, Flemish Region", "Minstens digitale basisvaardigheden, Vlaams Gewest"
        ),
        "definition": text(
            "People aged 16 to 74 with at least basic digital skills, as a share of all people aged 16 to 74.",
            "Personen van 16 tot 74 jaar met minstens digitale basisvaardigheden, in % van alle 16- tot 74-jarigen.",
        ),
        "unit": "percent",
        "direction": "up",
        "frequency": "biennial",
        "drift_policy": DriftPolicy.alert,
        "agenda": AgendaEdition(edition=1, sha256="a" * 64),
        "basis": Basis.path,
        "verdict": Verdict.off_track,
        "episode": Episode(
            id="1" * 64,
            verdict=Verdict.off_track,
            since=Y2025,
            from_verdict=Verdict.on_track,
            from_period=Y2023,
            cause=Cause.data,
        ),
        "history": (
            PeriodVerdict(
                period=Y2023, value=61.0, expected=54.5 + 2 * 25.5 / 9, ratio=1.147, verdict=Verdict.on_track
            ),
            PeriodVerdict(
                period=Y2025, value=61.2, expected=54.5 + 4 * 25.5 / 9, ratio=0.591, verdict=Verdict.off_track
            ),
        ),
        "latest": points[-1],
        "expected": 54.5 + 4 * 25.5 / 9,
        "gap": 61.2 - (54.5 + 4 * 25.5 / 9),
        "ratio": 6.7 / (4 * 25.5 / 9),
        "baseline": Baseline(period=Y2021, value=54.5, shown="54.5"),
        "target": Target(
            value=80,
            operator=">=",
            year=2030,
            mode="reach",
            scope="union",
            basis="legal",
            reference=text("Decision (EU) 2022/2481, article 4", "Besluit (EU) 2022/2481, artikel 4"),
        ),
        "tolerance": Tolerance(value=2.0, basis="analyst"),
        "pace": Pace(
            per_year=1.675,
            first=Y2021,
            last=Y2025,
            needed_per_year=3.76,
            latest=0.1,
            latest_first=Y2023,
            standstill=True,
        ),
        "projection": Projection(year=2030, value=69.575, low=64.1, high=75.0, arrival_year=2036.22),
        "freshness": Freshness(state="fresh", next_release="2027-12"),
        "caveats": (
            Caveat(
                code="rounding",
                text=text(
                    "Sampling and rounding: 61.0 and 61.2 do not differ measurably.",
                    "Steekproef en afronding: 61,0 en 61,2 verschillen niet aantoonbaar.",
                ),
            ),
        ),
        "splice": Splice(
            comparable=True,
            note=text("One survey and one definition, published by several.", "Eén enquête en één definitie."),
            parts=(
                SplicePart(periods=(Y2021,), publisher="federal_planning_bureau", reference="indicators.be"),
                SplicePart(periods=(Y2023,), publisher="statbel", reference="release of 2023-11-23"),
                SplicePart(periods=(Y2025,), publisher="eurostat", reference="isoc_r_dskl_i"),
            ),
        ),
        "inputs": (
            input_of(EUROSTAT, version=1, content="c" * 64, raw=EUROSTAT_RAW),
            input_of(FIGURES, version=1, content="d" * 64, raw="f" * 64),
        ),
        "other_methods": (
            OtherMethod(
                method="cagr", value=0.675, verdict="at_risk", agrees=False, score=0.536, status="moderate_progress"
            ),
            OtherMethod(method="un", value=0.637, verdict="at_risk", agrees=True, status="fair_progress"),
        ),
        "chart": Chart(
            points=points,
            path=(PathPoint(position=2021, value=54.5), PathPoint(position=2030, value=80)),
            projection=(
                BandPoint(position=2025, value=61.2, low=61.2, high=61.2),
                BandPoint(position=2030, value=69.575, low=64.1, high=75.0),
            ),
            comparators=(
                Comparator(
                    geo="BE",
                    points=(
                        point(Y2021, 54.2, "54.23", eurostat_source("BE")),
                        point(Y2023, 59.4, "59.39", eurostat_source("BE")),
                    ),
                ),
                Comparator(
                    geo="EU27_2020",
                    points=(
                        point(Y2021, 53.9, "53.92", eurostat_source("EU27_2020")),
                        point(Y2023, 55.6, "55.56", eurostat_source("EU27_2020")),
                    ),
                ),
            ),
        ),
        "links": (
            Link(
                number=15,
                slug="basic-digital-skills",
                title=text("Basic digital skills for everyone", "Digitale basisvaardigheden voor iedereen"),
                validity=Validity.direct,
                lead=True,
            ),
            Link(
                number=35,
                slug="digital-inclusion-culture",
                title=text("Digital inclusion through culture", "Digitale inclusie via cultuur"),
                validity=Validity.proxy,
            ),
        ),
        "owners": (
            Owner(
                body="department-of-education",
                name=text("Department of Education and Training", "Departement Onderwijs en Vorming"),
                recommendations=(15,),
            ),
            Owner(
                body="cjm",
                name=text("Culture, Youth and Media", "Cultuur, Jeugd en Media"),
                recommendations=(35,),
            ),
        ),
    }
    return Assessment(**(fields | changes))


def input_of(series_id: str, *, version: int, content: str, raw: str) -> Input:
    """One input at a version."""
    return Input(series_id=series_id, version=version, content_sha256=content, raw_sha256=raw, retrieved_at=RETRIEVED)


def incomplete(*missing: TargetPart, **changes: Any) -> Assessment:
    """The digital skills with a made-up target of which these parts are still to be defined."""
    known = {"value": 80.0, "year": 2030}
    target = OpenTarget(
        missing=missing,
        operator=">=",
        scope="region",
        basis="agenda",
        reference=text("A made-up recommendation", "Een verzonnen aanbeveling"),
        **{name: found for name, found in known.items() if name not in missing},  # type: ignore[arg-type]
    )
    unjudged: dict[str, Any] = {
        "verdict": Verdict.undetermined,
        "reason": Undetermined.no_target,
        "basis": None,
        "episode": Episode(id="4" * 64, verdict=Verdict.undetermined, cause=Cause.data),
        "target_to_define": target,
        "history": (),
        "other_methods": (),
        "caveats": (),
    }
    bare = ("target", "expected", "gap", "ratio", "baseline", "projection", "tolerance", "splice")
    return digital_skills(**(unjudged | dict.fromkeys(bare) | changes))


def without_data(indicator: str = "no-figure-yet", **changes: Any) -> Assessment:
    """An assessment that cannot be made: no figure at all."""
    base = digital_skills().model_dump()
    for name in ("latest", "expected", "gap", "ratio", "baseline", "pace", "projection", "splice", "basis"):
        base[name] = None
    empty: dict[str, Any] = {
        "key": f"{indicator}/BE2",
        "indicator": indicator,
        "title": {"en": "An indicator without figures (made up)", "nl": "Een indicator zonder cijfers (verzonnen)"},
        "verdict": Verdict.undetermined,
        "reason": Undetermined.no_data,
        "episode": {"id": "2" * 64, "verdict": "undetermined", "cause": "data"},
        "history": (),
        "inputs": (),
        "other_methods": (),
        "chart": {},
        "caveats": (),
        "freshness": {"state": "unknown"},
    }
    return Assessment.model_validate(base | empty | changes)
