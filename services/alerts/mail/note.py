"""Short mails: please confirm an answer, the receipt of one, and that a mailbox stopped its mail."""

from schemas.assessment import Assessment
from services.alerts.domain.answers import Action
from services.alerts.mail.answered import answer_rows
from services.alerts.mail.content import AnsweredItem, NoteContent
from services.alerts.mail.letter import about, banner, ways_out
from services.alerts.mail.population import lower_first, placed_title
from services.alerts.mail.story import Block, Letter, Link, Row, Story, capital, say
from services.alerts.texts import phrase
from services.runtime.wording import Lang

_STATES = {
    "confirm": phrase("Confirm this answer"),
    "receipt": phrase("Answer received"),
    "muted": phrase("Mailbox unsubscribed"),
}
_LEADS = {
    "confirm": phrase(
        "Somebody with a link from our mail answered for {body}. The answer counts and becomes public once this "
        "mailbox confirms it."
    ),
    "receipt": phrase("This is now the answer of {body}, and it stands on the public board."),
    "muted": phrase(
        "{address} wants no more mails from Koers. The organisation keeps its duties; its alerts go to another "
        "mailbox it has, or to you. Please complete the address book."
    ),
}
_PRIVATE = phrase("{body} asked us to come back to this later. That is not published.")
_WITHDRAWN = phrase("{body} took back its answer; it no longer stands on the public board.")
_ABOUT = phrase("About")
_DO, _LATER = phrase("What you can do"), phrase("Changed your mind?")
_DECIDE = phrase("Confirm or drop")
_NOBODY = phrase(
    "If you do not know this answer, drop it. Without confirmation nothing changes, not by opening the link either."
)
_CORRECT = phrase("With this link you can correct the answer, take it back or hand it to a colleague.")
_CHANGE = phrase("Change the answer: {title}")


def note_letter(content: NoteContent, lang: Lang) -> Letter:
    """The mail with one story: what was answered, and what can be done about it."""
    numbers = sorted({number for item in content.items for number in item.recommendations})
    title = _title(content.items[0], lang) if content.items else content.address or ""
    blocks = (_decision(content, lang), _correction(content, lang))
    story = Story(
        title=capital(title),
        mention=lower_first(title) if content.items else title,
        state=_STATES[content.step][lang],
        tone="none",
        lead=(_lead(content, lang),),
        rows=tuple(row for item in content.items for row in _rows(item, lang, alone=len(content.items) == 1)),
        blocks=tuple(block for block in blocks if block),
        numbers=tuple(numbers),
    )
    return Letter(
        lang, (story,), banner=banner(content, lang), footer=about(content, lang), links=ways_out(content, lang)
    )


def _lead(content: NoteContent, lang: Lang) -> str:
    actions = {item.given.action for item in content.items}
    wording = _LEADS[content.step]
    if content.step == "receipt" and actions == {Action.later}:
        wording = _PRIVATE
    elif content.step == "receipt" and actions == {Action.withdraw}:
        wording = _WITHDRAWN
    return capital(say(wording, lang, body=content.body.name[lang], address=content.address))


def _title(item: AnsweredItem, lang: Lang) -> str:
    document = item.document
    return placed_title(document, lang) if isinstance(document, Assessment) else document.title[lang]


def _rows(item: AnsweredItem, lang: Lang, *, alone: bool) -> tuple[Row, ...]:
    rows = answer_rows(item.given, item.document, lang)
    return rows if alone else (Row(_ABOUT[lang], capital(_title(item, lang))), *rows)


def _decision(content: NoteContent, lang: Lang) -> Block | None:
    if content.decision_url is None:
        return None
    links = (Link(content.decision_url, _DECIDE[lang]),)
    return Block(_DO[lang], links=links, after=(_NOBODY[lang],), button=True)


def _correction(content: NoteContent, lang: Lang) -> Block | None:
    links = tuple(
        Link(item.action_url, say(_CHANGE, lang, title=lower_first(_title(item, lang))))
        for item in content.items
        if item.action_url
    )
    return Block(_LATER[lang], (_CORRECT[lang],), links) if links else None
