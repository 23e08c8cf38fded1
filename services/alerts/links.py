"""Signed links: what the holder of one may do, and nothing else, for as long as it is valid."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

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
    """To answer for one body about one alert; `nonce` is what makes it usable once."""

    alert_id: str
    body: str
    nonce: str
    language: Language


@dataclass(frozen=True, slots=True)
class DecisionLink:
    """To confirm or drop what was answered for a body; `by` is that body, or the desk in its place."""

    submission_id: str
    by: str
    language: Language


@dataclass(frozen=True, slots=True)
class BodyLink:
    """To see everything there is for a body, and to answer for it."""

    body: str
    language: Language


class Links:
    """Writes and reads the tokens. `public_url` is where the alert pages are reached from outside.

    Each purpose signs with a salt of its own, so that a token of one opens nothing of another. The first secret signs;
    the others, which it took the place of, still open what they signed.
    """

    def __init__(self, secrets: tuple[str, ...], public_url: str, clock: Clock, *, valid: timedelta) -> None:
        class ClockSigner(TimestampSigner):
            def get_timestamp(self) -> int:
                return int(clock.now().timestamp())

        def purpose(name: str) -> URLSafeTimedSerializer:
            # The library takes the oldest key first and signs with the last.
            return URLSafeTimedSerializer([*reversed(secrets)], salt=f"koers-{name}", signer=ClockSigner)

        self._base, self._valid = public_url.rstrip("/"), valid
        self._answers, self._mutes = purpose("answer"), purpose("mute")
        self._decisions, self._bodies = purpose("decision"), purpose("body")

    def answer_url(self, mail_id: str, alert_id: str, body: str, language: Language) -> str:
        """The page of one alert in one mail; the same mail always carries the same nonce."""
        nonce = hashlib.sha256(f"{mail_id}|{alert_id}|{body}".encode()).hexdigest()[:24]
        return self._url("a", self._answers.dumps([alert_id, body, nonce, language]))

    def answer_page(self, token: str) -> str:
        """The same page again, to be handed on."""
        return self._url("a", token)

    def decision_url(self, submission_id: str, by: str, language: Language) -> str:
        """The page on which an answer is confirmed or dropped."""
        return self._url("c", self._decisions.dumps([submission_id, by, language]))

    def body_url(self, body: str, language: Language) -> str:
        """The page with everything there is for a body."""
        return self._url("b", self._bodies.dumps([body, language]))

    def mute_url(self, address: str) -> str:
        """The page that stops mail to this mailbox; a POST to it does so at once (RFC 8058)."""
        return self._url("u", self._mutes.dumps(address.lower()))

    def read_answer(self, token: str) -> AnswerLink:
        """Raises BadLink for a token that is not ours, was changed, or is too old."""
        alert_id, body, nonce, language = self._read(self._answers, token)
        return AnswerLink(alert_id, body, nonce, _language(language))

    def read_decision(self, token: str) -> DecisionLink:
        """Raises BadLink as `read_answer` does."""
        submission_id, by, language = self._read(self._decisions, token)
        return DecisionLink(submission_id, by, _language(language))

    def read_body(self, token: str) -> BodyLink:
        """Raises BadLink as `read_answer` does."""
        body, language = self._read(self._bodies, token)
        return BodyLink(body, _language(language))

    def read_mute(self, token: str) -> str:
        """The address. Raises BadLink for a token that is not ours or was changed; it never grows old."""
        try:
            return str(self._mutes.loads(token))
        except BadSignature as error:
            raise BadLink("tampered") from error

    def _url(self, page: str, token: str | bytes) -> str:
        return f"{self._base}/{page}/{token.decode() if isinstance(token, bytes) else token}"

    def _read(self, serializer: URLSafeTimedSerializer, token: str) -> Any:
        try:
            return serializer.loads(token, max_age=int(self._valid.total_seconds()))
        except SignatureExpired as error:
            raise BadLink("expired") from error
        except BadSignature as error:
            raise BadLink("tampered") from error


def _language(text: str) -> Language:
    return "en" if text == "en" else "nl"
