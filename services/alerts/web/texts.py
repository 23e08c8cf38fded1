"""The words of the alert pages, in both languages."""

from typing import Literal

from schemas.alerts import AlertState
from schemas.base import Text
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

ACCEPT = Text(nl="Wat u aanvaardt", en="What you accept")
REFUSE = Text(
    nl="Aanvaardt u de trekkersrol niet, kies dan 'Dit is niet voor ons'; doel of datum niet, kies dan betwisten.",
    en="If you do not accept the lead, choose 'This is not ours'; if not target or date, choose to dispute it.",
)
ALSO = Text(nl="Dit antwoord geldt ook voor", en="This answer is also for")
SERVES = Text(nl="Uw antwoord telt voor {what}.", en="Your answer counts for {what}.")
STANDING = Text(nl="Uw antwoord nu", en="Your answer now")
SINCE = Text(nl="Gegeven op {day}.", en="Given on {day}.")
WAITING = Text(
    nl="Een antwoord van {day} wacht op bevestiging door de mailbox van {body}.",
    en="An answer of {day} waits for confirmation by the mailbox of {body}.",
)
CONFIRMED_BY = Text(
    nl="Na het versturen mailen we de mailbox van {body}; zodra die bevestigt, telt het antwoord en is het openbaar.",
    en="Once sent, we mail the mailbox of {body}; when it confirms, the answer counts and is public.",
)
FORWARDED = Text(
    nl="Kreeg u deze mail doorgestuurd? U kunt antwoorden; de mailbox van {body} beslist.",
    en="Was this mail forwarded to you? You can answer; the mailbox of {body} decides.",
)
HAND_OVER = Text(nl="Aan een collega doorgeven", en="Hand to a colleague")
HAND_OVER_NOTE = Text(
    nl="Dit opent een nieuwe mail in uw eigen programma, met deze link. Wij bewaren geen adres.",
    en="This opens a new mail in your own program, with this link. We keep no address.",
)
HAND_OVER_MAIL = Text(
    nl="Wil jij dit namens {body} beantwoorden? De link werkt één keer, zonder aanmelden:\n\n{url}\n",
    en="Would you answer this for {body}? The link works once, no login:\n\n{url}\n",
)
WITHDRAW_NOTE = Text(
    nl="Het antwoord verdwijnt van het publieke bord, en de melding staat weer open.",
    en="The answer leaves the public board, and the alert is open again.",
)
BODY_TITLE = Text(nl="Alles voor {body}", en="Everything for {body}")
BODY_NOTE = Text(
    nl="Deze pagina is voor {body}. Wie de link heeft, kan antwoorden; openbare antwoorden bevestigt uw mailbox.",
    en="This page is for {body}. Who has the link can answer; public answers are confirmed by your mailbox.",
)
ASKED = Text(nl="Wat we u vragen", en="What we ask you")
NOTHING_ASKED = Text(nl="Er wordt nu niets gevraagd.", en="Nothing is asked now.")
TO_ANSWER = Text(nl="Antwoorden", en="Answer")
ANSWERED = Text(nl="Uw antwoord: {status}.", en="Your answer: {status}.")
MILESTONES = Text(nl="Mijlpalen in één formulier", en="Milestones in one form")
MILESTONES_NOTE = Text(
    nl="Vul in wat u weet en laat de rest leeg. Alles wordt samen verstuurd en samen bevestigd.",
    en="Fill in what you know and leave the rest empty. Everything is sent and confirmed together.",
)
NOTHING_CHOSEN = Text(nl="Kies bij minstens één mijlpaal hoe het staat.", en="Choose for at least one how it stands.")
STANDS = Text(nl="Hoe uw indicatoren staan", en="How your indicators stand")
NO_INDICATOR = Text(nl="Nog geen indicator gemeten.", en="No indicator measured yet.")
NEXT = Text(nl="Wat er komt", en="What is coming")
NOTHING_NEXT = Text(nl="Er is geen datum bekend.", en="No date is known.")
DIARY_LINK = Text(nl="Agenda (iCal)", en="Calendar (iCal)")
SHEET_LINK = Text(nl="Op één pagina (PDF)", en="On one page (PDF)")
DIARY = Text(nl="Koers: {body}", en="Koers: {body}")
COMING = {
    "release": Text(nl="Nieuw cijfer verwacht: {title}", en="New figure expected: {title}"),
    "milestone": Text(nl="Datum van de mijlpaal: {title}", en="Date of the milestone: {title}"),
    "measure": Text(nl="Uw maatregel, zoals gemeld: {title}", en="Your measure, as reported: {title}"),
}
IN_THIS_MONTH = Text(nl="Verwacht in de loop van deze maand.", en="Expected in the course of this month.")
MADE_ON = Text(
    nl="Koers, stand van {day}. Elk cijfer met bewijs: {url}", en="Koers, as of {day}. Proof of every figure: {url}"
)
MORE_ITEMS = Text(nl="Verder nog op de pagina: {count}.", en="More on the page: {count}.")
DECIDE_TITLE = Text(nl="Antwoord namens {body}", en="Answer for {body}")
DECIDE_ASK = Text(
    nl="Iemand met een link uit onze mail antwoordde dit. Klopt het?",
    en="Somebody with a link from our mail answered this. Is it right?",
)
CONFIRM = Text(nl="Bevestigen en publiceren", en="Confirm and publish")
DISCARD = Text(nl="Verwerpen", en="Drop")
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

