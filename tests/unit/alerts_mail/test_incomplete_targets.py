"""A mail that asks for the rest of a target: what is missing and stated, why this body, how to answer, no verdict."""

import pytest

from schemas.alerts import AlertKind
from services.alerts.mail.content import DeskReason
from services.alerts.mail.render import render_alert
from services.runtime.wording import LANGUAGES, Lang
from tests.builders.assessments import incomplete
from tests.unit.alerts_mail.cases import ACTION, both, in_text, item, mail_about
from tests.unit.alerts_mail.reading import numbers_in, words_of

ASKED = item(incomplete("base", "year"), AlertKind.target_to_define)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_what_is_missing_and_what_is_stated(lang: Lang) -> None:
    mail = render_alert(mail_about(ASKED), lang)
    told = in_text(mail)
    assert mail.subject.startswith(both("Doel te bepalen: ", "Target to be defined: ")[lang])
    incomplete_words = both(
        "Het doel hiervoor is niet volledig, nog te", "The target for this is not complete, still to"
    )
    assert incomplete_words[lang] in told
    assert both("vaststaat: minstens 80 % (Een", "stated: at least 80% (A made-up")[lang] in told
    assert both("oordeelt Koers hierover niet", "Koers judges nothing here")[lang] in told
    assert both("We vragen dit één keer.", "We ask this once.")[lang] in told
    assert both("doel aanvullen", "complete the target")[lang] in told
    assert ACTION in mail.text
    plain = "\n".join(line for line in mail.text.splitlines() if "://" not in line)
    assert numbers_in(plain) == numbers_in(words_of(mail.html))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_desk_is_told_that_a_body_has_completed_it(lang: Lang) -> None:
    told = in_text(render_alert(mail_about(ASKED, desk_reason=DeskReason.defined), lang))
    assert both("heeft het doel aangevuld", "has completed the target")[lang] in told
