"""What an address names, or 404."""

from collections.abc import Callable
from typing import TypeVar

from fastapi import HTTPException

K = TypeVar("K", str, int)
T = TypeVar("T")


def known(look_up: Callable[[K], T], name: K) -> T:
    """What `look_up` finds. Raises 404 where it raises KeyError."""
    try:
        return look_up(name)
    except KeyError:
        raise HTTPException(404) from None
