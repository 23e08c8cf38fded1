"""What the values of the agenda's vocabulary mean, by the field they stand in."""

from collections.abc import Mapping

from schemas.base import Text
from services.runtime.wording import BENCHMARKS, OPERATORS, TARGET_BASES, VALIDITIES


def _texts(**found: tuple[str, str]) -> Mapping[str, Text]:
    return {value: Text(nl=nl, en=en) for value, (nl, en) in found.items()}


_VERIFIED = _texts(
    verified=("nagegaan", "verified"), partly=("deels nagegaan", "partly verified"),
    unverified=("niet nagegaan", "not verified"),
)  # fmt: skip
VOCABULARY: Mapping[str, Mapping[str, Text]] = {
    "level": _texts(
        flemish=("Vlaams", "Flemish"), shared=("gedeeld", "shared"), federal=("federaal", "federal"),
        european=("Europees", "European"), local=("lokaal", "local"), international=("internationaal", "international"),
        other=("andere", "other"),
    ),
    "ask": _texts(
        act=("handelen", "act"), explore=("verkennen", "explore"), follow=("opvolgen", "follow"),
    ),
    "monitoring_mode": _texts(
        outcome=("resultaat", "outcome"), output=("prestatie", "output"), mixed=("gemengd", "mixed"),
        milestone=("mijlpalen", "milestones"),
    ),
    "stated_in": _texts(
        recommendation=("de aanbeveling", "the recommendation"), challenge=("de uitdaging", "the challenge"),
        elsewhere=("elders in de tekst", "elsewhere in the text"),
    ),
    "status": _texts(
        done=("klaar", "done"), partly=("deels klaar", "partly done"), announced=("aangekondigd", "announced"),
        open=("nog niet gebeurd", "not done"), not_checked=("nog niet nagegaan", "not checked yet"),
    ),
    "due_basis": _texts(
        legal=("wettelijk", "legal"), policy=("beleid", "policy"), proposal=("voorstel van Koers", "proposed by Koers"),
    ),
    "unit": _texts(
        percent=("procent", "percent"), percentage_point=("procentpunt", "percentage points"),
        percent_of_gdp=("procent van het bbp", "percent of GDP"), per_1000=("per 1.000", "per 1,000"),
        count=("aantal", "number"), persons=("personen", "people"), eur=("euro", "euro"),
        eur_million=("miljoen euro", "million euro"), index=("index", "index"), score=("punten", "points"),
        ratio=("verhouding", "ratio"), rank=("plaats", "rank"), years=("jaar", "years"), days=("dagen", "days"),
        minutes=("minuten", "minutes"), mbit_s=("Mbit/s", "Mbit/s"),
    ),
    "direction": _texts(up=("hoger is beter", "higher is better"), down=("lager is beter", "lower is better")),
    "type": _texts(
        input=("middelen", "input"), output=("prestatie", "output"), outcome=("resultaat", "outcome"),
        impact=("effect", "impact"), process=("proces", "process"), advice=("advies", "advice"),
        study=("studie", "study"),
        consultation=("overleg", "consultation"), event=("evenement", "event"),
        monitoring=("opvolging", "monitoring"), publication=("publicatie", "publication"),
    ),
    "frequency": _texts(
        daily=("dagelijks", "daily"), monthly=("maandelijks", "monthly"), quarterly=("driemaandelijks", "quarterly"),
        annual=("jaarlijks", "annual"), biennial=("tweejaarlijks", "biennial"),
        every_3_years=("om de 3 jaar", "every 3 years"), every_4_years=("om de 4 jaar", "every 4 years"),
        every_5_years=("om de 5 jaar", "every 5 years"), every_10_years=("om de 10 jaar", "every 10 years"),
        irregular=("onregelmatig", "irregular"), one_off=("eenmalig", "one-off"),
    ),
    "operator": OPERATORS,
    "mode": _texts(reach=("te bereiken", "to be reached"), hold=("te houden", "to be held")),
    "scope": _texts(
        union=("de Unie als geheel, geen norm hier", "the Union as a whole, no norm here"),
        member_state=("België", "Belgium"), region=("Vlaanderen", "Flanders"),
    ),
    "basis": {
        **TARGET_BASES,
        **_texts(analyst=("keuze van de analist", "choice of the analyst"), default=("standaard", "default")),
    },
    "relative_to": _texts(baseline=("het vertrekpunt", "the baseline")),
    "benchmark": BENCHMARKS,
    "path": _texts(
        linear=("recht", "straight"), cagr=("gelijke groei per jaar", "equal growth a year"),
        logistic=("S-vormig tot een plafond", "S-shaped below a ceiling"), milestones=("in stappen", "in steps"),
        none=("geen", "none"),
    ),
    "drift_policy": _texts(
        alert=("elke afwijking", "any drift"), annual_only=("hoogstens eens per cijfer", "at most once per figure"),
        regression_only=("alleen een achteruitgang", "a fall only"),
        manual_entry=("niets vanzelf (met de hand ingevoerd)", "nothing by itself (entered by hand)"),
        context_only=("niets (alleen achtergrond)", "nothing (context only)"),
    ),
    "validity": {str(value): words for value, words in VALIDITIES.items()},
    "weights": _texts(equal=("gelijk", "equal"), stated=("opgegeven", "stated")),
    "normalisation": _texts(
        none=("geen", "none"), z_score=("z-score", "z-score"),
        eu_min_max=("tussen laagste en hoogste van de EU", "between lowest and highest of the EU"),
        share_of_reference=("aandeel van een referentie", "share of a reference"), ratio=("verhouding", "ratio"),
        own_median_5y=("eigen mediaan van vijf jaar", "its own median of five years"),
        distance_to_path=("afstand tot het pad", "distance to the path"),
    ),
    "missing": _texts(value=("de waarde", "the value"), base=("de basis", "the base"), year=("het jaar", "the year")),
    "related_basis": _texts(analyst=("verband van de analist", "linked by an analyst"), none=("geen", "none")),
    "verified": _VERIFIED,
}  # fmt: skip
"""Field to value to words."""
