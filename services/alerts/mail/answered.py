"""The words for what a body answers, and an answer as rows: the same in mails and on the pages."""

from schemas.base import Text
from schemas.policy import AnswerStatus
from schemas.stats import MilestoneState
from services.alerts.domain.age import Document
from services.alerts.domain.answers import Acceptance, Action, Given
from services.alerts.mail.story import Row, listed
from services.runtime.wording import Lang, format_date, format_number

ACTIONS = {
    Action.acknowledge: Text(nl="Maatregel of reden melden", en="Report a measure or reason"),
    Action.done: Text(nl="Dit is klaar", en="This is done"),
    Action.dispute: Text(nl="Cijfer of doel betwisten", en="Dispute the figure or the target"),
    Action.not_ours: Text(nl="Dit is niet voor ons", en="This is not ours"),
    Action.later: Text(nl="Later", en="Later"),
    Action.define: Text(nl="Het doel aanvullen", en="Complete the target"),
    Action.withdraw: Text(nl="Ons antwoord intrekken", en="Take back our answer"),
}
DISPUTE_MILESTONE = Text(nl="Datum of criterium betwisten", en="Dispute the date or the criterion")
ACCEPTS = {
    Acceptance.ownership: Text(nl="Mijn organisatie is hiervan de trekker", en="My organisation is the lead for this"),
    Acceptance.target: Text(nl="Wij aanvaarden het doel", en="We accept the target"),
    Acceptance.date: Text(nl="Wij aanvaarden de datum", en="We accept the date"),
}
STANCES = {
    AnswerStatus.measure_taken: Text(nl="Er loopt een maatregel", en="A measure is under way"),
    AnswerStatus.measure_planned: Text(nl="Er komt een maatregel", en="A measure is planned"),
    AnswerStatus.no_measure: Text(
        nl="Er komt geen maatregel; wij leggen uit waarom", en="There will be no measure; we explain why"
    ),
    AnswerStatus.acknowledged: Text(nl="Wij bekijken dit nog", en="We are looking into it"),
}
STEPS = {
    AnswerStatus.measure_taken: Text(nl="Er wordt aan gewerkt", en="It is being worked on"),
    AnswerStatus.measure_planned: Text(nl="Het is gepland", en="It is planned"),
    AnswerStatus.no_measure: Text(nl="Het komt er niet; wij leggen uit waarom", en="It will not come; we explain why"),
    AnswerStatus.acknowledged: Text(nl="Wij bekijken dit nog", en="We are looking into it"),
}
STATUSES = {
    AnswerStatus.done: Text(nl="Klaar", en="Done"),
    AnswerStatus.disputed: Text(nl="Betwist", en="Disputed"),
    AnswerStatus.not_ours: Text(nl="Niet voor ons", en="Not ours"),
    AnswerStatus.withdrawn: Text(nl="Ingetrokken", en="Taken back"),
}
LABELS = {
    "status": Text(nl="Hoe het staat", en="Where it stands"),
    "reason": Text(nl="Uitleg", en="Explanation"),
    "planned_date": Text(nl="Tegen wanneer", en="By when"),
    "evidence_url": Text(nl="Waar is het te zien (adres)", en="Where it can be seen (address)"),
    "what": Text(nl="Wat klopt er niet", en="What is wrong"),
    "value": Text(nl="Waarde", en="Value"),
    "base": Text(nl="Basis: waarvan is het een aandeel, of van waar telt het?", en="Base: of what, or from where?"),
    "year": Text(nl="Jaar", en="Year"),
    "until": Text(nl="Herinner ons op", en="Remind us on"),
}
DISPUTED = {
    "figure": Text(nl="het cijfer", en="the figure"),
    "target": Text(nl="het doel", en="the target"),
    "date": Text(nl="de datum", en="the date"),
    "criterion": Text(nl="wanneer het klaar is", en="when it counts as done"),
}
_ANSWER, _ACCEPTED = Text(nl="Antwoord", en="Answer"), Text(nl="Aanvaard", en="Accepted")


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
