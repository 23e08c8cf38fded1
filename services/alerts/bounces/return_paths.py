"""Envelope senders that name a mail and are signed, so that nobody can make up that it came back."""

import hashlib
import hmac
import re
from collections.abc import Sequence

_NAMED = re.compile(r"\+([0-9a-f]{32})-([0-9a-f]{16})@")


class ReturnPaths:
    """Writes and reads them below one address (`bounces+MAIL-SIGNATURE@domain`); the first secret signs."""

    def __init__(self, address: str, secrets: Sequence[str]) -> None:
        self._local, _, self._domain = address.partition("@")
        self._secrets = tuple(secrets)

    def path_of(self, mail_id: str) -> str:
        """Where a bounce of this mail goes; lower case throughout, since relays may change it."""
        return f"{self._local}+{mail_id}-{_signature(self._secrets[0], mail_id)}@{self._domain}"

    def mail_of(self, text: str) -> str | None:
        """The mail that a text names with our signature; None for any other."""
        for mail_id, signature in _NAMED.findall(text.lower()):
            if any(hmac.compare_digest(_signature(secret, mail_id), signature) for secret in self._secrets):
                return str(mail_id)
        return None


def _signature(secret: str, mail_id: str) -> str:
    return hmac.new(secret.encode(), f"koers-bounce|{mail_id}".encode(), hashlib.sha256).hexdigest()[:16]
