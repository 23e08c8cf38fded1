"""The Vacature API v4 (open services): token, two headers, pages and windows; only reduced vacancies leave it."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from services.ingest.connectors.vdab.errors import AccessRefused, TooManyCalls
from services.ingest.connectors.vdab.vacancy import (
    GONE,
    PUBLISHED,
    Vacancy,
    reference_of,
    status_of,
    text_at,
    unpublished_on,
    vacancy_of,
)  # fmt: skip
from services.ingest.decode.errors import NotData
from services.ingest.decode.guard import kind_of, parse_json
from services.ingest.decode.source_errors import error_of
from services.ingest.fetch import client_of, retry_after
from services.runtime.clock import Clock
from services.runtime.errors import TransientError

HOME = "https://api.vdab.be/services/openservices/vacatures/v4"
TOKEN_URL = "https://op-derden.vdab.be/isam/sps/oauth/oauth20/token"  # noqa: S105 - an address
LONGEST_WINDOW = timedelta(days=5)
_LISTED, _DETAILED = 2000, 200
_MOST_PAGES = 2000
_PAGE_LIMIT = 30_000_000
_EARLY = timedelta(seconds=60)
_SHORTEST_LIFE, _LIFE = 30.0, 900.0
_ATTEMPTS, _PATIENCE = 4, 60.0
_COMPLETE = 0.99
_READABLE = 0.99


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks: OAuth2 client, and the key every call carries besides the token."""

    client_id: str
    client_secret: SecretStr
    api_key: SecretStr


@dataclass(frozen=True, slots=True)
class Told:
    """What the API told of: vacancies that are published, ids that are gone and since when, and what was unreadable."""

    vacancies: tuple[Vacancy, ...]
    gone: dict[str, Any] = field(default_factory=dict)
    unreadable: int = 0


@dataclass(slots=True)
class _Token:
    text: str
    until: datetime


