"""A message as JSON to an address on the web, signed after the Standard Webhooks specification (version 1)."""

import base64
import hashlib
import hmac
from datetime import datetime
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime

import httpx
import orjson

from services.runtime.clock import Clock
from services.runtime.errors import PermanentError, TransientError
from services.runtime.outbound import goes_by_environment

_GONE = frozenset({404, 410})
_MAY_PASS = frozenset({408, 409, 425, 429})


class WebhookTransport:
    """MailTransport that posts `{type, timestamp, data}`; `data` has the words of the mail and what it is about.

    The receiver checks `webhook-signature` (HMAC-SHA256 over id, timestamp and body) and collapses what comes twice by
    `webhook-id`, which is the Message-ID.
    """

    certificate_ends: datetime | None = None

    def __init__(self, secret: str, clock: Clock, *, timeout: float) -> None:
        """`timeout` bounds one post, in s."""
        self._secret, self._clock, self._timeout = secret.encode(), clock, timeout

    async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        body = orjson.dumps(_event(message, sender))
        try:
            async with httpx.AsyncClient(timeout=self._timeout, trust_env=goes_by_environment(recipient)) as client:
                answer = await client.post(recipient, content=body, headers=self._headers(_id(message), body))
        except httpx.HTTPError as error:
            raise TransientError(f"the webhook did not answer: {type(error).__name__}", answer=str(error)) from error
        if answer.is_success:
            return
        if answer.status_code in _MAY_PASS or answer.status_code >= 500:
            raise TransientError(f"the webhook puts this off: {answer.status_code}", code=answer.status_code)
        gone = answer.status_code in _GONE
        raise PermanentError(f"the webhook refuses this for good: {answer.status_code}", mailbox=gone)

    def _headers(self, identity: str, body: bytes) -> dict[str, str]:
        moment = str(int(self._clock.now().timestamp()))
        return {
            "content-type": "application/json",
            "webhook-id": identity,
            "webhook-timestamp": moment,
            "webhook-signature": f"v1,{sign(self._secret, identity, moment, body)}",
        }


def sign(secret: bytes, identity: str, moment: str, body: bytes) -> str:
    """The signature, in base64."""
    signed = b".".join((identity.encode(), moment.encode(), body))
    return base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def _event(message: EmailMessage, sender: str) -> dict[str, object]:
    date = message["Date"]
    return {
        "type": "koers.message.v1",
        "timestamp": parsedate_to_datetime(str(date)).isoformat() if date else None,
        "data": {
            "id": _id(message),
            "from": sender,
            "subject": str(message["Subject"]),
            "language": message["Content-Language"],
            "threads": str(message["References"] or "").split(),
            "text": _content(message.get_body(("plain",))),
        },
    }


def _id(message: EmailMessage) -> str:
    return str(message["Message-ID"] or "").strip().strip("<>")


def _content(part: MIMEPart | None) -> str:
    return str(part.get_content()) if part else ""
