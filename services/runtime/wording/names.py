"""Names with one spelling everywhere: verdicts, reasons, places, publishers, observation flags."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from babel import Locale

from schemas.base import Text
from schemas.policy import RecommendationStatus
from schemas.verdicts import Basis, Cause, Undetermined, Validity, Verdict

Lang = Literal["nl", "en"]
LANGUAGES: tuple[Lang, ...] = ("nl", "en")
LOCALES: Mapping[Lang, str] = {"nl": "nl_BE", "en": "en_GB"}


def _text(nl: str, en: str) -> Text:
    return Text(nl=nl, en=en)


# A binding date that has passed, of which nobody knows whether it was kept: nobody is called late for it.
DATE_PASSED_UNCHECKED = _text("datum voorbij, nog niet nagegaan", "date passed, not checked yet")
VERDICTS: Mapping[Verdict, Text] = {
    Verdict.met: _text("doel gehaald", "target met"),
    Verdict.on_track: _text("op koers", "on track"),
    Verdict.at_risk: _text("in gevaar", "at risk"),
    Verdict.off_track: _text("uit koers", "off track"),
    Verdict.moving_away: _text("de verkeerde kant op", "moving away"),
    Verdict.missed: _text("doel gemist", "target missed"),
    Verdict.undetermined: _text("nog niet te beoordelen", "cannot be judged yet"),
}
STATUSES: Mapping[RecommendationStatus, Text] = {
    RecommendationStatus.measured: _text("gemeten", "measured"),
    RecommendationStatus.milestones_only: _text("alleen mijlpalen", "milestones only"),
    RecommendationStatus.not_known_yet: _text("nog niet bekend", "not known yet"),
}
REASONS: Mapping[Undetermined, Text] = {
    Undetermined.no_data: _text("er is nog geen cijfer", "there is no figure yet"),
    Undetermined.too_few_points: _text("er zijn nog te weinig cijfers", "there are too few figures yet"),
    Undetermined.no_target: _text("er is geen doel bepaald", "no target has been set"),
    Undetermined.suppressed: _text("de uitgever toont het cijfer niet", "the publisher does not show the figure"),
    Undetermined.incomparable: _text("de cijfers zijn niet vergelijkbaar", "the figures are not comparable"),
}
BASES: Mapping[Basis, Text] = {
    Basis.path: _text("pad naar het doel", "path to the target"),
    Basis.hold: _text("grens die moet worden gehouden", "limit to be held"),
    Basis.benchmark: _text(
        "vergelijking met anderen of met het eigen verleden", "comparison with others or the own past"
    ),
    Basis.direction: _text("richting van de ontwikkeling", "direction of the development"),
}
CAUSES: Mapping[Cause, Text] = {
    Cause.data: _text("nieuw cijfer", "new figure"),
    Cause.revision: _text("herziening van een eerder cijfer", "revision of an earlier figure"),
    Cause.deadline: _text("het doeljaar is voorbij", "the target year has passed"),
    Cause.target_change: _text("gewijzigd doel", "changed target"),
    Cause.method_change: _text("gewijzigde berekening", "changed method"),
    Cause.source_change: _text("gewijzigde bron", "changed source"),
}
VALIDITIES: Mapping[Validity, Text] = {
    Validity.direct: _text("rechtstreeks", "direct"),
    Validity.proxy: _text("benadering", "proxy"),
    Validity.context: _text("achtergrond", "context"),
}
TARGET_BASES: Mapping[str, Text] = {
    "legal": _text("wettelijk", "legal"),
    "policy": _text("beleidsdoel", "policy"),
    "benchmark": _text("vergelijkingsdoel", "benchmark"),
    "agenda": _text("SERV-agenda", "SERV agenda"),
    "proposal": _text("voorstel van Koers", "proposed by Koers"),
}
OPERATORS: Mapping[str, Text] = {
    ">=": _text("minstens", "at least"),
    "<=": _text("hoogstens", "at most"),
    ">": _text("meer dan", "more than"),
    "<": _text("minder dan", "less than"),
    "=": _text("precies", "exactly"),
}
BENCHMARKS: Mapping[str, Text] = {
    "EU27_2020": _text("het EU-gemiddelde", "the EU average"),
    "top3_eu": _text("het gemiddelde van de drie beste EU-landen", "the average of the three best EU countries"),
    "top5_eu": _text("het gemiddelde van de vijf beste EU-landen", "the average of the five best EU countries"),
    "oecd_average": _text("het OESO-gemiddelde", "the OECD average"),
    "own_mean_3y": _text("het eigen gemiddelde van de drie jaren ervoor", "its own average of the three years before"),
    "own_mean_5y": _text("het eigen gemiddelde van de vijf jaren ervoor", "its own average of the five years before"),
    "own_median_10y": _text("de eigen mediaan van tien jaar", "its own median of ten years"),
    "own_max_12m": _text("de hoogste waarde van twaalf maanden", "the highest value of twelve months"),
    "own_first": _text("de eigen eerste waarde", "its own first value"),
    "own_trend": _text("de eigen trend", "its own trend"),
}
_FLAGS: Mapping[str, Text] = {
    "b": _text("breuk in de reeks", "break in the series"),
    "d": _text("afwijkende definitie", "definition differs"),
    "e": _text("geschat", "estimated"),
    "f": _text("prognose", "forecast"),
    "i": _text("bijgeschat door de uitgever", "imputed"),
    "m": _text("ontbreekt", "missing"),
    "n": _text("niet significant", "not significant"),
    "p": _text("voorlopig", "provisional"),
    "r": _text("herzien", "revised"),
    "s": _text("schatting van Eurostat", "Eurostat estimate"),
    "u": _text("weinig betrouwbaar", "low reliability"),
    "z": _text("niet van toepassing", "not applicable"),
    "c": _text("vertrouwelijk", "confidential"),
    "C": _text("vertrouwelijk", "confidential"),
    ":": _text("niet beschikbaar", "not available"),
}


class _Place(NamedTuple):
    """A place's name in both languages and the article it takes."""

    nl: str
    en: str
    article_nl: str
    article_en: str


