"""Why a body is written to again: a day it named, a promise whose date has passed, a new figure, or no answer."""

from services.alerts.mail.content import AlertItem, AlertMailContent, Prompt
from services.alerts.mail.story import say
from services.alerts.texts import phrase
from services.runtime.wording import Lang, format_date

_PROMPTS = {
    Prompt.asked: phrase("We were to come back to this on {day}."),
    Prompt.planned: phrase("You expected the measure by {day}: is that still so?"),
    Prompt.figure: phrase("A new figure has come since our last mail, and this has not been solved."),
    Prompt.escalation: phrase(
        "{body} got this message on {day} and has not answered yet; that is why we now write to you."
    ),
    Prompt.resent: phrase("The data team of Koers sends you this message again."),
}


def reminded(item: AlertItem, content: AlertMailContent, lang: Lang) -> tuple[str, ...]:
    """The sentence that says why it is told again; none where it is news."""
    reminder = item.reminder
    if reminder is None:
        return ()
    day = format_date(reminder.day, lang) if reminder.day else ""
    return (say(_PROMPTS[reminder.prompt], lang, day=day, body=content.body.name[lang]),)
