"""A publisher on the loopback: serves prepared bytes with prepared headers over real HTTP, and remembers who asked."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import SplitResult, unquote, urlsplit

from tests.builders.loopback import read_head, serving


@dataclass(frozen=True)
class Served:
    """An answer as it goes over the wire.

    `chunked` sends it in pieces without a length; `cut` closes the connection after so many bytes of the body.
    """

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    chunked: bool = False
    cut: int | None = None


@dataclass(frozen=True)
class Asked:
    """A request as it came in."""

    path: str
    query: str
    headers: Mapping[str, str]


class SourceServer:
    """Answers by path, the last answer of a path again and again; what it does not know is 404."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Served]] = {}
        self.asked: list[Asked] = []
        self.url = ""

    def serve(self, path: str, *answers: Served) -> None:
        """The answers to a path, in turn."""
        self.answers[path] = list(answers)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["SourceServer"]:
        """Listening on a free port inside the block."""
        async with serving(self._connected) as self.url:
            yield self

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            _, target, headers = await read_head(reader)
            answer = self._answer(urlsplit(target), headers)
            await self._send(answer, writer)
            if answer.cut is not None:
                return

    def _answer(self, target: SplitResult, headers: Mapping[str, str]) -> Served:
        self.asked.append(Asked(unquote(target.path), unquote(target.query), headers))
        found = self.answers.get(unquote(target.path), [Served(b"", status=404)])
        return found.pop(0) if len(found) > 1 else found[0]

    @staticmethod
    async def _send(answer: Served, writer: asyncio.StreamWriter) -> None:
        framing = {"Transfer-Encoding": "chunked"} if answer.chunked else {"Content-Length": str(len(answer.body))}
        own = {name: value for name, value in answer.headers.items() if name.lower() not in _FRAMING}
        lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in {**own, **framing}.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        body = answer.body[: answer.cut] if answer.cut is not None else answer.body
        writer.write(_chunks(body, whole=answer.cut is None) if answer.chunked else body)
        await writer.drain()


_FRAMING = {"content-length", "transfer-encoding", "connection"}


def _chunks(body: bytes, *, whole: bool) -> bytes:
    parts = [body[i : i + 1000] for i in range(0, len(body), 1000)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + (b"0\r\n\r\n" if whole else b"")