Page = Literal[
    "recorded",
    "waiting",
    "used",
    "over",
    "unknown",
    "muted",
    "confirmed",
    "discarded",
    "was_confirmed",
    "was_discarded",
]
TITLES: dict[Page | Fault, Text] = {
    "recorded": Text(nl="Uw antwoord is ontvangen", en="Your answer has been received"),
    "waiting": Text(nl="Nog te bevestigen", en="Still to be confirmed"),
    "confirmed": Text(nl="Het antwoord is bevestigd", en="The answer is confirmed"),
    "discarded": Text(nl="Het antwoord is verworpen", en="The answer is dropped"),
    "was_confirmed": Text(nl="Dit was al bevestigd", en="This was confirmed already"),
    "was_discarded": Text(nl="Dit was al verworpen", en="This was dropped already"),
    "used": Text(nl="Deze link is al gebruikt", en="This link has been used"),
    "over": Text(nl="Deze melding is afgesloten", en="This alert is closed"),
    "unknown": Text(nl="Deze melding bestaat niet", en="This alert does not exist"),
    "muted": Text(nl="U krijgt geen mails meer", en="You will get no more mails"),
    "tampered": Text(nl="Deze link klopt niet", en="This link is not right"),
    "expired": Text(nl="Deze link is verlopen", en="This link has expired"),
}
MESSAGES: dict[Page | Fault, Text] = {
    "recorded": Text(nl="Dank u. U antwoordde: {action}.", en="Thank you. You answered: {action}."),
    "waiting": Text(
        nl="Dank u. U antwoordde: {action}. We mailden de mailbox van uw organisatie; zodra die bevestigt, telt het "
        "antwoord en staat het op het publieke bord.",
        en="Thank you. You answered: {action}. We mailed your organisation's mailbox; once it confirms, the answer "
        "counts and stands on the public board.",
    ),
    "confirmed": Text(
        nl="Het staat nu op het publieke bord. U krijgt een bericht met een link om het te verbeteren of in te "
        "trekken.",
        en="It now stands on the public board. You get a message with a link to correct it or take it back.",
    ),
    "discarded": Text(
        nl="Er is niets gepubliceerd, en de melding staat nog open.",
        en="Nothing was published, and the alert is still open.",
    ),
    "was_confirmed": Text(
        nl="Verbeteren of intrekken kan met de link in het ontvangstbericht.",
        en="To correct it or take it back, use the link in the receipt.",
    ),
    "was_discarded": Text(
        nl="Antwoorden kan nog met een nieuwere link, of via de mail.",
        en="You can still answer with a newer link, or by mail.",
    ),
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
