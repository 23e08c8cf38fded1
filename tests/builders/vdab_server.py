"""VDAB on the loopback: tokens that end, two headers, pages, windows of five days, deletions; all made up."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.builders.loopback import read_head, serving

CLIENT, SECRET, KEY = "koers-test", "made-up-secret-7f3a", "made-up-key-91c2"
CONTACT = "An Peeters, an.peeters@firma.invalid, 0470 00 00 00"


def advert(number: int, **changes: Any) -> dict[str, Any]:
    """A made-up vacancy in the documented shape, with a contact person in it."""
    return {
        "vacatureReferentie": {"interneReferentie": f"00000000-0000-0000-0000-{number:012d}", "vdabReferentie": number},
        "status": "GEPUBLICEERD",
        "publicatieDatum": "2026-10-05",
        "depublicatieDatum": None,
        "aantalJobs": 1,
        "functie": {
            "functieTitel": f"Gezocht door {CONTACT}",
            "omschrijving": f"<p>Bel {CONTACT}</p>",
            "jobdomeinen": [{"code": "JOBCAT10", "label": "ICT"}],
            "beroepsprofiel": {"code": "M180101-1", "label": "Data engineer", "ervaring": None},
        },
        "tewerkstellingsadres": {"straat": "Dorpstraat 1", "postcode": "3000", "gemeente": "LEUVEN", "landCode": "BE"},
        "leverancier": {"naam": "Firma Peeters", "kboNummer": "0862409974", "type": "GEWONE_BEDRIJVEN"},
        "sollicitatieprocedure": {"contactpersoon": CONTACT, "sollicitatieVia": {"email": "an.peeters@firma.invalid"}},
        "dubbels": None,
        "eenNieuwVeld": {"x": 1},
        **changes,
    }


@dataclass(frozen=True)
class Call:
    """A call as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class VdabServer:
    """`current` are the vacancies by id, `changes` what bulk tells; `failing` are answers given first, in turn."""

    current: dict[str, dict[str, Any]] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)
    failing: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    largest_page: int = 2000
    life: int = 900
    ignores_offset: bool = False
    tokens: int = 0
    revoked: set[str] = field(default_factory=set)
    refuses_client: bool = False
    url: str = ""

    def publish(self, *adverts: dict[str, Any]) -> None:
        """Put vacancies on line, and tell so in bulk."""
        for item in adverts:
            self.current[item["vacatureReferentie"]["interneReferentie"]] = item
            self.changes.append({k: item[k] for k in ("vacatureReferentie", "status")})

    def delete(self, item: dict[str, Any], on: str | None = None) -> None:
        """Take one off line."""
        self.current.pop(item["vacatureReferentie"]["interneReferentie"])
        told = {"vacatureReferentie": item["vacatureReferentie"], "status": "NIET_GEPUBLICEERD"}
        self.changes.append({**told, "depublicatieDatum": on})

    def asked(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path == path]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["VdabServer"]:
        async with serving(self._connected) as self.url:
            yield self

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            method, target, headers = await read_head(reader)
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            parts = urlsplit(target)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.calls.append(Call(method, parts.path, query, headers))
            status, more, answer = self._answer(self.calls[-1], body)
            lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Length: {len(answer)}"]
            lines += [f"{name}: {value}" for name, value in more.items()]
            writer.write("\r\n".join([*lines, "", ""]).encode() + answer)
            await writer.drain()

    def _answer(self, call: Call, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if call.path == "/token":
            return self._token(body)
        if self.failing:
            return self.failing.pop(0)
        token = call.headers.get("authorization", "").removeprefix("Bearer ")
        if not token.startswith("token-") or token in self.revoked:
            return 401, {}, b'{"httpCode": "401"}'
        if call.headers.get("x-ibm-client-id") != KEY or call.headers.get("accept") != "application/json":
            return 403, {}, b'{"httpCode": "403"}'
        if call.path == "/vacatures/initial":
            return self._page(
                call, [{k: v[k] for k in ("vacatureReferentie", "status")} for v in self.current.values()]
            )
        if call.path == "/vacatures/bulk":
            begin, end = (datetime.fromisoformat(call.query[name]) for name in ("van", "tot"))
            if end - begin > timedelta(days=5):
                return 400, {}, b'{"title": "window too long", "status": 400}'
            return self._page(call, self.changes)
        if call.path == "/vacatures" and call.method == "POST":
            found = [self.current[key] for key in json.loads(body)["interneReferenties"] if key in self.current]
            return 200, {}, json.dumps({"resultaten": found, "totaalAantalResultaten": len(found)}).encode()
        return 404, {}, b""

    def _token(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        good = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}
        if form != good or self.refuses_client:
            return 401, {}, b'{"error": "invalid_client"}'
        self.tokens += 1
        token = {"access_token": f"token-{self.tokens}", "token_type": "bearer", "expires_in": self.life}
        return 200, {}, json.dumps(token).encode()

    def _page(self, call: Call, items: list[dict[str, Any]]) -> tuple[int, dict[str, str], bytes]:
        start = 0 if self.ignores_offset else int(call.query["vanaf"])
        size = min(int(call.query["aantal"]), self.largest_page)
        page = {"resultaten": items[start : start + size], "totaalAantalResultaten": len(items)}
        return 200, {}, json.dumps(page).encode()
