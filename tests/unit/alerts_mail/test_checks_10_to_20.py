"""Of the twenty checks on any alert mail those about caveats, reasons and proof, for every basis, in both languages."""

import re

import pytest

from schemas.verdicts import Verdict
from services.alerts.mail.content import LastMail
from services.alerts.mail.render import render_alert
from services.runtime.wording import LANGUAGES, Lang
from tests.builders.assessments import Y2023, digital_skills
from tests.unit.alerts_mail.cases import ACTION, BOARD, CASES, EDUCATION, in_text, item, mail_about, said, written
from tests.unit.alerts_mail.made_up import model
from tests.unit.alerts_mail.reading import alts_of, words_of

EVERY = pytest.mark.parametrize("case", CASES)
BOTH = pytest.mark.parametrize("lang", LANGUAGES)
WITH_FIGURE = pytest.mark.parametrize("case", [name for name in CASES if name != "no figure"])


def lead(case: str, lang: Lang) -> str:
    """The first paragraph."""
    return " ".join(written(case, lang).text.split("\n\n")[0].split())


@BOTH
def test_10_flags_breaks_and_splices_are_told(lang: Lang) -> None:
    assert {"nl": "onder voorbehoud (voorlopig)", "en": "with a reservation (provisional)"}[lang] in said("soft", lang)
    assert {"nl": "Het oordeel is zwak onderbouwd.", "en": "The verdict is weak."}[lang] in said("soft", lang)
    assert {"nl": "Breuk in 2024 (nieuwe vragenlijst)", "en": "Break in 2024 (new questionnaire)"}[lang] in said(
        "broken", lang
    )
    assert {"nl": "Samengestelde reeks:", "en": "Spliced series:"}[lang] in said("model", lang)


@BOTH
def test_11_a_stand_in_is_the_first_sentence(lang: Lang) -> None:
    first = {
        "nl": "Bij gebrek aan een cijfer voor het Vlaams Gewest staat hier dat van België. ",
        "en": "For want of a figure for the Flemish Region, this is the one for Belgium. ",
    }
    assert said("stand-in", lang).startswith(first[lang])
    assert {"nl": "In België had 61,2 %", "en": "61.2% of people aged 16 to 74 in Belgium"}[lang] in said(
        "stand-in", lang
    )


@BOTH
@pytest.mark.parametrize("case", ["stand-in", "proxy"])
def test_11_what_is_no_direct_measure_counts_as_at_risk_at_worst(case: str, lang: Lang) -> None:
    state = {"nl": "In gevaar: ", "en": "At risk: "}[lang]
    assert CASES[case]().verdict is Verdict.off_track
    assert written(case, lang).subject.startswith(state)
    assert {
        "nl": "Voor aanbeveling 15 telt dit hoogstens als 'in gevaar'.",
        "en": "this counts as 'at risk' at worst.",
    }[lang] in lead(case, lang)


@BOTH
def test_12_a_target_of_the_union_is_no_flemish_norm(lang: Lang) -> None:
    words = {"nl": "een doel voor de hele EU, geen Vlaamse norm", "en": "for the EU as a whole, not a Flemish norm"}
    assert words[lang] in said("model", lang)
    assert {"nl": "is een Vlaams doel", "en": "is a Flemish target"}[lang] in said("falling", lang)
    assert {"nl": "doel voor de hele EU", "en": "for the EU as a whole"}[lang] not in said("falling", lang)


@pytest.mark.parametrize(
    ("basis", "nl", "en"),
    [
        (
            "proposal",
            "80 % is een voorstel van Koers, geen vastgesteld doel",
            "80% is proposed by Koers, not an adopted",
        ),
        ("benchmark", "80 % is een vergelijkingspunt, geen vastgesteld doel", "80% is a point of comparison, not an"),
        ("agenda", "80 % staat in de SERV-agenda zelf", "80% is stated in the SERV agenda itself"),
    ],
)
def test_12_a_target_nobody_adopted_is_not_called_one(basis: str, nl: str, en: str) -> None:
    assert model().target
    proposed = digital_skills(target=model().target.model_copy(update={"basis": basis}))  # type: ignore[union-attr]
    content = mail_about(item(proposed))
    assert nl in in_text(render_alert(content, "nl"))
    assert en in in_text(render_alert(content, "en"))


@BOTH
def test_13_a_proposed_lead_and_one_that_accepted_are_told_apart(lang: Lang) -> None:
    accepted = EDUCATION.model_copy(update={"accepted": True})
    mail = in_text(render_alert(mail_about(item(model()), body=accepted), lang))
    proposed = {"nl": "de voorgestelde trekker", "en": "the proposed lead"}[lang]
    assert proposed in said("model", lang)
    assert proposed not in mail
    assert {"nl": "heeft dat zelf bevestigd", "en": "has confirmed that itself"}[lang] in mail


@EVERY
@BOTH
def test_14_the_other_bodies_are_named(case: str, lang: Lang) -> None:
    words = {
        "nl": "Ook Cultuur, Jeugd en Media (aanbeveling 35) krijgt dit bericht.",
        "en": "Culture, Youth and Media (recommendation 35) gets this message too.",
    }
    assert words[lang] in said(case, lang)


@BOTH
def test_14_nobody_else_is_named_where_nobody_else_got_it(lang: Lang) -> None:
    alone = in_text(render_alert(mail_about(item(model(), others=())), lang))
    assert {"nl": "krijgt dit bericht", "en": "gets this message"}[lang] not in alone


