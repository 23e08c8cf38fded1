"""Titles and groups as the agenda writes them, turned into words of a sentence. Definitions are the agenda's own."""

import pytest

from schemas.base import Text
from services.alerts.mail.population import lower_first, placed_title, population, short_title
from services.runtime.wording import Lang
from tests.builders.assessments import text
from tests.unit.alerts_mail.made_up import made_up, points, stand_in


def defined(nl: str, en: str, unit: str = "percent") -> dict[str, object]:
    """Changes that give an assessment this definition."""
    return {"definition": text(en, nl), "unit": unit}


@pytest.mark.parametrize(
    ("nl", "en", "share"),
    [
        (
            "Personen van 25-64 jaar die onderwijs of opleiding volgen (Vlaams Gewest). Eenheid in de bron: % van de "
            "bevolking van 25-64 jaar.",
            "Adults 25-64 in education or training (Flemish Region). Unit in the source is % of population 25-64.",
            ("van de bevolking van 25 tot 64 jaar", "of the population aged 25 to 64"),
        ),
        (
            "Ondernemingen die minstens 5 maatregelen toepassen. Eenheid in de bron: % van de ondernemingen "
            "(minstens 10 werknemers).",
            "Enterprises using at least 5 measures. Unit in the source is % of enterprises (10+).",
            ("van de ondernemingen", "of enterprises"),
        ),
        (
            "Vlamingen die online kochten. Eenheid in de bron: % van de Vlamingen van 16 jaar en ouder.",
            "Flemings who bought online. Unit in the source is % of Flemings 16+.",
            ("van de Vlamingen van 16 jaar en ouder", "of Flemings aged 16 and over"),
        ),
        (
            "Overgang van werkloosheid naar werk (kwartaalkans). Eenheid in de bron: % van de werklozen.",
            "Transition from unemployment to employment. Unit in the source is % of unemployed.",
            ("van de werklozen", "of the unemployed"),
        ),
        (
            "Overleving van starters. Eenheid in de bron: % van de starters van jaar t-5.",
            "Survival of start-ups. Unit in the source is % of starters of year t-5.",
            ("", ""),
        ),
        (
            "O&O gefinancierd vanuit het buitenland. Eenheid in de bron: % van GERD.",
            "R&D financed from abroad. Unit in the source is % of GERD.",
            ("", ""),
        ),
        ("Werkzaamheidsgraad. Eenheid in de bron: %.", "Employment rate. Unit in the source is %.", ("", "")),
    ],
)
def test_of_whom_a_share_is(nl: str, en: str, share: tuple[str, str]) -> None:
    a = made_up(points(y2025=50.0), **defined(nl, en))
    assert (population(a, "nl").share, population(a, "en").share) == share


def test_another_unit_has_no_group() -> None:
    a = made_up(points(y2025=5.0), **defined("X. Eenheid in de bron: % van het bbp.", "X", unit="percent_of_gdp"))
    assert population(a, "nl").share == ""


@pytest.mark.parametrize(
    ("nl", "having"),
    [
        (
            "Huishoudens met glasvezeldekking tot in de woning. Eenheid in de bron: % van de huishoudens.",
            "glasvezeldekking tot in de woning",
        ),
        ("Vlaamse huishoudens met een digitale meter. Eenheid in de bron: % van de huishoudens.", "een digitale meter"),
        ("Ondernemingen die een incident met gevolgen hadden. Eenheid in de bron: % van de ondernemingen.", ""),
        ("Ondernemingen met vacatures, onder de aanwervende. Eenheid in de bron: % van de ondernemingen.", ""),
    ],
)
def test_what_the_counted_ones_have_only_where_the_definition_says_so(nl: str, having: str) -> None:
    assert population(made_up(points(y2025=50.0), **defined(nl, nl)), "nl").having == having


@pytest.mark.parametrize(
    ("title", "placed"),
    [
        (text("Basic skills, Flemish Region", "Basisvaardigheden, Vlaams Gewest"), "Basisvaardigheden, Vlaams Gewest"),
        (text("Gap", "Kloof, Vlaanderen"), "Kloof, Vlaams Gewest"),
        (text("Deaths", "Verkeersdoden in het Vlaams Gewest"), "Verkeersdoden in het Vlaams Gewest"),
        (text("Students", "Student-zelfstandigen in Vlaanderen"), "Student-zelfstandigen in Vlaanderen"),
        (text("Ratio", "Ratio: zoekenden per vacature"), "Ratio (zoekenden per vacature), Vlaams Gewest"),
    ],
)
def test_a_heading_names_the_place_once_and_has_no_second_colon(title: Text, placed: str) -> None:
    assert placed_title(made_up(points(y2025=1.0), title=title), "nl") == placed


def test_the_heading_of_a_stand_in_names_the_place_of_the_figures() -> None:
    assert placed_title(stand_in(), "nl") == "Minstens digitale basisvaardigheden, België"


def test_a_breakdown_is_named() -> None:
    a = made_up(points(y2025=1.0), title=text("Skills", "Vaardigheden"), group="age=Y65-74")
    assert short_title(a, "nl") == "Vaardigheden (age=Y65-74)"


@pytest.mark.parametrize(
    ("title", "inside", "lang"),
    [
        ("Minstens digitale basisvaardigheden", "minstens digitale basisvaardigheden", "nl"),
        ("Kmo's die online verkopen", "kmo's die online verkopen", "nl"),
        ("ICT-specialisten in de werkgelegenheid", "ICT-specialisten in de werkgelegenheid", "nl"),
        ("O&O-intensiteit", "O&O-intensiteit", "nl"),
        ("Vlamingen die online kochten", "Vlamingen die online kochten", "nl"),
        ("E-governmentscore, België", "e-governmentscore, België", "nl"),
        ("Afgestudeerden ICT, België", "afgestudeerden ICT, België", "nl"),
        ("SMEs selling online", "SMEs selling online", "en"),
        ("Single Market transposition deficit", "Single Market transposition deficit", "en"),
        ("Enterprises using AI", "enterprises using AI", "en"),
    ],
)
def test_a_title_inside_a_sentence(title: str, inside: str, lang: Lang) -> None:
    assert lower_first(title) == inside
