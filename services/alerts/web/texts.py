"""The words of the alert pages, in both languages."""

from typing import Literal

from schemas.alerts import AlertState
from schemas.base import Text
from services.alerts.links import Fault
from services.alerts.texts import phrase, phrase_in

SITE = phrase("Koers")
SKIP = phrase("Skip to content")
OTHER_LANGUAGE = phrase("Nederlands")
BOARD = phrase("The public board")

ANSWER = phrase("Your answer")
CHOOSE = phrase("Choose an answer. Each link can be used once.")
IN_NAME_OF = phrase("You answer for {body}.")
PUBLIC = phrase("Your answer and reason appear on the public board in your organisation's name. Name no persons.")
NOT_PUBLIC = phrase("This is not published.")
AS_DESK = phrase("You act as the data desk. This is not published as the answer of an organisation.")
HISTORY = phrase("What happened")
OPTIONAL = phrase("(optional)")
SEND = phrase("Send")

ACCEPT = phrase("What you accept")
REFUSE = phrase(
    "If you do not accept the lead, choose 'This is not ours'; if not target or date, choose to dispute it."
)
ALSO = phrase("This answer is also for")
SERVES = phrase("Your answer counts for {what}.")
STANDING = phrase("Your answer now")
SINCE = phrase("Given on {day}.")
WAITING = phrase("An answer of {day} waits for confirmation by the mailbox of {body}.")
CONFIRMED_BY = phrase("Once sent, we mail the mailbox of {body}; when it confirms, the answer counts and is public.")
FORWARDED = phrase("Was this mail forwarded to you? You can answer; the mailbox of {body} decides.")
HAND_OVER = phrase("Hand to a colleague")
HAND_OVER_NOTE = phrase("This opens a new mail in your own program, with this link. We keep no address.")
HAND_OVER_MAIL = phrase("Would you answer this for {body}? The link works once, no login:\n\n{url}\n")
WITHDRAW_NOTE = phrase("The answer leaves the public board, and the alert is open again.")
BODY_TITLE = phrase("Everything for {body}")
BODY_NOTE = phrase(
    "This page is for {body}. Who has the link can answer; public answers are confirmed by your mailbox."
)
ASKED = phrase("What we ask you")
NOTHING_ASKED = phrase("Nothing is asked now.")
TO_ANSWER = phrase_in("verb", "Answer")
ANSWERED = phrase("Your answer: {status}.")
MILESTONES = phrase("Milestones in one form")
MILESTONES_NOTE = phrase("Fill in what you know and leave the rest empty. Everything is sent and confirmed together.")
NOTHING_CHOSEN = phrase("Choose for at least one how it stands.")
STANDS = phrase("How your indicators stand")
NO_INDICATOR = phrase("No indicator measured yet.")
NEXT = phrase("What is coming")
NOTHING_NEXT = phrase("No date is known.")
DIARY_LINK = phrase("Calendar (iCal)")
SHEET_LINK = phrase("On one page (PDF)")
DIARY = phrase("Koers: {body}")
COMING = {
    "release": phrase("New figure expected: {title}"),
    "milestone": phrase("Date of the milestone: {title}"),
    "measure": phrase("Your measure, as reported: {title}"),
}
IN_THIS_MONTH = phrase("Expected in the course of this month.")
MADE_ON = phrase("Koers, as of {day}. Proof of every figure: {url}")
MORE_ITEMS = phrase("More on the page: {count}.")
DECIDE_TITLE = phrase("Answer for {body}")
DECIDE_ASK = phrase("Somebody with a link from our mail answered this. Is it right?")
CONFIRM = phrase("Confirm and publish")
DISCARD = phrase("Drop")
WHOSE = phrase("Whose is it then?")

STATES = {
    AlertState.open: phrase("raised"),
    AlertState.acknowledged: phrase("answered"),
    AlertState.snoozed: phrase("put off"),
    AlertState.escalated: phrase("escalated"),
    AlertState.disputed: phrase("disputed"),
    AlertState.reassigned: phrase("returned: not this organisation's"),
    AlertState.resolved: phrase("closed"),
    AlertState.reopened: phrase("raised again"),
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
    "recorded": phrase("Your answer has been received"),
    "waiting": phrase("Still to be confirmed"),
    "confirmed": phrase("The answer is confirmed"),
    "discarded": phrase("The answer is dropped"),
    "was_confirmed": phrase("This was confirmed already"),
    "was_discarded": phrase("This was dropped already"),
    "used": phrase("This link has been used"),
    "over": phrase("This alert is closed"),
    "unknown": phrase("This alert does not exist"),
    "muted": phrase("You will get no more mails"),
    "tampered": phrase("This link is not right"),
    "expired": phrase("This link has expired"),
}
MESSAGES: dict[Page | Fault, Text] = {
    "recorded": phrase("Thank you. You answered: {action}."),
    "waiting": phrase(
        "Thank you. You answered: {action}. We mailed your organisation's mailbox; once it confirms, the answer "
        "counts and stands on the public board."
    ),
    "confirmed": phrase(
        "It now stands on the public board. You get a message with a link to correct it or take it back."
    ),
    "discarded": phrase("Nothing was published, and the alert is still open."),
    "was_confirmed": phrase("To correct it or take it back, use the link in the receipt."),
    "was_discarded": phrase("You can still answer with a newer link, or by mail."),
    "used": phrase("It was used to answer: {action}. To correct something, reply to the mail."),
    "over": phrase("An answer is no longer needed."),
    "unknown": phrase("Reply to the mail if you have a question."),
    "muted": phrase("Alerts for your organisation now go to the data desk. A mistake? Reply to an earlier mail."),
    "tampered": phrase("Copy the whole link from the mail, or reply to the mail."),
    "expired": phrase("Reply to the mail and we will help you."),
}
MUTE_TITLE = phrase("No more mails from Koers")
MUTE_ASK = phrase(
    "Do you want no more mails from Koers at this address? What is for your organisation then goes to the desk."
)
MUTE = phrase("Stop the mails")