class VacancyApi:
    """One client; calls one after another. A token is renewed a minute before its end, and once when it is refused."""

    def __init__(
        self,
        credentials: Credentials,
        clock: Clock,
        *,
        agent: str,
        home: str = HOME,
        token_url: str = TOKEN_URL,
        pause: float = 0.05,
        back_off: float = 1.0,
    ) -> None:
        self._credentials, self._clock = credentials, clock
        self.home, self._token_url = home.rstrip("/"), token_url
        self._pause, self._back_off = pause, back_off
        self._token: _Token | None = None
        self._client = client_of(home, {"User-Agent": agent, "Accept": "application/json"})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def everything(self, at: datetime) -> Told:
        """Every vacancy that is published now. Raises as `changes` does."""
        listed = [item async for item in self._pages("/vacatures/initial", {"datum": _stamp(at)}, _LISTED)]
        return await self._told(listed, at)

    async def changes(self, since: datetime, until: datetime) -> Told:
        """What was made, changed or deleted in a time, asked in windows of at most five days, all or nothing.

        Raises AccessRefused, TooManyCalls, TransientError when the API does not answer or an answer lacks entries, and
        NotData when an answer is not what it should be.
        """
        listed: list[Any] = []
        for begin, end in windows(since, until):
            params = {"van": _stamp(begin), "tot": _stamp(end)}
            listed += [item async for item in self._pages("/vacatures/bulk", params, _LISTED)]
        return await self._told(listed, until)

    async def _told(self, listed: Sequence[Any], at: datetime) -> Told:
        """Details of what is listed as published; of several entries of one vacancy the last counts."""
        last = {reference_of(item): item for item in listed}
        gone = {key: unpublished_on(item, at.date()) for key, item in last.items() if status_of(item) in GONE}
        asked = [key for key, item in last.items() if status_of(item) == PUBLISHED]
        unreadable = len(last) - len(gone) - len(asked)
        found: dict[str, Vacancy] = {}
        for ids in _batches(asked, _DETAILED):
            for item in await self._details(ids):
                key = reference_of(item)
                if status_of(item) in GONE:
                    gone[key] = unpublished_on(item, at.date())
                    continue
                try:
                    found[key] = vacancy_of(item, at.date())
                except NotData:
                    unreadable += 1
        if unreadable > (1 - _READABLE) * max(len(last), 100):
            raise NotData(
                "unreadable", f"{unreadable} of {len(last)} vacancies cannot be read; nothing of them is used"
            )
        return Told(tuple(found.values()), gone, unreadable)

    async def _details(self, ids: Sequence[str]) -> list[Any]:
        """The details of some vacancies; one that was deleted meanwhile is not among them."""
        answer = await self._call("POST", "/vacatures", json={"interneReferenties": list(ids)})
        wanted = set(ids)
        return [item for item in _results(answer) if reference_of(item) in wanted]

    async def _pages(self, path: str, params: dict[str, str], size: int) -> AsyncIterator[Any]:
        """The entries of a list, each vacancy once in its newest state.

        `vanaf` moves on by what came, as pages are cut shorter than asked; an empty page ends the list, and so does one
        that only repeats. Raises TransientError, `incomplete`, when far less came than the list counts.
        """
        seen: dict[str, Any] = {}
        start, total = 0, 0
        for _ in range(_MOST_PAGES):
            answer = await self._call("GET", path, params={**params, "vanaf": str(start), "aantal": str(size)})
            items = _results(answer)
            total = _total(answer, total)
            fresh = [item for item in items if seen.get(reference_of(item)) != item]
            seen.update((reference_of(item), item) for item in items)
            start += len(items)
            if not fresh or start >= total > 0:
                break
        else:
            raise NotData("endless", f"{path} has more than {_MOST_PAGES} pages")
        if len(seen) < _COMPLETE * total - 1:
            raise TransientError(f"{path} gave {len(seen)} of {total} vacancies; it is asked again", incomplete=True)
        for item in seen.values():
            yield item

    async def _call(self, method: str, path: str, **more: Any) -> Any:
        """One answer as JSON. Renews the token once on 401, waits on 429 and 5xx, follows no redirect."""
        renewed = False
        for attempt in range(1, _ATTEMPTS + 1):
            await asyncio.sleep(self._pause)
            token = await self._bearer()
            headers = {
                "Authorization": f"Bearer {token}",
                "X-IBM-Client-Id": self._credentials.api_key.get_secret_value(),
            }
            try:
                status, answered, body = await self._send(method, self.home + path, headers=headers, **more)
            except TransientError:
                if attempt == _ATTEMPTS:
                    raise
                await self._wait(attempt, None)
                continue
            if status == 401 and not renewed:
                renewed, self._token = True, None
                continue
            if status in (401, 403):
                raise AccessRefused(path, status)
            if status == 429 or status >= 500:
                asked = retry_after(answered)
                if attempt == _ATTEMPTS or (asked or 0.0) > _PATIENCE:
                    raise _busy(path, status, asked)
                await self._wait(attempt, asked)
                continue
            return _document(path, status, body)
        raise TransientError(f"{path} of VDAB gave no answer in {_ATTEMPTS} attempts")

    async def _wait(self, attempt: int, asked: float | None) -> None:
        spread = random.uniform(0.75, 1.25)  # noqa: S311 - spreads calls, guards nothing
        await asyncio.sleep(asked if asked is not None else self._back_off * 2 ** (attempt - 1) * spread)

    async def _bearer(self) -> str:
        if self._token is None or self._clock.now() >= self._token.until:
            self._token = await self._new_token()
        return self._token.text

    async def _new_token(self) -> _Token:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._credentials.client_id,
            "client_secret": self._credentials.client_secret.get_secret_value(),
        }
        status, answered, body = await self._send("POST", self._token_url, data=form)
        if status in (400, 401, 403):
            raise AccessRefused("token", status)
        if status == 429 or status >= 500:
            raise _busy("token", status, retry_after(answered))
        document = _document("token", status, body)
        token = text_at(document, "access_token")
        if token is None:
            raise NotData("no_token", "the answer to the request for a token holds none")
        life = _seconds(document.get("expires_in"))
        early = min(_EARLY.total_seconds(), life / 2)
        return _Token(token, self._clock.now() + timedelta(seconds=life - early))

    async def _send(self, method: str, url: str, **more: Any) -> tuple[int, httpx.Headers, bytes]:
        """Status, headers and at most so much of the body. Errors name the host alone: an address may hold a token."""
        host = urlsplit(url).hostname
        try:
            async with self._client.stream(method, url, **more) as answer:
                body = bytearray()
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > _PAGE_LIMIT:
                        raise NotData("too_large", f"an answer of {host} is longer than {_PAGE_LIMIT} bytes")
                return answer.status_code, answer.headers, bytes(body)
        except httpx.ConnectError as error:
            raise TransientError(f"{host} cannot be reached", unreachable=True) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TransientError(f"{host} does not answer: {type(error).__name__}") from error


def windows(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """A time in pieces of at most five days, as the API allows."""
    while since < until:
        end = min(since + LONGEST_WINDOW, until)
        yield since, end
        since = end


def _busy(path: str, status: int, asked: float | None) -> TransientError:
    if status == 429:
        return TooManyCalls(path, asked)
    return TransientError(f"VDAB answers {status} to {path}", retry_after=asked)


def _document(path: str, status: int, body: bytes) -> Any:
    """The JSON of an answer. Raises NotData for an error, a page and anything but an object."""
    if status != 200:
        raise error_of(body)
    if kind_of(body) != "json":
        raise error_of(body) if kind_of(body) in ("html", "xml", "empty") else _not_json(path)
    document = parse_json(body)
    if not isinstance(document, dict):
        raise _not_json(path)
    return document


def _not_json(path: str) -> NotData:
    return NotData("not_vacancies", f"the answer to {path} is no object of JSON")


def _results(answer: Any) -> list[Any]:
    found = answer.get("resultaten")
    if not isinstance(found, list):
        raise NotData("changed_shape", "the answer holds no list named resultaten")
    return found


def _total(answer: Any, before: int) -> int:
    text = str(answer.get("totaalAantalResultaten") or "")
    return int(text) if text.isdecimal() and len(text) < 10 else before


def _seconds(text: Any) -> float:
    found = float(text) if isinstance(text, str) and text.isdecimal() and len(text) < 10 else _LIFE
    return max(found, _SHORTEST_LIFE)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _batches(items: Iterable[str], size: int) -> Iterator[list[str]]:
    ordered = list(items)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]
