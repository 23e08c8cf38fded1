"""The one mail of the first start."""

from datetime import date
from typing import Any

import pytest

from schemas.alerts import AlertKind
from schemas.stats import MilestoneStatus
from schemas.verdicts import Undetermined, Verdict
from services.alerts.mail.content import MailBody, OverviewContent, OverviewMilestone, OverviewRow, OverviewTarget
from services.alerts.mail.render import render_overview
from services.runtime.wording import LANGUAGES, Lang
from tests.builders.assessments import incomplete, text, without_data
from tests.unit.alerts_mail.cases import ACTION, BOARD, EDUCATION, both, in_text
from tests.unit.alerts_mail.made_up import drifting, model, proxy
from tests.unit.alerts_mail.reading import links_of, numbers_in, words_of
from tests.unit.alerts_mail.test_groups_and_desk import DESK, REPORT, about, milestone


def overview(**changes: Any) -> OverviewContent:
    """One indicator off track that is announced, one moving away, two that cannot be judged, two milestones."""
    unjudged = without_data(), without_data("second", reason=Undetermined.no_target)
    rows = [OverviewRow(assessment=model(), recommendations=(15,), board_url=BOARD, announced=True)]
    rows += [OverviewRow(assessment=a, recommendations=(15,), board_url=BOARD) for a in (*unjudged, drifting())]
    unknown = milestone(status=MilestoneStatus.not_checked, as_of=None, due=None, due_basis=None)
    fields: dict[str, Any] = {
        "body": EDUCATION,
        "counts": {Verdict.off_track: 1, Verdict.undetermined: 2, Verdict.moving_away: 1},
        "rows": tuple(rows),
        "milestones": (
            OverviewMilestone(milestone=milestone(), overdue=True, board_url=BOARD, action_url=ACTION),
            OverviewMilestone(milestone=unknown, overdue=False, board_url=BOARD, action_url=ACTION),
        ),
        "board_url": "https://koers.example/nl/",
        "desk_address": "desk@koers.example",
        "sent_on": date(2026, 9, 1),
    }
    return OverviewContent(**(fields | changes))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_overview_tells_where_everything_stands_the_worst_first(lang: Lang) -> None:
    mail = render_overview(overview(), lang)
    headings = both(
        "DE VERKEERDE KANT OP,UIT KOERS,NOG NIET TE BEOORDELEN,MIJLPALEN OVER TIJD,MIJLPALEN: HOE STAAT HET ERMEE?",
        "MOVING AWAY,OFF TRACK,CANNOT BE JUDGED YET,MILESTONES OVERDUE,MILESTONES: HOW DO THEY STAND?",
    )
    order = headings[lang].split(",")
    assert sorted(order, key=mail.text.index) == order
    told = in_text(mail)
    assert both("Uit koers 1", "Off track 1")[lang] in told
    sentence = both(
        "Uit koers: 61,2 % in 2025, 4,6 procentpunt onder het pad naar 80 % in 2030. Hierover krijgt u een eigen mail.",
        "Off track: 61.2% in 2025, 4.6 percentage points below the path to 80% in 2030. "
        "A mail of its own comes about this.",
    )
    assert sentence[lang] in told


def test_the_subject_names_the_body_and_has_no_figure() -> None:
    subject = render_overview(overview(), "nl").subject
    assert subject == "Beginbeeld: waar de aanbevelingen van Departement Onderwijs en Vorming staan"


def test_what_cannot_be_judged_stands_together_by_reason() -> None:
    text_part = in_text(render_overview(overview(), "nl"))
    assert "- Er is nog geen cijfer een indicator zonder cijfers (verzonnen), Vlaams Gewest." in text_part
    assert "- Er is geen doel bepaald een indicator zonder cijfers (verzonnen), Vlaams Gewest." in text_part


def test_a_proposed_lead_may_say_that_it_is_not_theirs() -> None:
    doubt = "Is uw organisatie niet de juiste? Antwoord dan op deze mail."
    assert doubt in in_text(render_overview(overview(), "nl"))
    accepted = EDUCATION.model_copy(update={"accepted": True})
    assert doubt not in in_text(render_overview(overview(body=accepted), "nl"))


