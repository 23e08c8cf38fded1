"""A rendered mail as an RFC 5322 message: headers that thread it, name it as automatic, and let the reader stop it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from schemas.base import Model
from services.runtime.mail.base import is_web_address
from services.runtime.wording import Lang

# At 78 columns a subject that would just fit a line of its own is written below an empty one, which some relays and
# readers stumble over. The body is encoded before, in lines of 76.
_WIRE = SMTP.clone(max_line_length=200)


class Image(Model):
    """A picture inside the HTML part, which refers to it as `cid:{cid}`; `alt` says the same in words."""

    cid: str
    png: bytes
    alt: str


class RenderedMail(Model):
    """A mail's words: the subject, the plain text (complete in itself), the HTML and its pictures."""

    subject: str
    text: str
    html: str
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom, to whom, and what the mail is about.

    `mail_id` names it for ever: sent twice it has the same Message-ID, which lets the receiver collapse the two.
    `threads` are keys of what it is about (an alert and a body), the first one leading.
    """

    mail_id: str
    sender: str
    recipient: str
    reply_to: str
    date: datetime
    language: Lang
    threads: tuple[str, ...] = ()
    unsubscribe_url: str | None = None


def assemble(mail: RenderedMail, envelope: Envelope) -> EmailMessage:
    """Plain text first, HTML with its pictures last; UTF-8 in quoted-printable."""
    message = EmailMessage(policy=SMTP)
    for name, value in _headers(mail, envelope).items():
        message[name] = value
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    html = message.get_payload()[1]  # type: ignore[index]
    for number, image in enumerate(mail.images, start=1):
        html.add_related(  # type: ignore[union-attr]
            image.png, "image", "png", cid=f"<{image.cid}>", filename=f"koers-{number}.png", disposition="inline"
        )
    # After the parts: what is named Content-* moves into the first of them.
    message["Content-Language"] = envelope.language
    message.policy = _WIRE
    return message


def thread_root(key: str, domain: str) -> str:
    """The id of a message that does not exist: what all mails about one thing reply to. It holds no date."""
    return f"<alert-{hashlib.sha256(key.encode()).hexdigest()[:24]}@{domain}>"


def _headers(mail: RenderedMail, envelope: Envelope) -> dict[str, str | Address]:
    domain = envelope.sender.rpartition("@")[2]
    roots = [thread_root(key, domain) for key in envelope.threads]
    headers: dict[str, str | Address] = {
        "Subject": mail.subject,
        "From": Address("Koers", addr_spec=envelope.sender),
        "Reply-To": Address(addr_spec=envelope.reply_to),
        "Date": format_datetime(envelope.date),
        "Message-ID": f"<koers-{envelope.mail_id}@{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    if not is_web_address(envelope.recipient):
        headers["To"] = Address(addr_spec=envelope.recipient)
    if roots:
        headers |= {"In-Reply-To": roots[0], "References": " ".join(roots)}
    if envelope.unsubscribe_url:
        headers |= {
            "List-Unsubscribe": f"<{envelope.unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return headers
