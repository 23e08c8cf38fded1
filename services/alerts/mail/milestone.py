"""The story of an alert about a milestone: what was promised, by when and on what authority, and how it stands."""

from schemas.alerts import AlertKind
from schemas.stats import DueBasis, MilestoneState, MilestoneStatus
from services.alerts.mail.content import AlertItem, AlertMailContent
from services.alerts.mail.reasons import action, repeated, why_you
from services.alerts.mail.reminders import reminded
from services.alerts.mail.story import Block, Link, Row, Story, capital, say
from services.alerts.texts import phrase
from services.runtime.wording import DATE_PASSED_UNCHECKED, Lang, format_date, format_recurrence

STATES = {
    AlertKind.milestone_due: phrase("Milestone, status wanted"),
    AlertKind.milestone_overdue: phrase("Milestone overdue"),
}
STATUSES = {
    MilestoneStatus.done: phrase("done"),
    MilestoneStatus.partly: phrase("partly done"),
    MilestoneStatus.announced: phrase("announced"),
    MilestoneStatus.open: phrase("not done yet"),
    MilestoneStatus.not_checked: phrase("not checked yet"),
}
_BASES = {
    DueBasis.legal: phrase("legal date"),
    DueBasis.policy: phrase("date of a policy plan"),
    DueBasis.accepted: phrase("date you accepted"),
    DueBasis.proposal: phrase("proposed by Koers, no obligation"),
}
_OVERDUE = phrase("This milestone was due on {due} ({basis}).")
_DUE = phrase("This milestone is due on {due} ({basis}).")
_UNDATED = phrase("No date is known for this milestone yet.")
_UNCHECKED = phrase("How it stands has not been checked yet: we ask you once.")
_STANDS = phrase("Status by our records: {status}{when}.")
_ON = phrase(" on {date}")
_DONE_WHEN = phrase("Done when: {criterion}")
_AGAIN = phrase("This comes back {every}{last}.")
_LAST = phrase("; it was last done on {date}")
_PLANNED = phrase("Your organisation expected this by {date}.")
_DATE_ROW, _STATUS_ROW = phrase("Date"), phrase("Status")
_WHY_NOW = phrase("Why now")
_NOW_OVERDUE = phrase("The date has passed.")
_NOW_DUE = phrase("The date is near or still to be confirmed.")
_PROOF = phrase("Proof")
_FOUND = phrase("To be found in: {reference}.")
_BOARD = phrase("All of it on the board")


def milestone_story(item: AlertItem, m: MilestoneState, content: AlertMailContent, lang: Lang) -> Story:
    """Everything the mail says about one milestone."""
    now = _NOW_OVERDUE if item.kind is AlertKind.milestone_overdue else _NOW_DUE
    reason = Block(_WHY_NOW[lang], (*reminded(item, content, lang), now[lang], repeated(item, "", lang)))
    asked = action(item, content, lang)
    blocks = [why_you(item, content, lang), reason, *([asked] if asked else []), _proof(item, m, lang)]
    return Story(
        title=m.title[lang],
        mention=m.title[lang],
        state=state(item, m, lang),
        tone="bad" if item.kind is AlertKind.milestone_overdue and not is_unchecked(m) else "risk",
        lead=(due_sentence(m, item.kind is AlertKind.milestone_overdue, lang), status_sentence(m, lang)),
        rows=_rows(m, lang),
        remarks=(say(_DONE_WHEN, lang, criterion=m.done_when[lang]), *_beside(m, lang)),
        blocks=tuple(blocks),
        numbers=item.recommendations,
    )


def state(item: AlertItem, m: MilestoneState, lang: Lang) -> str:
    """The state in a few words; what nobody has checked is not called late."""
    if item.kind is AlertKind.milestone_overdue and is_unchecked(m):
        return capital(DATE_PASSED_UNCHECKED[lang])
    return STATES[item.kind][lang]


def is_unchecked(m: MilestoneState) -> bool:
    """Whether nobody has looked whether it was done."""
    return m.status is MilestoneStatus.not_checked


def due_sentence(m: MilestoneState, overdue: bool, lang: Lang) -> str:
    """By when, and on what authority; a proposed date is told as a proposal."""
    if m.due is None or m.due_basis is None:
        return _UNDATED[lang]
    return say(_OVERDUE if overdue else _DUE, lang, due=format_date(m.due, lang), basis=_BASES[m.due_basis][lang])


def status_sentence(m: MilestoneState, lang: Lang) -> str:
    """How it stands by the register, and when that was looked at."""
    if is_unchecked(m):
        return _UNCHECKED[lang]
    when = say(_ON, lang, date=format_date(m.as_of, lang)) if m.as_of else ""
    return say(_STANDS, lang, status=STATUSES[m.status][lang], when=when)


def _beside(m: MilestoneState, lang: Lang) -> list[str]:
    """That it comes again, and the day the body named where another date binds."""
    said = []
    if m.recurrence:
        last = say(_LAST, lang, date=format_date(m.done_on, lang)) if m.done_on else ""
        said.append(say(_AGAIN, lang, every=format_recurrence(m.recurrence, lang), last=last))
    if m.planned:
        said.append(say(_PLANNED, lang, date=format_date(m.planned, lang)))
    return said


def _rows(m: MilestoneState, lang: Lang) -> tuple[Row, ...]:
    status = Row(_STATUS_ROW[lang], capital(STATUSES[m.status][lang]), m.status_note[lang] if m.status_note else "")
    if m.due is None or m.due_basis is None:
        return (status,)
    return (Row(_DATE_ROW[lang], format_date(m.due, lang), _BASES[m.due_basis][lang]), status)


def _proof(item: AlertItem, m: MilestoneState, lang: Lang) -> Block:
    found = (say(_FOUND, lang, reference=m.reference.rstrip(".")),) if m.reference else ()
    return Block(_PROOF[lang], found, (Link(item.board_url, _BOARD[lang]),))
