"""Under which names the public pages may be asked: a page never repeats a name that a stranger put into the request."""

from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp

from services.runtime.settings import Environment

_LOOPBACK: Final = ("127.0.0.1", "localhost")
_SIGNS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")


def _names(text: str) -> str:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if bad := [name for name in names if not set(name.removeprefix("*.")) <= _SIGNS and name != "*"]:
        raise ValueError(f"{bad[0]!r} is no name of a host: give names without scheme, port or path")
    return ",".join(names)


class HostSettings(Environment):
    """Which names a process that serves pages answers to."""

    allowed_hosts: Annotated[
        str,
        AfterValidator(_names),
        Field(
            description="Further names, separated by commas, under which the pages may be asked besides that of their "
            "public address and loopback: what a reverse proxy sends as Host. `*.example.org` and `*` are possible.",
            examples=["koers.internal,board-web"],
        ),
    ] = ""


def only_for(app: ASGIApp, public_url: str, allowed_hosts: str) -> ASGIApp:
    """The application, answering 400 to whoever asks under another name."""
    names = [urlsplit(public_url).hostname or "", *_LOOPBACK, *filter(None, allowed_hosts.split(","))]
    return TrustedHostMiddleware(app, allowed_hosts=names, www_redirect=False)
