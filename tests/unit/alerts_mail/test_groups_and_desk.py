"""Several alerts in one mail, milestones, and what the desk gets."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from schemas.alerts import AlertKind
from schemas.assessment import Owner
from schemas.stats import DueBasis, MilestoneState, MilestoneStatus, PollReport
from schemas.verdicts import Verdict
from services.alerts.mail.content import AlertItem, DeskReason, LastMail, MailBody, Prompt, Reminder
from services.alerts.mail.render import render_alert
from services.board.web.texts import load_texts
from services.runtime.mail.message import RenderedMail
from services.runtime.wording import LANGUAGES, Lang
from tests.builders.assessments import digital_skills, text
from tests.unit.alerts_mail.cases import ACTION, BOARD, both, in_text, item, mail_about
from tests.unit.alerts_mail.made_up import beside, drifting, model
from tests.unit.alerts_mail.reading import links_of, numbers_in, words_of

DESK = MailBody(id="desk", name=text("Koers data desk", "Datadesk van Koers"))
REPORT = PollReport(
    recipe="eurostat/isoc_e_dii",
    source="eurostat",
    dataset="isoc_e_dii",
    outcome="quarantined",
    reason="HTTP 200 with an error body",
    polled_at=datetime(2026, 9, 1, 4, 0, tzinfo=UTC),
    last_success_at=datetime(2026, 8, 31, 4, 0, tzinfo=UTC),
    raw_sha256="ab" * 32,
)


def milestone(**changes: Any) -> MilestoneState:
    """A made-up milestone of a policy plan, due on 30 June 2026."""
    fields: dict[str, Any] = {
        "id": "leave-evaluated",
        "title": text("Training leave evaluated", "Opleidingsverlof geëvalueerd"),
        "done_when": text("The evaluation is published.", "De evaluatie is gepubliceerd."),
        "status": MilestoneStatus.open,
        "as_of": date(2026, 5, 4),
        "due": date(2026, 6, 30),
        "due_basis": DueBasis.policy,
        "recommendations": (15,),
        "reference": "Evaluation report",
        "edition": 1,
    }
    return MilestoneState(**(fields | changes))


def about(kind: AlertKind, **changes: Any) -> AlertItem:
    """An alert about a milestone or a report."""
    fields: dict[str, Any] = {
        "kind": kind,
        "alert_id": f"{kind.value}:x",
        "recommendations": (15,),
        "board_url": BOARD,
        "action_url": ACTION,
    }
    return AlertItem(**(fields | changes))


def grouped(lang: Lang) -> RenderedMail:
    """A benchmark that widens, the model case, and a milestone overdue, in that order."""
    wide = item(beside(Verdict.at_risk, key="other/BE2"), AlertKind.gap_widening, recommendations=(4, 15))
    overdue = about(AlertKind.milestone_overdue, milestone=milestone())
    return render_alert(mail_about(wide, item(model()), overdue), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_mail_tells_all_the_heaviest_first(lang: Lang) -> None:
    mail = grouped(lang)
    subject = both(
        "Uit koers: minstens digitale basisvaardigheden, Vlaams Gewest en andere (aanbevelingen 4 en 15)",
        "Off track: at least basic digital skills, Flemish Region and others (recommendations 4 and 15)",
    )
    assert mail.subject == subject[lang]
    order = both("UIT KOERS:,MIJLPAAL OVER TIJD:,ACHTERSTAND GROEIT:", "OFF TRACK:,MILESTONE OVERDUE:,GAP WIDENING:")
    states = order[lang].split(",")
    assert sorted(states, key=mail.text.index) == states
    assert mail.text.count(ACTION) == 3
    assert len({image.cid for image in mail.images}) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_grouped_mail_says_the_same_in_text_and_html(lang: Lang) -> None:
    mail = grouped(lang)
    plain = "\n".join(line for line in mail.text.splitlines() if "://" not in line)
    assert numbers_in(plain) == numbers_in(words_of(mail.html))
    assert set(links_of(mail.html)) == {line.strip() for line in mail.text.splitlines() if "://" in line}


def test_a_long_list_of_recommendations_is_cut_in_the_subject() -> None:
    mail = render_alert(mail_about(item(model(), recommendations=(1, 2, 3, 4, 5, 6, 7, 8))), "nl")
    assert mail.subject.endswith("(aanbevelingen 1, 2, 3, 4, 5 en 6 en meer)")


def test_a_breakdown_has_its_own_chart() -> None:
    young = item(model(), alert_id="verdict_worsened:digital-skills-basic/BE2/age=Y16-24")
    mail = render_alert(mail_about(item(model()), young), "nl")
    assert len({image.cid for image in mail.images}) == 2
    assert all(not set(image.cid) & set(":/= <>") for image in mail.images)


@pytest.mark.parametrize(
    ("basis", "kind", "nl", "en"),
    [
        (
            DueBasis.legal,
            AlertKind.milestone_overdue,
            "Deze mijlpaal had er op 30 juni 2026 moeten zijn (wettelijke datum).",
            "This milestone was due on 30 June 2026 (legal date).",
        ),
        (
            DueBasis.proposal,
            AlertKind.milestone_due,
            "Voor deze mijlpaal geldt 30 juni 2026 (voorstel van Koers, geen verplichting).",
            "This milestone is due on 30 June 2026 (proposed by Koers, no obligation).",
        ),
    ],
)
def test_a_milestone_tells_its_date_and_on_whose_authority(basis: DueBasis, kind: AlertKind, nl: str, en: str) -> None:
    content = mail_about(about(kind, milestone=milestone(due_basis=basis)))
    assert in_text(render_alert(content, "nl")).startswith(nl)
    assert in_text(render_alert(content, "en")).startswith(en)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_is_called_late_for_a_milestone_that_nobody_has_checked_and_the_board_says_the_same(lang: Lang) -> None:
    unchecked = milestone(status=MilestoneStatus.not_checked, as_of=None)
    mail = render_alert(mail_about(about(AlertKind.milestone_overdue, milestone=unchecked)), lang)
    words = both("Datum voorbij, nog niet nagegaan", "Date passed, not checked yet")[lang]
    assert mail.subject.startswith(words)
    assert both("over tijd", "overdue")[lang] not in (mail.subject + mail.text).lower()
    assert words == load_texts().say("timing.to_check", lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("prompt", "nl", "en"),
    [
        (
            Prompt.asked,
            "Op 31 maart 2027 zouden we hierop terugkomen.",
            "We were to come back to this on 31 March 2027.",
        ),
        (
            Prompt.planned,
            "U verwachtte de maatregel tegen 31 maart 2027: klopt dat nog?",
            "You expected the measure by 31 March 2027: is that still so?",
        ),
        (Prompt.figure, "Er is een nieuw cijfer", "A new figure has come since our last mail"),
        (Prompt.escalation, "heeft nog niet geantwoord; daarom schrijven we nu u", "has not answered yet; that is why"),
        (Prompt.resent, "Het datateam van Koers stuurt u dit bericht opnieuw", "sends you this message again"),
    ],
)
def test_a_reminder_says_what_prompts_it(lang: Lang, prompt: Prompt, nl: str, en: str) -> None:
    reminder = Reminder(prompt=prompt, day=date(2027, 3, 31))
    told = [
        item(model(), reminder=reminder),
        about(AlertKind.milestone_overdue, milestone=milestone(), reminder=reminder),
    ]
    for one in told:
        assert both(nl, en)[lang] in in_text(render_alert(mail_about(one), lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_milestone_tells_that_it_comes_again_and_when_the_body_expected_it(lang: Lang) -> None:
    again = milestone(recurrence="P5Y", done_on=date(2021, 6, 30), planned=date(2026, 9, 30))
    told = in_text(render_alert(mail_about(about(AlertKind.milestone_overdue, milestone=again)), lang))
    assert (
        both(
            "Dit komt om de 5 jaar terug; het laatst klaar op 30 juni 2021. "
            "Uw organisatie verwachtte dit tegen 30 september 2026.",
            "This comes back every 5 years; it was last done on 30 June 2021. "
            "Your organisation expected this by 30 September 2026.",
        )[lang]
        in told
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_desk_is_asked_which_of_several_successors_leads(lang: Lang) -> None:
    heirs = (text("VLAIO", "VLAIO"), text("VDAB", "VDAB"))
    gone = MailBody(id="syntra", name=text("Syntra", "Syntra"), successors=heirs)
    asked = mail_about(item(model()), body=gone, desk_reason=DeskReason.which_successor)
    told = in_text(render_alert(asked, lang))
    question = both(
        "bedoeld voor Syntra, die niet meer bestaat; de taken gingen naar VLAIO en VDAB. Wie van hen is nu de trekker?",
        "meant for Syntra, which no longer exists; its tasks went to VLAIO and VDAB. Which of them is the lead now?",
    )
    assert question[lang] in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_body_that_has_accepted_lead_and_target_is_written_to_as_such(lang: Lang) -> None:
    body = MailBody(id="education", name=text("Education", "Onderwijs"), accepted=True)
    owner = Owner(body="education", name=body.name, accepted=True, accepts_target=True, recommendations=(15,))
    told = in_text(render_alert(mail_about(item(digital_skills(owners=(owner,))), body=body), lang))
    agreed = both(
        "en heeft dat zelf bevestigd. Het doel heeft u aanvaard.",
        "and has confirmed that itself. You have accepted the target.",
    )
    assert agreed[lang] in told


def test_a_milestone_asks_for_its_state() -> None:
    unknown = milestone(status=MilestoneStatus.not_checked, as_of=None, due=None, due_basis=None)
    last = LastMail(sent_on=date(2026, 3, 2))
    mail = render_alert(mail_about(about(AlertKind.milestone_due, milestone=unknown, last_mail=last)), "nl")
    assert mail.subject == "Mijlpaal, stand gevraagd: Opleidingsverlof geëvalueerd (aanbeveling 15)"
    told = in_text(mail)
    assert "Voor deze mijlpaal is nog geen datum bekend." in told
    assert "Hoe het ermee staat, is nog niet nagegaan: dat vragen we u één keer." in told
    assert "Klaar wanneer: De evaluatie is gepubliceerd." in told
    assert "klaar, met bewijs | stand en datum melden | datum betwisten | niet voor ons | later" in told
    assert "De vorige mail hierover ging uit op 2 maart 2026." in told
    assert mail.images == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_desk_is_told_what_is_wrong_with_a_source(lang: Lang) -> None:
    alert = about(AlertKind.quarantine, report=REPORT, recommendations=(), action_url=None)
    mail = render_alert(mail_about(alert, body=DESK, desk_reason=DeskReason.desk_matter, action_deadline=None), lang)
    assert mail.subject == both("In quarantaine: Eurostat, isoc_e_dii", "Quarantined: Eurostat, isoc_e_dii")[lang]
    told = in_text(mail)
    assert both("niets ervan is gepubliceerd", "nothing of it was published")[lang] in told
    assert "HTTP 200 with an error body" in told
    assert both("Laatste poging 1 september 2026, 06:00", "Last attempt 1 September 2026, 06:00")[lang] in told
    assert "eurostat/isoc_e_dii" in told
    assert "sha256 abababababab" in told
    assert both("U beheert de gegevens van Koers.", "You look after the data of Koers.")[lang] in told
    assert both("WAT U KUNT DOEN", "WHAT YOU CAN DO")[lang] not in told


def test_a_source_out_of_reach_says_since_when_and_that_its_indicators_are_silent() -> None:
    away = REPORT.model_copy(update={"unreachable_since": datetime(2026, 8, 30, 4, 0, tzinfo=UTC)})
    alert = about(AlertKind.source_unreachable, report=away, recommendations=(), action_url=None)
    told = in_text(render_alert(mail_about(alert, body=DESK, desk_reason=DeskReason.desk_matter), "nl"))
    assert "Onbereikbaar sinds 30 augustus 2026, 06:00" in told
    assert "Zolang dit duurt, gaat over indicatoren uit deze bron geen mail uit." in told


def test_a_stale_indicator_goes_to_the_desk_without_a_body_s_role() -> None:
    alert = item(drifting(), AlertKind.data_stale, others=(), action_url=None)
    mail = render_alert(mail_about(alert, body=DESK, desk_reason=DeskReason.desk_matter), "nl")
    assert mail.subject.startswith("Cijfer blijft uit: ")
    assert "trekker" not in in_text(mail).split("BEWIJS")[0]


@pytest.mark.parametrize("reason", [r for r in DeskReason if r is not DeskReason.desk_matter])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_desk_is_told_first_why_it_gets_another_s_mail(reason: DeskReason, lang: Lang) -> None:
    mail = render_alert(mail_about(item(model()), desk_reason=reason), lang)
    first = both("Voor het datateam: ", "For the data team: ")[lang]
    assert in_text(mail).startswith(first)
    assert first.strip() in words_of(mail.html)
    assert mail.subject.startswith(both("Uit koers: ", "Off track: ")[lang]), "the state stays first"
    public = both("op naam van uw organisatie", "in your organisation's name")[lang]
    assert public not in in_text(mail), "the desk acts as itself"


def test_an_indicator_without_lead_says_so() -> None:
    told = in_text(render_alert(mail_about(item(model()), body=DESK, desk_reason=DeskReason.no_owner), "nl"))
    assert "WAAROM U: Voor SERV-aanbeveling 15 is geen trekker bekend; daarom krijgt het datateam dit bericht." in told


def test_the_canary_s_mail_can_be_written() -> None:
    """It goes to a null mailbox, about no recommendation and with nothing to answer."""
    alert = item(digital_skills(canary=True, links=(), owners=()), recommendations=(), others=(), action_url=None)
    mail = render_alert(mail_about(alert, body=DESK, action_deadline=None, unsubscribe_url=None), "nl")
    assert mail.subject.endswith("minstens digitale basisvaardigheden, Vlaams Gewest")
    assert numbers_in(mail.subject) == set()
