"""The HTTP seam: one GET with every limit applied; httpx behind a small protocol."""

import email.utils
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import urlsplit

import httpx
from aiolimiter import AsyncLimiter
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_random_exponential

from services.ingest.connectors.base import Request
from services.runtime.errors import ConfigError, TransientError
from services.runtime.outbound import goes_by_environment

Headers = tuple[tuple[str, str], ...]

_ATTEMPTS = 3
_LONGEST_WAIT = 30.0
_REDIRECTS = 3
_PATIENT = httpx.Timeout(connect=10.0, read=120.0, write=10.0, pool=10.0)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: final address, query as sent, status, headers and body bytes as received.

    `cut`: the body was longer than the limit and was not read further.
    """

    url: str
    query: str | None
    status: int
    headers: Headers
    body: bytes
    cut: bool = False


class Fetcher(Protocol):
    """Asks one source."""

    async def get(self, request: Request, *, limit: int, headers: Headers = ()) -> Response:
        """The answer, whatever its status below 500.

        Raises TransientError when the source does not answer, answers 429 or 5xx, or leads to another host; its
        `retry_after` detail holds the seconds the source asked for. No more than `limit` bytes are read.
        """
        ...


def client_of(base: str, headers: Mapping[str, str]) -> httpx.AsyncClient:
    """A client for one source: one connection, no redirects, trusting whom SSL_CERT_FILE names.

    It goes through the proxy of HTTPS_PROXY, but for a source on this machine or one that NO_PROXY names. Raises
    ConfigError for a proxy that cannot be read.
    """
    try:
        return httpx.AsyncClient(
            timeout=_PATIENT,
            headers=headers,
            limits=httpx.Limits(max_connections=1),
            follow_redirects=False,
            trust_env=goes_by_environment(base),
        )
    except (httpx.InvalidURL, ValueError):
        # Without its words: they may hold the proxy's password
        raise ConfigError("HTTPS_PROXY (or ALL_PROXY) is no address; expected http://user:password@host:port") from None


class HttpFetcher:
    """One httpx client for one source: spaced requests, few retries, its own host only."""

    def __init__(self, base: str, *, spacing: float, agent: str, attempts: int = _ATTEMPTS) -> None:
        self._base, self._attempts = base.rstrip("/"), attempts
        self._scheme, self._host = urlsplit(base)[:2]
        self._limiter = AsyncLimiter(1, spacing) if spacing > 0 else None
        # identity: Eurostat sends gzip without saying so when it is asked for gzip
        self._client = client_of(base, {"User-Agent": agent, "Accept-Encoding": "identity"})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def get(self, request: Request, *, limit: int, headers: Headers = ()) -> Response:
        retrying = AsyncRetrying(
            stop=stop_after_attempt(self._attempts),
            wait=_wait,
            retry=retry_if_exception(_worth_a_retry),
            reraise=True,
        )
        return await retrying(self._spaced, request, limit, headers)

    async def _spaced(self, request: Request, limit: int, headers: Headers) -> Response:
        if self._limiter:
            await self._limiter.acquire()
        url = httpx.URL(self._base + request.path, params=request.params)
        for _ in range(_REDIRECTS):
            answer = await self._once(url, request, limit, headers)
            if not 300 <= answer.status < 400 or answer.status == 304:
                return answer
            url = url.join(dict(answer.headers).get("location", ""))
            if url.netloc.decode() != self._host:
                raise TransientError(f"{self._host} leads to another host, {url.host}", leads_away=True)
            if url.scheme != self._scheme:
                raise TransientError(f"{self._host} leads from {self._scheme} to {url.scheme}", leads_away=True)
        raise TransientError(f"{self._host} redirects in circles", leads_away=True)

    async def _once(self, url: httpx.URL, request: Request, limit: int, headers: Headers) -> Response:
        sent = [("Accept", request.accept), *headers]
        try:
            async with self._client.stream("GET", url, headers=sent) as answer:
                if answer.status_code == 429 or answer.status_code >= 500:
                    raise TransientError(
                        f"{self._host} answers {answer.status_code}", retry_after=retry_after(answer.headers)
                    )
                body, cut = await _read(answer, limit)
        except httpx.ConnectError as error:
            raise TransientError(f"{self._host} cannot be reached: {error}{_hint(error)}", unreachable=True) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TransientError(f"{self._host} does not answer: {error!r}") from error
        query = url.query.decode() or None
        return Response(str(url.copy_with(query=None)), query, answer.status_code, _pairs(answer.headers), body, cut)


def retry_after(headers: httpx.Headers) -> float | None:
    """The seconds a source asks to wait, given as a number or as a date beside its own; None where it asks for none."""
    text = headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        until, now = (email.utils.parsedate_to_datetime(t) for t in (text, headers.get("date", "")))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return None


async def _read(answer: httpx.Response, limit: int) -> tuple[bytes, bool]:
    """The raw bytes up to the limit, not unpacked, as the archive keeps what was sent; and whether there were more."""
    body = bytearray()
    async for part in answer.aiter_raw():
        body += part
        if len(body) > limit:
            return bytes(body[:limit]), True
    return bytes(body), False


def _hint(error: httpx.ConnectError) -> str:
    """What helps where the other side cannot be trusted."""
    return "; an authority of your own goes into the bundle SSL_CERT_FILE names" if "CERTIFICATE" in str(error) else ""


def _pairs(headers: httpx.Headers) -> Headers:
    return tuple((name.lower(), value) for name, value in headers.multi_items())


def _worth_a_retry(error: BaseException) -> bool:
    """Soon again helps against a hiccup; not against a host that is gone, and not when the source asks for patience."""
    if not isinstance(error, TransientError) or error.details.get("unreachable") or error.details.get("leads_away"):
        return False
    wait = error.details.get("retry_after")
    return not isinstance(wait, float) or wait <= _LONGEST_WAIT


_BACK_OFF = wait_random_exponential(multiplier=1, max=_LONGEST_WAIT)


def _wait(state: RetryCallState) -> float:
    """What the source asked for, or a growing random time."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.details.get("retry_after") if isinstance(error, TransientError) else None
    return asked if isinstance(asked, float) else _BACK_OFF(state)
