"""Signed links: who holds one may answer for one body about one alert, once, or stop the mail to one mailbox."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from services.alerts.mail.content import Language
from services.runtime.clock import Clock

Fault = Literal["tampered", "expired"]


class BadLink(Exception):
    """This link opens nothing; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """What an answer link stands for; `nonce` is what makes it usable once."""

    alert_id: str
    body: str
    nonce: str
    language: Language


class Links:
    """Writes and reads the tokens. `public_url` is where the alert pages are reached from outside."""

    def __init__(self, secret: str, public_url: str, clock: Clock, *, valid: timedelta) -> None:
        class ClockSigner(TimestampSigner):
            def get_timestamp(self) -> int:
                return int(clock.now().timestamp())

        self._base, self._valid = public_url.rstrip("/"), valid
        self._answers = URLSafeTimedSerializer(secret, salt="koers-answer", signer=ClockSigner)
        self._mutes = URLSafeTimedSerializer(secret, salt="koers-mute", signer=ClockSigner)

    def answer_url(self, mail_id: str, alert_id: str, body: str, language: Language) -> str:
        """The page of one alert in one mail; the same mail always carries the same nonce."""
        nonce = hashlib.sha256(f"{mail_id}|{alert_id}|{body}".encode()).hexdigest()[:24]
        token = self._answers.dumps([alert_id, body, nonce, language])
        return f"{self._base}/a/{_text(token)}"

    def mute_url(self, address: str) -> str:
        """The page that stops mail to this mailbox; a POST to it does so at once (RFC 8058)."""
        return f"{self._base}/u/{_text(self._mutes.dumps(address.lower()))}"

    def read_answer(self, token: str) -> AnswerLink:
        """Raises BadLink for a token that is not ours, was changed, or is too old."""
        alert_id, body, nonce, language = self._read(self._answers, token)
        return AnswerLink(alert_id, body, nonce, "en" if language == "en" else "nl")

    def read_mute(self, token: str) -> str:
        """The address. Raises BadLink for a token that is not ours or was changed; it never grows old."""
        try:
            return str(self._mutes.loads(token))
        except BadSignature as error:
            raise BadLink("tampered") from error

    def _read(self, serializer: URLSafeTimedSerializer, token: str) -> list[str]:
        try:
            fields: list[str] = serializer.loads(token, max_age=int(self._valid.total_seconds()))
        except SignatureExpired as error:
            raise BadLink("expired") from error
        except BadSignature as error:
            raise BadLink("tampered") from error
        return fields


def _text(token: str | bytes) -> str:
    return token.decode() if isinstance(token, bytes) else token
