"""What can go wrong with access to the Vacature API, named by the reaction it calls for."""

from services.runtime.errors import PermanentError, TransientError


class AccessRefused(PermanentError):
    """401 with a fresh token, or 403: the client, its secret or its key no longer opens this. Renew them."""

    def __init__(self, path: str, status: int) -> None:
        super().__init__(
            f"VDAB refuses access to {path} ({status}); check or renew KOERS_VDAB_CLIENT_ID, its secret and its key",
            status=status,
        )


class TooManyCalls(TransientError):
    """429 again and again: wait as long as VDAB asks, then go on."""

    def __init__(self, path: str, asked: float | None) -> None:
        super().__init__(f"VDAB asks for fewer calls to {path} (429)", retry_after=asked)
