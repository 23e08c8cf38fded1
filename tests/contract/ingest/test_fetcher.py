"""One suite for every fetcher, on prepared answers and over real HTTP; then what only real HTTP can do."""

import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from services.ingest.connectors.base import Request
from services.ingest.fakes import FakeFetcher, answer
from services.ingest.fetch import Fetcher, HttpFetcher, Response, retry_after
from services.runtime.errors import TransientError
from tests.builders.ingest import DII_2023, recorded, sample
from tests.builders.source_server import Served, SourceServer


@dataclass
class Rig:
    """A fetcher and a way to prepare its answers."""

    fetcher: Fetcher
    fake: FakeFetcher | None
    server: SourceServer | None

    def serve(self, path: str, body: bytes, status: int = 200) -> None:
        if self.fake:
            self.fake.answers[path] = answer(body, status=status)
        if self.server:
            self.server.serve(path, Served(body, status))


@pytest.fixture
async def server() -> AsyncIterator[SourceServer]:
    async with SourceServer().running() as running:
        yield running


def http(url: str, attempts: int = 1) -> HttpFetcher:
    return HttpFetcher(url, spacing=0, agent="koers tests", attempts=attempts)


@pytest.fixture(params=["fake", "http"])
async def rig(request: pytest.FixtureRequest, server: SourceServer) -> AsyncIterator[Rig]:
    if request.param == "fake":
        fake = FakeFetcher()
        yield Rig(fake, fake, None)
        return
    async with http(server.url) as fetcher:
        yield Rig(fetcher, None, server)


async def test_an_answer_comes_whole_with_its_address(rig: Rig) -> None:
    rig.serve("/data/x", b'{"value": {}}')
    found = await rig.fetcher.get(Request("/data/x", (("lang", "EN"), ("geo", "BE"), ("geo", "BE2"))), limit=100)
    assert (found.status, found.body, found.cut) == (200, b'{"value": {}}', False)
    assert found.url.endswith("/data/x")
    assert found.query == "lang=EN&geo=BE&geo=BE2"
    assert dict(found.headers)["content-type"] == "application/json"


async def test_an_error_of_the_caller_is_an_answer(rig: Rig) -> None:
    body = recorded("eurostat/errors/isoc_ci_cm_h__sdmx30_data_bad-value_2025-10-29.json")
    rig.serve("/data/x", body, status=400)
    found = await rig.fetcher.get(Request("/data/x"), limit=1000)
    assert (found.status, found.body) == (400, body)


async def test_no_more_than_the_limit_is_read(rig: Rig) -> None:
    rig.serve("/data/x", b"x" * 5000)
    found = await rig.fetcher.get(Request("/data/x"), limit=999)
    assert (len(found.body), found.cut) == (999, True)


async def test_a_source_that_is_not_there_is_transient() -> None:
    gone = SourceServer()
    async with gone.running():
        url = gone.url
    for fetcher in (FakeFetcher(), http(url, attempts=3)):
        with pytest.raises(TransientError) as caught:
            await fetcher.get(Request("/data/x"), limit=10)
        assert caught.value.details["unreachable"] is True


async def test_recorded_answers_over_http_are_kept_byte_for_byte(server: SourceServer) -> None:
    interactions = json.loads(recorded("eurostat/recorded_interactions.json"))
    packed = next(i for i in interactions if i["body_file"].endswith(DII_2023))
    headers = {name: values[0] for name, values in packed["headers"].items()}
    body = sample("eurostat", DII_2023)
    server.serve("/sdmx/2.1/data/isoc_e_dii", Served(body, headers=headers, chunked=True))
    async with http(server.url) as fetcher:
        found = await fetcher.get(Request("/sdmx/2.1/data/isoc_e_dii", (("compressed", "true"),)), limit=1_000_000)
    assert found.body == body
    assert len(gzip.decompress(found.body)) == 123_986


async def test_what_is_asked_for_is_told_truthfully(server: SourceServer) -> None:
    server.serve("/x", Served(b"{}"))
    async with http(server.url) as fetcher:
        await fetcher.get(Request("/x", (("c[geo]", "BE,BE2"),)), limit=10, headers=(("if-none-match", '"1"'),))
    (asked,) = server.asked
    assert asked.query == "c[geo]=BE,BE2"
    assert asked.headers["accept-encoding"] == "identity"
    assert asked.headers["user-agent"] == "koers tests"
    assert asked.headers["if-none-match"] == '"1"'


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_a_hiccup_of_the_source_is_tried_again(server: SourceServer, status: int) -> None:
    server.serve("/x", Served(b"", status, {"Retry-After": "0"}), Served(b"{}"))
    async with http(server.url, attempts=2) as fetcher:
        assert (await fetcher.get(Request("/x"), limit=10)).body == b"{}"
    assert len(server.asked) == 2


async def test_a_source_that_asks_for_long_patience_is_left_alone(server: SourceServer) -> None:
    server.serve("/x", Served(b"", 503, {"Retry-After": "7200"}))
    async with http(server.url, attempts=3) as fetcher:
        with pytest.raises(TransientError) as caught:
            await fetcher.get(Request("/x"), limit=10)
    assert (caught.value.details["retry_after"], len(server.asked)) == (7200.0, 1)


@pytest.mark.parametrize("chunked", [True, False])
async def test_an_answer_that_breaks_off_is_transient(server: SourceServer, chunked: bool) -> None:
    server.serve("/x", Served(b"x" * 5000, chunked=chunked, cut=2000))
    async with http(server.url) as fetcher:
        with pytest.raises(TransientError, match="does not answer"):
            await fetcher.get(Request("/x"), limit=10_000)


async def test_a_redirect_is_followed_on_the_same_host_only(server: SourceServer) -> None:
    server.serve("/old", Served(b"", 307, {"Location": "/new"}))
    server.serve("/new", Served(b"{}"))
    server.serve("/away", Served(b"", 307, {"Location": "https://sorry.ec.europa.eu/"}))
    server.serve("/round", Served(b"", 307, {"Location": "/round"}))
    async with http(server.url) as fetcher:
        found: Response = await fetcher.get(Request("/old"), limit=10)
        assert (found.body, found.url) == (b"{}", server.url + "/new")
        for path in ("/away", "/round"):
            with pytest.raises(TransientError) as caught:
                await fetcher.get(Request(path), limit=10)
            assert caught.value.details["leads_away"] is True


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120.0),
        ({"Retry-After": "Wed, 25 Nov 2026 09:02:00 GMT", "Date": "Wed, 25 Nov 2026 09:00:00 GMT"}, 120.0),
        ({"Retry-After": "Wed, 25 Nov 2026 09:02:00 GMT"}, None),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(httpx.Headers(headers)) == seconds
