"""Errors, named by the reaction they call for.

    KoersError
    ├── ConfigError      stop and tell: a setting or a file of ours is wrong
    ├── TransientError   try again later: a source, the broker or the database does not answer
    ├── BadRecord        dead letter: this record cannot be used, the next one may
    └── PermanentError   stop this item and alert: trying again cannot help

Each carries a message for the operator (what, where, what to do) and details for the log.
"""


class KoersError(Exception):
    """Base of all errors Koers raises itself; `message` is for people, `details` for the log."""

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class ConfigError(KoersError):
    """A setting or a file of ours is wrong: stop and tell."""


class TransientError(KoersError):
    """Something outside does not answer now: try again later."""


class BadRecord(KoersError):
    """This record cannot be used: dead letter, go on with the next."""


class PermanentError(KoersError):
    """Trying again cannot help: stop this item and alert."""