def test_a_proxy_is_told_first() -> None:
    row = OverviewRow(assessment=proxy(), recommendations=(15,), board_url=BOARD)
    told = in_text(render_overview(overview(rows=(row,)), "nl"))
    assert (
        "(aanbeveling 15) Voor aanbeveling 15 is dit een benadering, geen rechtstreekse maat. Uit koers: 61,2 % in "
        "2025, 4,6 procentpunt onder het pad naar 80 % in 2030. Voor aanbeveling 15 telt dit hoogstens als 'in gevaar'."
    ) in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_text_and_html_say_the_same(lang: Lang) -> None:
    mail = render_overview(overview(), lang)
    plain = "\n".join(line for line in mail.text.splitlines() if "://" not in line)
    assert numbers_in(plain) == numbers_in(words_of(mail.html))
    assert set(links_of(mail.html)) == {line.strip() for line in mail.text.splitlines() if "://" in line}
    assert max(len(line) for line in mail.text.splitlines() if "://" not in line) <= 78
    assert mail.images == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_incomplete_targets_are_asked_together(lang: Lang) -> None:
    asked = tuple(
        OverviewTarget(assessment=a, recommendations=(15,), board_url=BOARD, action_url=ACTION)
        for a in (incomplete("base", "year"), incomplete("value", "base", "year"))
    )
    told = in_text(render_overview(overview(targets=asked), lang))
    assert both("DOELEN: WILT U ZE AANVULLEN?", "TARGETS: WOULD YOU COMPLETE THEM?")[lang] in told
    missing = both(
        "nog te bepalen: de basis (waarvan het een aandeel is, of van waar het telt) en het jaar. "
        "Wat wel vaststaat: minstens 80 % (Een verzonnen aanbeveling).",
        "still to be defined: the base (of what it is a share, or from where it counts) and the year. "
        "What is stated: at least 80% (A made-up recommendation).",
    )
    assert missing[lang] in told
    assert told.count(both("Wat wel vaststaat", "What is stated")[lang]) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_desk_s_overview_tells_of_the_data(lang: Lang) -> None:
    stale = about(AlertKind.data_stale, assessment=model(), action_url=None)
    matters = (about(AlertKind.quarantine, report=REPORT, action_url=None), stale)
    told = in_text(render_overview(overview(body=DESK, matters=matters), lang))
    assert both("wat geen trekker heeft", "what has no lead")[lang] in told
    assert both("In quarantaine: Eurostat, isoc_e_dii", "Quarantined: Eurostat, isoc_e_dii")[lang] in told
    assert "HTTP 200 with an error body" in told
    assert both("voorgestelde trekker", "proposed lead")[lang] not in told


def test_a_body_without_milestones_is_asked_nothing() -> None:
    body = MailBody(id="vdab", name=text("VDAB", "VDAB"))
    assert "MIJLPALEN" not in render_overview(overview(body=body, milestones=()), "nl").text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_summary_tells_what_another_edition_changed_and_that_no_figure_did(lang: Lang) -> None:
    row = OverviewRow(assessment=model(), recommendations=(15,), board_url=BOARD, previous=Verdict.on_track)
    why = text("Made up: the target was raised.", "Verzonnen: het doel is verhoogd.")
    changed = overview(edition=2, why=why, rows=(row,), counts={Verdict.off_track: 1}, milestones=())
    mail = render_overview(changed, lang)
    assert (
        mail.subject
        == both(
            f"Wat editie 2 van de agenda verandert voor {EDUCATION.name.nl}",
            f"What edition 2 of the agenda changes for {EDUCATION.name.en}",
        )[lang]
    )
    told = in_text(mail)
    for sentence in (
        both(
            "geen enkel cijfer. We vragen u niets. De reden: Verzonnen",
            "no figure did. Nothing is asked of you. The reason: Made up",
        ),
        both("Uit koers: 61,2 % in 2025", "Off track: 61.2% in 2025"),
        both("Het was: op koers.", "It was: on track."),
    ):
        assert sentence[lang] in told
