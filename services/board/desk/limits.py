"""How often one reader, and all readers together, may write to us; nothing about a reader is written down for it."""

import hashlib
import secrets
from collections import defaultdict, deque
from datetime import datetime, timedelta
from typing import Final

PER_READER: Final = 5
WITHIN: Final = timedelta(hours=1)
PER_DAY: Final = 200
_REMEMBERED: Final = 10_000


class Readers:
    """Counts by a hash of the reader's network address, under a secret that lives as long as this process."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._seen: dict[bytes, deque[datetime]] = defaultdict(deque)

    def may_write(self, address: str, now: datetime) -> bool:
        """Whether this reader may write now; if so, it counts."""
        seen = self._seen[hashlib.blake2b(address.encode(), key=self._secret, digest_size=16).digest()]
        while seen and now - seen[0] >= WITHIN:
            seen.popleft()
        if len(seen) >= PER_READER:
            return False
        seen.append(now)
        if len(self._seen) > _REMEMBERED:
            late = {name: times for name, times in self._seen.items() if times and now - times[-1] < WITHIN}
            self._seen = defaultdict(deque, late)
        return True
