"""What the alert page shows: the story of the mail, told by the same words from the same document."""

from dataclasses import replace
from datetime import date

from schemas.assessment import Assessment
from schemas.base import Text
from schemas.stats import MilestoneState
from services.alerts.addresses import Board
from services.alerts.answering import Opened
from services.alerts.items import numbers_of, subject_of
from services.alerts.mail.content import AlertItem, AlertMailContent, Language, MailBody
from services.alerts.mail.letter import alert_letter
from services.alerts.mail.population import placed_title
from services.alerts.mail.story import Story, capital
from services.alerts.store.register import Alert


def body_name(opened: Opened, body: str) -> Text:
    """The body in whose name the holder of the link answers."""
    return opened.own.owner.name if opened.own else Text(en=body, nl=body)


def title_of(alert: Alert, language: Language) -> str:
    """What an alert is about."""
    document = alert.document
    if isinstance(document, Assessment):
        return capital(placed_title(document, language))
    return document.title[language] if isinstance(document, MilestoneState) else alert.subject


def story_of(opened: Opened, body: str, board: Board, today: date, language: Language) -> Story:
    """The mail's story without the parts only a mail has: why you, why now, and the way to this page."""
    document = opened.alert.document
    item = AlertItem(
        kind=opened.alert.kind,
        alert_id=opened.alert.alert_id,
        **subject_of(document),
        recommendations=tuple(opened.own.recommendations) if opened.own else numbers_of(document),
        board_url=board.page(document, language),
    )
    content = AlertMailContent(
        body=MailBody(id=body, name=body_name(opened, body)),
        alerts=(item,),
        board_url=board.start(language),
        desk_address="",
        sent_on=today,
    )
    story = alert_letter(content, language).stories[0]
    kept = 2 if isinstance(document, Assessment) else 1
    return replace(story, blocks=story.blocks[-kept:])
