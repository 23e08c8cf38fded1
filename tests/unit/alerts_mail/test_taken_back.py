"""A mail that takes an earlier one back: a publisher revised the figure that the verdict rested on."""

from datetime import date

import pytest

from schemas.alerts import AlertKind
from schemas.verdicts import Cause, Verdict
from services.alerts.mail.content import LastMail
from services.alerts.mail.render import render_alert
from services.runtime.mail.message import RenderedMail
from services.runtime.wording import LANGUAGES, Lang
from tests.unit.alerts_mail.cases import both, in_text, item, mail_about
from tests.unit.alerts_mail.made_up import model


def taken_back(lang: Lang) -> RenderedMail:
    """The indicator was told as off track and is on track by a revised figure (made up) of the same year."""
    a = model()
    assert a.latest is not None
    changed = {"verdict": Verdict.on_track, "cause": Cause.revision, "from_verdict": Verdict.off_track}
    episode = a.episode.model_copy(update={**changed, "from_period": a.latest.period})
    revised = a.model_copy(update={"verdict": Verdict.on_track, "episode": episode})
    last = LastMail(sent_on=date(2026, 9, 1), verdict=Verdict.off_track, period=a.latest.period, shown="60.00")
    told = item(revised, alert_id="revision_changed_verdict:digital-skills-basic/BE2").model_copy(
        update={
            "kind": AlertKind.revision_changed_verdict, "action_url": None, "previous_verdict": Verdict.off_track,
            "last_mail": last,
        }
    )  # fmt: skip
    return render_alert(mail_about(told), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_what_was_revised_what_was_told_and_asks_nothing(lang: Lang) -> None:
    mail = taken_back(lang)
    assert mail.subject.startswith(both("Oordeel herzien: ", "Verdict revised: ")[lang])
    told = in_text(mail)
    for sentence in (
        both(
            "herzag op 16 december 2025 eerder gepubliceerde cijfers",
            "revised figures published earlier on 16 December",
        ),
        both("Het oordeel gaat van 'uit koers' naar 'op koers'.", "The verdict goes from 'off track' to 'on track'."),
        both("ging uit op 1 september 2026 met 60,00 % (2025)", "went out on 1 September 2026 with 60.00% (2025)"),
    ):
        assert sentence[lang] in told
    assert both("WAT U KUNT DOEN", "WHAT YOU CAN DO")[lang] not in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_old_verdict_never_stands_beside_the_new_figure_of_the_same_year(lang: Lang) -> None:
    assert both("was dit nog uit koers", "this was still off track")[lang] not in in_text(taken_back(lang))
