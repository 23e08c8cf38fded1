"""Sources behind a proxy and an authority of one's own: HTTPS_PROXY and SSL_CERT_FILE. Figures are made up."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme

from services.ingest.connectors.base import Request
from services.ingest.fetch import HttpFetcher
from services.runtime.errors import TransientError
from tests.builders.loopback import read_head, serving

SOURCE = "statistics.test"
Head = tuple[str, str, dict[str, str]]
BODY = b'{"made": "up"}'


@asynccontextmanager
async def source(authority: trustme.CA, answer: bytes) -> AsyncIterator[int]:
    """A source over TLS that always gives this answer; yields its port."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(SOURCE).configure_cert(context)

    async def give(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_head(reader)
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(give, "127.0.0.1", 0, ssl=context)
    async with server:
        yield int(server.sockets[0].getsockname()[1])


@asynccontextmanager
async def proxy(leads_to: int) -> AsyncIterator[tuple[str, list[Head]]]:
    """A proxy that opens every tunnel to one port of this machine; yields its address and what it was asked for."""
    asked: list[Head] = []

    async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await read_head(reader))
        inward, outward = await asyncio.open_connection("127.0.0.1", leads_to)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pipe(reader, outward), _pipe(inward, writer))

    async with serving(tunnel) as address:
        yield address.replace("//", "//operator:made-up-secret@"), asked


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


def plain(status: str, *headers: str) -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"content-length: {len(BODY)}", "connection: close", *headers])
    return f"{head}\r\n\r\n".encode() + BODY


async def fetch() -> bytes:
    async with HttpFetcher(f"https://{SOURCE}", spacing=0, agent="koers/test", attempts=1) as fetcher:
        return (await fetcher.get(Request(path="/data"), limit=1000)).body


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority that this machine trusts because SSL_CERT_FILE says so."""
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return made


async def test_a_source_is_asked_through_the_proxy_and_proved_by_ones_own_authority(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with source(authority, plain("200 OK")) as port, proxy(port) as (address, asked):
        monkeypatch.setenv("HTTPS_PROXY", address)
        assert await fetch() == BODY
    ((method, target, headers),) = asked
    assert (method, target) == ("CONNECT", f"{SOURCE}:443")
    assert headers["proxy-authorization"].startswith("Basic ")


async def test_an_authority_nobody_named_is_refused_and_the_proxys_password_told_nowhere(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with source(trustme.CA(), plain("200 OK")) as port, proxy(port) as (address, _):
        monkeypatch.setenv("HTTPS_PROXY", address)
        with pytest.raises(TransientError) as refused:
            await fetch()
    told = f"{refused.value} {refused.value.details}"
    assert "certificate" in told.lower()
    assert "SSL_CERT_FILE" in told
    assert "made-up-secret" not in told


async def test_a_source_does_not_lead_from_an_encrypted_address_to_an_open_one(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = plain("302 Found", f"location: http://{SOURCE}/data")
    async with source(authority, there) as port, proxy(port) as (address, asked):
        monkeypatch.setenv("HTTPS_PROXY", address)
        monkeypatch.setenv("HTTP_PROXY", address)
        with pytest.raises(TransientError, match="leads from https to http"):
            await fetch()
    assert len(asked) == 1


@pytest.mark.parametrize(
    "place", ["http://127.0.0.1:8400/", "https://10.0.0.1/", "http://[::1]/", "file:///etc/passwd"]
)
async def test_a_source_leads_nowhere_else_behind_a_proxy_either(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    async with source(authority, plain("302 Found", f"location: {place}")) as port, proxy(port) as (address, asked):
        monkeypatch.setenv("HTTPS_PROXY", address)
        with pytest.raises(TransientError, match="leads to another host"):
            await fetch()
    assert len(asked) == 1
