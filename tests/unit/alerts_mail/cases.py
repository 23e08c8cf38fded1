"""Alerts about assessments, and the mails that come of them."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from schemas.alerts import AlertKind
from schemas.assessment import Assessment, Owner
from services.alerts.mail.content import AlertItem, AlertMailContent, MailBody
from services.alerts.mail.render import render_alert
from services.runtime.mail.message import RenderedMail
from services.runtime.wording import Lang
from tests.builders.assessments import text, without_data
from tests.unit.alerts_mail.made_up import (
    beside,
    broken,
    drifting,
    falling,
    held,
    late,
    missed,
    model,
    on_path,
    proxy,
    soft,
    stand_in,
)

EDUCATION = MailBody(
    id="education", name=text("Department of Education and Training", "Departement Onderwijs en Vorming")
)
CULTURE = Owner(body="cjm", name=text("Culture, Youth and Media", "Cultuur, Jeugd en Media"), recommendations=(35,))
ACTION = "https://koers.example/a/token-of-a-test"
BOARD = "https://koers.example/nl/indicators/digital-skills-basic/#proof"


def item(assessment: Assessment, kind: AlertKind = AlertKind.verdict_worsened, **changes: Any) -> AlertItem:
    """An alert about an assessment, for the body of recommendation 15."""
    fields: dict[str, Any] = {
        "kind": kind,
        "alert_id": f"{kind.value}:{assessment.key}",
        "assessment": assessment,
        "previous_verdict": assessment.episode.from_verdict,
        "recommendations": (15,),
        "others": (CULTURE,),
        "board_url": BOARD,
        "action_url": ACTION,
    }
    return AlertItem(**(fields | changes))


def mail_about(*items: AlertItem, **changes: Any) -> AlertMailContent:
    """A mail of 1 September 2026 to the education department, to be answered by 1 October."""
    fields: dict[str, Any] = {
        "body": EDUCATION,
        "alerts": items,
        "action_deadline": date(2026, 10, 1),
        "board_url": "https://koers.example/nl/",
        "desk_address": "desk@koers.example",
        "sent_on": date(2026, 9, 1),
        "unsubscribe_url": "https://koers.example/m/token-of-a-test",
    }
    return AlertMailContent(**(fields | changes))


CASES: dict[str, Callable[[], Assessment]] = {
    "model": model,
    "falling": falling,
    "hold": held,
    "benchmark": beside,
    "direction": drifting,
    "missed": missed,
    "stand-in": stand_in,
    "proxy": proxy,
    "soft": soft,
    "broken": broken,
    "late": late,
    "euro": lambda: on_path("eur_million"),
    "ratio": lambda: on_path("ratio"),
    "no figure": without_data,
}


@cache
def written(case: str, lang: Lang) -> RenderedMail:
    """The mail about one of `CASES`, drawn once."""
    return render_alert(mail_about(item(CASES[case]())), lang)


def said(case: str, lang: Lang) -> str:
    """The text of a mail on one line."""
    return " ".join(written(case, lang).text.split())


def both(nl: str, en: str) -> dict[Lang, str]:
    """What is expected in each language."""
    return {"nl": nl, "en": en}


def in_text(mail: RenderedMail) -> str:
    """The text part on one line."""
    return " ".join(mail.text.split())
