"""The words of the alert pages, in both languages."""

from typing import Literal

from schemas.alerts import AlertState
from schemas.base import Text
from services.alerts.answering import Acceptance, Action
from services.alerts.links import Fault

SITE = Text(nl="Koers", en="Koers")
SKIP = Text(nl="Naar de inhoud", en="Skip to content")
OTHER_LANGUAGE = Text(nl="English", en="Nederlands")
BOARD = Text(nl="Het publieke bord", en="The public board")

ANSWER = Text(nl="Uw antwoord", en="Your answer")
CHOOSE = Text(
    nl="Kies een antwoord. Elke link kan één keer worden gebruikt.",
    en="Choose an answer. Each link can be used once.",
)
IN_NAME_OF = Text(nl="U antwoordt namens {body}.", en="You answer for {body}.")
PUBLIC = Text(
    nl="Uw antwoord en reden komen op het publieke bord, op naam van uw organisatie. Noem geen personen.",
    en="Your answer and reason appear on the public board in your organisation's name. Name no persons.",
)
NOT_PUBLIC = Text(nl="Dit wordt niet gepubliceerd.", en="This is not published.")
AS_DESK = Text(
    nl="U handelt als datadesk. Dit wordt niet als antwoord van een organisatie gepubliceerd.",
    en="You act as the data desk. This is not published as the answer of an organisation.",
)
HISTORY = Text(nl="Wat er gebeurde", en="What happened")
OPTIONAL = Text(nl="(niet verplicht)", en="(optional)")
SEND = Text(nl="Versturen", en="Send")

ACTIONS = {
    Action.acknowledge: Text(nl="Maatregel of reden melden", en="Report a measure or reason"),
    Action.done: Text(nl="Dit is klaar", en="This is done"),
    Action.dispute: Text(nl="Cijfer of doel betwisten", en="Dispute the figure or the target"),
    Action.not_ours: Text(nl="Dit is niet voor ons", en="This is not ours"),
    Action.later: Text(nl="Later", en="Later"),
    Action.define: Text(nl="Het doel aanvullen", en="Complete the target"),
}
ACCEPT = Text(nl="Wat u aanvaardt", en="What you accept")
ACCEPTS = {
    Acceptance.ownership: Text(nl="Mijn organisatie is hiervan de trekker", en="My organisation is the lead for this"),
    Acceptance.target: Text(nl="Wij aanvaarden het doel", en="We accept the target"),
    Acceptance.date: Text(nl="Wij aanvaarden de datum", en="We accept the date"),
}
LABELS = {
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
DISPUTE_MILESTONE = Text(nl="Datum of criterium betwisten", en="Dispute the date or the criterion")
WHOSE = Text(nl="Voor wie is het dan wel?", en="Whose is it then?")

STATES = {
    AlertState.open: Text(nl="gemeld", en="raised"),
    AlertState.acknowledged: Text(nl="beantwoord", en="answered"),
    AlertState.snoozed: Text(nl="uitgesteld", en="put off"),
    AlertState.escalated: Text(nl="hogerop gemeld", en="escalated"),
    AlertState.disputed: Text(nl="betwist", en="disputed"),
    AlertState.reassigned: Text(nl="teruggegeven: niet van deze organisatie", en="returned: not this organisation's"),
    AlertState.resolved: Text(nl="afgesloten", en="closed"),
    AlertState.reopened: Text(nl="opnieuw gemeld", en="raised again"),
}

Page = Literal["recorded", "used", "over", "unknown", "muted"]
TITLES: dict[Page | Fault, Text] = {
    "recorded": Text(nl="Uw antwoord is ontvangen", en="Your answer has been received"),
    "used": Text(nl="Deze link is al gebruikt", en="This link has been used"),
    "over": Text(nl="Deze melding is afgesloten", en="This alert is closed"),
    "unknown": Text(nl="Deze melding bestaat niet", en="This alert does not exist"),
    "muted": Text(nl="U krijgt geen mails meer", en="You will get no more mails"),
    "tampered": Text(nl="Deze link klopt niet", en="This link is not right"),
    "expired": Text(nl="Deze link is verlopen", en="This link has expired"),
}
MESSAGES: dict[Page | Fault, Text] = {
    "recorded": Text(nl="Dank u. U antwoordde: {action}.", en="Thank you. You answered: {action}."),
    "used": Text(
        nl="Er is al mee geantwoord: {action}. Wilt u iets verbeteren, beantwoord dan de mail.",
        en="It was used to answer: {action}. To correct something, reply to the mail.",
    ),
    "over": Text(nl="Een antwoord is niet meer nodig.", en="An answer is no longer needed."),
    "unknown": Text(nl="Beantwoord de mail als u een vraag hebt.", en="Reply to the mail if you have a question."),
    "muted": Text(
        nl="Meldingen voor uw organisatie gaan voortaan naar de datadesk. Vergissing? Beantwoord een eerdere mail.",
        en="Alerts for your organisation now go to the data desk. A mistake? Reply to an earlier mail.",
    ),
    "tampered": Text(
        nl="Kopieer de hele link uit de mail, of beantwoord de mail.",
        en="Copy the whole link from the mail, or reply to the mail.",
    ),
    "expired": Text(nl="Beantwoord de mail; dan helpen wij u.", en="Reply to the mail and we will help you."),
}
MUTE_TITLE = Text(nl="Geen mails van Koers meer", en="No more mails from Koers")
MUTE_ASK = Text(
    nl="Wilt u op dit adres geen mails van Koers meer? Wat voor uw organisatie bestemd is, gaat dan naar de datadesk.",
    en="Do you want no more mails from Koers at this address? What is for your organisation then goes to the desk.",
)
MUTE = Text(nl="Geen mails meer sturen", en="Stop the mails")