_PLACES: Mapping[str, _Place] = {
    "BE1": _Place("Brussels Hoofdstedelijk Gewest", "Brussels-Capital Region", "het ", "the "),
    "BE2": _Place("Vlaams Gewest", "Flemish Region", "het ", "the "),
    "BE3": _Place("Waals Gewest", "Walloon Region", "het ", "the "),
    "BE21": _Place("provincie Antwerpen", "province of Antwerp", "de ", "the "),
    "BE22": _Place("provincie Limburg", "province of Limburg", "de ", "the "),
    "BE23": _Place("provincie Oost-Vlaanderen", "province of East Flanders", "de ", "the "),
    "BE24": _Place("provincie Vlaams-Brabant", "province of Flemish Brabant", "de ", "the "),
    "BE25": _Place("provincie West-Vlaanderen", "province of West Flanders", "de ", "the "),
    "VG": _Place("Vlaamse Gemeenschap", "Flemish Community", "de ", "the "),
    "EU": _Place("EU", "EU", "de ", "the "),
    "EU27_2020": _Place("EU", "EU", "de ", "the "),
    "EU28": _Place("EU-28", "EU-28", "de ", "the "),
    "top3_eu": _Place("drie beste EU-landen", "three best EU countries", "de ", "the "),
    "top5_eu": _Place("vijf beste EU-landen", "five best EU countries", "de ", "the "),
    "EU_DPW17": _Place("17 EU-landen van de proefenquête", "17 EU countries of the pilot survey", "de ", "the "),
    "EU_ICILS": _Place("EU-landen in ICILS", "EU countries in ICILS", "de ", "the "),
    "EA": _Place("eurozone", "euro area", "de ", "the "),
    "OECD": _Place("OESO", "OECD", "de ", "the "),
}
_EUROSTAT_COUNTRIES = {"EL": "GR", "UK": "GB"}
_PUBLISHERS: Mapping[str, Text] = {
    code: _text(nl, en)
    for code, (nl, en) in {
        "eurostat": ("Eurostat", "Eurostat"),
        "digital_decade": ("Europese Commissie, Digital Decade", "European Commission, Digital Decade"),
        "statbel": ("Statbel", "Statbel"),
        "vdab": ("VDAB", "VDAB"),
        "federal_planning_bureau": ("Federaal Planbureau", "Federal Planning Bureau"),
        "statistiek_vlaanderen": ("Statistiek Vlaanderen", "Statistics Flanders"),
        "flemish_government": ("Vlaamse overheid", "Flemish Government"),
        "department_of_education": ("Departement Onderwijs en Vorming", "Department of Education and Training"),
        "binnenlands_bestuur": ("Agentschap Binnenlands Bestuur", "Agency for Home Affairs"),
        "gemeente_stadsmonitor": ("Gemeente-Stadsmonitor", "Municipality and City Monitor"),
        "vlaamse_nutsregulator": ("Vlaamse Nutsregulator", "Flemish Utilities Regulator"),
        "fps_economy": ("FOD Economie", "FPS Economy"),
        "king_baudouin_foundation": ("Koning Boudewijnstichting", "King Baudouin Foundation"),
        "university_of_antwerp": ("Universiteit Antwerpen", "University of Antwerp"),
        "serv": ("SERV", "SERV"),
        "oecd": ("OESO", "OECD"),
        "ecoom": ("ECOOM", "ECOOM"),
        "sciensano": ("Sciensano", "Sciensano"),
        "data_europa": ("data.europa.eu", "data.europa.eu"),
        "iea": ("IEA", "IEA"),
        "bisa": ("BISA", "BISA"),
        "single_market_scoreboard": ("Europese Commissie, scorebord interne markt", "Single Market Scoreboard"),
        "regional_innovation_scoreboard": (
            "Europese Commissie, regionaal innovatiescorebord",
            "European Commission, Regional Innovation Scoreboard",
        ),
    }.items()
}


def place_name(geo: str, lang: Lang) -> str:
    """A place by its code: NUTS, Eurostat country or aggregate; an unknown code stands for itself."""
    if place := _PLACES.get(geo):
        return place.nl if lang == "nl" else place.en
    territories: Mapping[str, str] = Locale.parse(LOCALES[lang]).territories
    return territories.get(_EUROSTAT_COUNTRIES.get(geo, geo), geo)


def the_place(geo: str, lang: Lang) -> str:
    """The place with its article, for use in a sentence: het Vlaams Gewest, the Flemish Region, België."""
    place = _PLACES.get(geo)
    article = "" if place is None else place.article_nl if lang == "nl" else place.article_en
    return article + place_name(geo, lang)


def in_place(geo: str, lang: Lang) -> str:
    """The place with its preposition: in het Vlaams Gewest, in Belgium."""
    return f"in {the_place(geo, lang)}"


def publisher_name(publisher: str, lang: Lang) -> str:
    """A publisher by its source code; a name that is no code stands for itself."""
    known = _PUBLISHERS.get(publisher)
    return known[lang] if known else publisher


def flag_names(flags: str, lang: Lang) -> list[str]:
    """The observation flags in words, in the publisher's order; unknown letters stand for themselves."""
    return [_FLAGS[flag][lang] if flag in _FLAGS else flag for flag in flags]