@WITH_FIGURE
@BOTH
def test_15_the_cause_and_that_it_is_the_first_mail_are_said(case: str, lang: Lang) -> None:
    why = said(case, lang)
    assert {"nl": "publiceerde", "en": "published"}[lang] in why
    assert {"nl": "Dit is de eerste mail hierover.", "en": "This is the first mail about it."}[lang] in why


@BOTH
def test_15_a_repeat_tells_what_the_last_mail_said(lang: Lang) -> None:
    last = LastMail(sent_on="2026-03-02", verdict=Verdict.at_risk, period=Y2023, shown="61.0")
    mail = in_text(render_alert(mail_about(item(model(), last_mail=last)), lang))
    words = {
        "nl": "De vorige mail hierover ging uit op 2 maart 2026 met 61,0 % (2023), oordeel 'in gevaar'.",
        "en": "The previous mail about it went out on 2 March 2026 with 61.0% (2023), verdict 'at risk'.",
    }
    assert words[lang] in mail
    assert {"nl": "eerste mail", "en": "first mail"}[lang] not in mail


@pytest.mark.parametrize(
    ("cause", "nl", "en"),
    [
        (
            "revision",
            "Eurostat herzag op 16 december 2025 eerder gepubliceerde cijfers",
            "revised figures published earlier",
        ),
        (
            "deadline",
            "Het doeljaar is voorbij en het cijfer voor 2025 is er",
            "The target year has passed and the figure",
        ),
        ("target_change", "Het doel is gewijzigd, niet de cijfers.", "The target was changed, not the figures."),
        ("method_change", "De berekening is gewijzigd", "The calculation was changed"),
        (
            "source_change",
            "De cijfers komen nu uit een andere bron: Eurostat.",
            "now come from another source: Eurostat.",
        ),
    ],
)
def test_15_every_cause_has_its_words(cause: str, nl: str, en: str) -> None:
    begun = model().episode.model_copy(update={"cause": cause})
    content = mail_about(item(digital_skills(episode=begun)))
    assert nl in in_text(render_alert(content, "nl"))
    assert en in in_text(render_alert(content, "en"))


@EVERY
@BOTH
def test_16_the_action_has_a_deadline_and_is_said_to_be_public(case: str, lang: Lang) -> None:
    words = {
        "nl": f"WAT U KUNT DOEN, voor 1 oktober 2026, zonder aanmelden: {ACTION}",
        "en": f"WHAT YOU CAN DO, by 1 October 2026, no login: {ACTION}",
    }
    assert words[lang] in said(case, lang)
    assert {"nl": "komt op het publieke bord", "en": "appears on the public board"}[lang] in said(case, lang)


@EVERY
@BOTH
def test_17_opening_the_link_is_said_to_change_nothing(case: str, lang: Lang) -> None:
    words = {"nl": "De link openen verandert niets.", "en": "Opening the link changes nothing."}
    assert words[lang] in said(case, lang)
    assert ACTION in written(case, lang).html


@BOTH
def test_18_the_proof_opens_the_exact_value(lang: Lang) -> None:
    proof = said("falling", lang)
    assert "https://statbel.example/data/made_up?geo=BE2&unit=PC" in proof
    assert "Statbel, made_up, geo BE2, unit PC" in proof
    assert {"nl": "opgehaald op 31 augustus 2026, 08:30", "en": "retrieved on 31 August 2026, 08:30"}[lang] in proof
    assert "sha256 0123456789ab" in proof
    assert BOARD in proof


@BOTH
def test_19_the_next_figure_has_its_date(lang: Lang) -> None:
    assert {"nl": "Volgend cijfer: december 2027.", "en": "Next figure: December 2027."}[lang] in said("model", lang)
    overdue = {
        "nl": "Volgend cijfer: werd verwacht in maart 2026 en is er nog niet.",
        "en": "Next figure: was expected in March 2026 and is not there yet.",
    }
    assert overdue[lang] in said("late", lang)
    unknown = {"nl": "Volgend cijfer: nog niet aangekondigd.", "en": "Next figure: not announced yet."}
    assert unknown[lang] in said("no figure", lang)


@EVERY
@BOTH
def test_20_the_text_is_complete_and_nothing_is_left_unfilled(case: str, lang: Lang) -> None:
    mail = written(case, lang)
    for part in (mail.subject, said(case, lang), words_of(mail.html)):
        assert not re.search(r"[{}]|\bNone\b|\bnan\b|\(\)|''|\.\.| [,.;:]", part)
        assert part.strip()


@WITH_FIGURE
@BOTH
def test_20_the_chart_has_an_alternative_text(case: str, lang: Lang) -> None:
    mail = written(case, lang)
    [image] = mail.images
    assert image.png.startswith(b"\x89PNG\r\n")
    assert len(image.png) > 5_000
    assert alts_of(mail.html) == [image.alt]
    assert CASES[case]().title[lang] in image.alt
    assert f'src="cid:{image.cid}"' in mail.html


@BOTH
def test_20_without_figure_there_is_no_picture(lang: Lang) -> None:
    assert written("no figure", lang).images == ()
    assert "<img" not in written("no figure", lang).html


@EVERY
def test_20_each_language_speaks_for_itself(case: str) -> None:
    dutch, english = said(case, "nl"), said(case, "en")
    assert not re.search(r"\b(the|was published|you can|behind by|figure)\b", dutch.split("BEWIJS:")[0])
    assert not re.search(r"\b(het|aanbeveling|achterstand|wordt|cijfer)\b", english.split("PROOF:")[0])
