"""What the newest figure means, sentence by sentence, for every basis, verdict and direction; made-up figures."""

import pytest

from schemas.agenda import Unit
from schemas.assessment import Assessment, Baseline, Benchmark, Pace, PeerChange, Projection, Rank
from schemas.period import Period
from schemas.verdicts import Undetermined, Verdict
from services.alerts.mail.figures import pace_sentences, rows
from services.alerts.mail.judging import judgement
from services.alerts.mail.opening import before, figure
from services.runtime.wording import LANGUAGES, Lang
from tests.builders.assessments import text, without_data
from tests.unit.alerts_mail.cases import both
from tests.unit.alerts_mail.made_up import (
    beside,
    drifting,
    episode,
    falling,
    goal,
    held,
    made_up,
    missed,
    model,
    on_path,
    points,
)

NBSP = "\u00a0"


def told(words: str) -> str:
    """A sentence with plain spaces."""
    return words.replace(NBSP, " ")


SENTENCES = [
    (on_path("percent"), "Dat is te weinig om 56 % te halen in 2030.", "That is not enough to reach 56% by 2030."),
    (
        on_path("percent", verdict=Verdict.at_risk),
        "Dat ligt achter op het pad naar 56 % in 2030.",
        "That is behind the path to 56% by 2030.",
    ),
    (
        on_path("percent", verdict=Verdict.moving_away),
        "Dat is verder van het doel (56 % in 2030) dan bij het begin in 2021.",
        "That is further from the target (56% by 2030) than at the start in 2021.",
    ),
    (
        on_path("percent", verdict=Verdict.on_track, gap=0.3),
        "Dat ligt op koers naar 56 % in 2030.",
        "That is on course for 56% by 2030.",
    ),
    (
        on_path("percent", verdict=Verdict.on_track, gap=-0.3),
        "Dat wijkt niet meer dan de tolerantie af van het pad naar 56 % in 2030.",
        "That differs from the path to 56% by 2030 by no more than the tolerance.",
    ),
    (falling(), "Dat is te veel om tot 1 % te dalen in 2030.", "That is too much to come down to 1% by 2030."),
    (
        falling(target=goal(15, operator="<")),
        "Dat is te veel om tot minder dan 15 % te dalen in 2030.",
        "That is too much to come down to less than 15% by 2030.",
    ),
    (missed(), "Daarmee is het doel van 80 % in 2024 niet gehaald.", "That misses the target of 80% by 2024."),
    (
        missed(verdict=Verdict.met, target=goal(70, 2024)),
        "Daarmee is het doel van 70 % in 2024 gehaald.",
        "That meets the target of 70% by 2024.",
    ),
    (
        missed(verdict=Verdict.met, target=goal(71.5, 2024)),
        "Daarmee geldt het doel van 71,5 % in 2024 als gehaald.",
        "The target of 71.5% by 2024 counts as met.",
    ),
    (held(), "Dat is onder de ondergrens van 3 % van het bbp.", "That is below the floor of 3% of GDP."),
    (
        held(Verdict.at_risk, 2.9),
        "Dat is net onder de ondergrens van 3 % van het bbp.",
        "That is just below the floor of 3% of GDP.",
    ),
    (
        held(Verdict.moving_away),
        "Dat is onder de ondergrens van 3 % van het bbp, en het daalt verder.",
        "That is below the floor of 3% of GDP and still falling.",
    ),
    (held(Verdict.on_track, 3.1), "Dat haalt de ondergrens van 3 % van het bbp.", "That meets the floor of 3% of GDP."),
    (
        held(Verdict.on_track, 2.95),
        "Dat wijkt niet meer dan de tolerantie af van de grens van 3 % van het bbp.",
        "That differs from the limit of 3% of GDP by no more than the tolerance.",
    ),
    (
        held(Verdict.off_track, 4.0, direction="down", gap=-1.0),
        "Dat is boven de bovengrens van 3 % van het bbp.",
        "That is above the ceiling of 3% of GDP.",
    ),
    (
        beside(),
        "Dat is 10,3 procentpunt onder het EU-gemiddelde (44,8 %); in 2020 was het verschil 7,2 procentpunt.",
        "That is 10.3 percentage points below the EU average (44.8%); in 2020 the difference was 7.2 percentage "
        "points.",
    ),
    (
        beside(Verdict.moving_away),
        "Dat is 10,3 procentpunt onder het EU-gemiddelde (44,8 %); in 2020 was het verschil 7,2 procentpunt, en het "
        "eigen cijfer verslechtert.",
        "That is 10.3 percentage points below the EU average (44.8%); in 2020 the difference was 7.2 percentage "
        "points, and its own figure is getting worse.",
    ),
    (
        drifting(),
        "Sinds 2020 gaat het de verkeerde kant op: −10 per jaar, terwijl een stijging gewenst is.",
        "It has moved the wrong way since 2020: −10 a year, where a rise is wanted.",
    ),
    (
        drifting(Verdict.at_risk, direction="down"),
        "Sinds 2020 beweegt het nauwelijks: −10 per jaar, terwijl een daling gewenst is.",
        "It has hardly moved since 2020: −10 a year, where a fall is wanted.",
    ),
    (
        without_data(reason=Undetermined.suppressed),
        "Een oordeel is nu niet mogelijk: de uitgever toont het cijfer niet.",
        "No verdict is possible now: the publisher does not show the figure.",
    ),
]


