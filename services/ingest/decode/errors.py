"""Why a body is not data: errors of decoding, each with a reason code that reports and tests share.

BadRecord
└── NotData         these bytes cannot be used: keep them apart, go on with the rest
    ├── TooLarge    over a size limit
    └── SourceSaid  the publisher answered with an error or a notice in place of data
"""

from services.runtime.errors import BadRecord

_LONGEST = 600


class NotData(BadRecord):
    """A body that is not the data it should be; `reason` is a stable code such as `html` or `json_malformed`.

    The message quotes no more of a body than a log line and a terminal bear.
    """

    def __init__(self, reason: str, message: str, **details: object) -> None:
        short = message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"
        super().__init__(short, reason=reason, **details)
        self.reason = reason


class TooLarge(NotData):
    """A body over the recipe's size limit, packed or unpacked."""

    def __init__(self, message: str) -> None:
        super().__init__("too_large", message)


class SourceSaid(NotData):
    """The publisher's own error or notice, with its code; `retry` when asking again later may help."""

    def __init__(
        self, reason: str, message: str, *, code: str | None = None, retry: bool = False, **details: object
    ) -> None:
        super().__init__(reason, message, code=code, **details)
        self.code = code
        self.retry = retry
