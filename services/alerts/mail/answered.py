"""The words for what a body answers, and an answer as rows: the same in mails and on the pages."""

from schemas.policy import AnswerStatus
from schemas.stats import MilestoneState
from services.alerts.domain.age import Document
from services.alerts.domain.answers import Acceptance, Action, Given
from services.alerts.mail.story import Row, listed
from services.alerts.texts import phrase
from services.runtime.wording import Lang, format_date, format_number

ACTIONS = {
    Action.acknowledge: phrase("Report a measure or reason"),
    Action.done: phrase("This is done"),
    Action.dispute: phrase("Dispute the figure or the target"),
    Action.not_ours: phrase("This is not ours"),
    Action.later: phrase("Later"),
    Action.define: phrase("Complete the target"),
    Action.withdraw: phrase("Take back our answer"),
}
DISPUTE_MILESTONE = phrase("Dispute the date or the criterion")
ACCEPTS = {
    Acceptance.ownership: phrase("My organisation is the lead for this"),
    Acceptance.target: phrase("We accept the target"),
    Acceptance.date: phrase("We accept the date"),
}
STANCES = {
    AnswerStatus.measure_taken: phrase("A measure is under way"),
    AnswerStatus.measure_planned: phrase("A measure is planned"),
    AnswerStatus.no_measure: phrase("There will be no measure; we explain why"),
    AnswerStatus.acknowledged: phrase("We are looking into it"),
}
STEPS = {
    AnswerStatus.measure_taken: phrase("It is being worked on"),
    AnswerStatus.measure_planned: phrase("It is planned"),
    AnswerStatus.no_measure: phrase("It will not come; we explain why"),
    AnswerStatus.acknowledged: phrase("We are looking into it"),
}
STATUSES = {
    AnswerStatus.done: phrase("Done"),
    AnswerStatus.disputed: phrase("Disputed"),
    AnswerStatus.not_ours: phrase("Not ours"),
    AnswerStatus.withdrawn: phrase("Taken back"),
}
LABELS = {
    "status": phrase("Where it stands"),
    "reason": phrase("Explanation"),
    "planned_date": phrase("By when"),
    "evidence_url": phrase("Where it can be seen (address)"),
    "what": phrase("What is wrong"),
    "value": phrase("Value"),
    "base": phrase("Base: of what, or from where?"),
    "year": phrase("Year"),
    "until": phrase("Remind us on"),
}
DISPUTED = {
    "figure": phrase("the figure"),
    "target": phrase("the target"),
    "date": phrase("the date"),
    "criterion": phrase("when it counts as done"),
}
_ANSWER, _ACCEPTED = phrase("Answer"), phrase("Accepted")


def action_words(action: Action, document: Document, lang: Lang) -> str:
    """What the body does, as it is called for this kind of subject."""
    of_milestone = action is Action.dispute and isinstance(document, MilestoneState)
    return (DISPUTE_MILESTONE if of_milestone else ACTIONS[action])[lang]


def answer_rows(given: Given, document: Document, lang: Lang) -> tuple[Row, ...]:
    """Everything that was filled in, a row each."""
    stances = STEPS if isinstance(document, MilestoneState) else STANCES
    reason = given.reason.removeprefix(f"{given.disputed}: ") if given.reason and given.disputed else given.reason
    defined = given.definition
    rows = (
        (_ANSWER, action_words(given.action, document, lang)),
        (LABELS["status"], stances[given.status][lang] if given.status in stances else None),
        (LABELS["what"], DISPUTED[given.disputed][lang] if given.disputed else None),
        (LABELS["reason"], reason),
        (LABELS["value"], _plain(defined.value, lang) if defined and defined.value is not None else None),
        (LABELS["base"], defined.base if defined else None),
        (LABELS["year"], str(defined.year) if defined and defined.year else None),
        (LABELS["planned_date"], format_date(given.planned_date, lang) if given.planned_date else None),
        (LABELS["evidence_url"], given.evidence_url),
        (LABELS["until"], format_date(given.until, lang) if given.until else None),
        (_ACCEPTED, listed((ACCEPTS[one][lang] for one in sorted(given.accepts)), lang) or None),
    )
    return tuple(Row(label[lang], value) for label, value in rows if value)


def _plain(value: float, lang: Lang) -> str:
    """A number with as many decimals as it has."""
    return format_number(value, lang, len(f"{value:f}".rstrip("0").partition(".")[2]))