@pytest.mark.parametrize(("assessment", "nl", "en"), SENTENCES)
def test_what_the_figure_means(assessment: Assessment, nl: str, en: str) -> None:
    assert told(judgement(assessment, "nl")) == nl
    assert told(judgement(assessment, "en")) == en


def test_a_benchmark_of_another_period_or_on_the_other_side_is_told_with_it() -> None:
    """Less is better, and it was better than the EU before: 12.0 beside 10.0 in 2024, 8.0 beside 9.0 in 2019."""
    benchmark = Benchmark(
        kind="EU27_2020", value=10.0, period=Period.parse("2024"), gap=-2.0, gap_before=1.0,
        before_period=Period.parse("2019"),
    )  # fmt: skip
    worse = beside(direction="down", benchmark=benchmark)
    assert told(judgement(worse, "nl")) == (
        "Dat is 2,0 procentpunt boven het EU-gemiddelde (10,0 %, 2024); in 2019 was het verschil 1,0 procentpunt onder."
    )


def test_beside_a_benchmark_both_changes_and_the_place_stand_in_rows() -> None:
    """It rose by 4.5 points since 2020 and fell behind all the same, from place 9 to 12."""
    y2020, y2025 = Period.parse("2020"), Period.parse("2025")
    theirs = PeerChange(peer="EU27_2020", first=y2020, last=y2025, own=4.5, others=7.6, gap_before=-7.2, gap=-10.3)
    neighbours = theirs.model_copy(update={"peer": "NL", "others": 9.9})
    rank = Rank(first=y2020, last=y2025, own=4.5, before=9, now=12, of=27)
    shown = rows(beside(peers=(neighbours, theirs), rank=rank), "nl")
    assert [(row.label, told(row.value), told(row.remark)) for row in shown[-2:]] == [
        ("Verandering sinds 2020", "+4,5 procentpunt", "EU-gemiddelde: +7,6 procentpunt"),
        ("Plaats in de EU", "12", "van 27; 9 in 2020"),
    ]
    english = rows(beside(peers=(theirs,), rank=rank), "en")
    assert [(row.label, told(row.remark)) for row in english[-2:]] == [
        ("Change since 2020", "EU average: +7.6 percentage points"),
        ("Place in the EU", "of 27; 9 in 2020"),
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("unit", Unit.__args__)  # type: ignore[attr-defined]
def test_every_unit_of_the_agenda_is_written_out(unit: str, lang: Lang) -> None:
    a = on_path(unit)
    sentences = [figure(a, lang), judgement(a, lang), *pace_sentences(a, lang)]
    sentences += [f"{row.label} {row.value} {row.remark}" for row in rows(a, lang)]
    whole = told(" ".join(sentences))
    for expected in ("24", "36", "12", "56", "29", "2057"):
        assert expected in whole
    assert ("%" in whole) == (unit in ("percent", "percent_of_gdp"))


def test_a_share_tells_of_whom_and_another_unit_does_not() -> None:
    assert told(figure(model(), "nl")).startswith("In het Vlaams Gewest had 61,2 % van de 16- tot 74-jarigen in 2025 ")
    assert told(figure(on_path("eur_million"), "en")) == (
        "Made-up indicator: 24.0 million euro in the Flemish Region in 2025."
    )


def test_the_place_is_not_said_twice() -> None:
    deaths = made_up(
        points(y2024=260), unit="persons", title=text("Road deaths in the Flemish Region", "Verkeersdoden")
    )
    assert told(figure(deaths, "en")) == "Road deaths in the Flemish Region: 260 people in 2024."
    assert told(figure(deaths, "nl")) == "Verkeersdoden: 260 personen in het Vlaams Gewest in 2024."


@pytest.mark.parametrize(
    ("latest", "direction", "expected"),
    [
        (0.1, "up", both("nagenoeg geen groei.", "almost no growth.")),
        (-1.5, "up", both("sindsdien is het gedaald.", "since then it has fallen.")),
        (-0.1, "down", both("nagenoeg geen daling.", "almost no decline.")),
        (1.5, "down", both("sindsdien is het gestegen.", "since then it has risen.")),
    ],
)
def test_the_newest_stretch_is_told_where_it_is_flat_or_falls_back(
    latest: float, direction: str, expected: dict[Lang, str]
) -> None:
    per_year = 2.0 if direction == "up" else -2.0
    history = points(y2021=50.0, y2023=55.0, y2025=55.2)
    since = episode(Verdict.off_track, from_verdict=Verdict.on_track, from_period=history[1].period)
    pace = Pace(
        per_year=per_year, first=history[0].period, last=history[2].period, latest=latest,
        latest_first=history[1].period, standstill=True,
    )  # fmt: skip
    a = made_up(history, direction=direction, episode=since, pace=pace)
    assert before(a, "nl").endswith(expected["nl"])
    assert before(a, "en").endswith(expected["en"])


def test_a_setback_hidden_by_the_average_is_called_one() -> None:
    """50 in 2021, 60 in 2023, 56 in 2025: +10, then -4; on average +1.5 a year."""
    history = points(y2021=50.0, y2023=60.0, y2025=56.0)
    pace = Pace(
        per_year=1.5, first=history[0].period, last=history[2].period, latest=-2.0, latest_first=history[1].period,
        standstill=True,
    )  # fmt: skip
    assert told(" ".join(pace_sentences(made_up(history, pace=pace, basis="path"), "nl"))) == (
        "Het tempo is het gemiddelde sinds 2021: +1,5 procentpunt per jaar. Dat gemiddelde verbergt een terugval: "
        "+10,0 procentpunt tot 2023, daarna −4,0 procentpunt."
    )


@pytest.mark.parametrize(
    ("arrival", "nl"),
    [
        (2036.2, "56 % pas in 2036 (verhouding 0,25)"),
        (2030.4, "56 % pas later in 2030 (verhouding 0,25)"),
        (2028.0, "56 % in 2028 (verhouding 0,25)"),
        (None, "56 % wordt zo niet bereikt (verhouding 0,25)"),
    ],
)
def test_when_the_target_is_reached_at_this_pace(arrival: float | None, nl: str) -> None:
    ahead = Projection(year=2030, value=29.0, low=27.0, high=31.0, arrival_year=arrival)
    assert told(rows(on_path("percent", projection=ahead), "nl")[-1].remark) == nl


def test_a_start_that_is_the_newest_figure_is_not_told_as_a_start() -> None:
    history = points(y2025=2.5)
    alone = held(baseline=Baseline(period=history[0].period, value=2.5, shown="2.5"))
    assert rows(alone, "nl")[0].remark == ""
