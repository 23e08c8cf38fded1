"""The pages answer under their own names only, whatever a request says it asks for."""

import httpx
import pytest
from pydantic import ValidationError
from starlette.responses import PlainTextResponse

from services.runtime.hosts import HostSettings, only_for

PUBLIC = "https://koers.example:8443/below"


async def answer(host: str, allowed: str = "", *, path: str = "/") -> int:
    app = only_for(PlainTextResponse("here"), PUBLIC, allowed)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://any.test") as reader:
        return (await reader.get(path, headers={"host": host})).status_code


@pytest.mark.parametrize("host", ["koers.example", "koers.example:8443", "127.0.0.1:8400", "localhost"])
async def test_its_own_names_are_answered(host: str) -> None:
    assert await answer(host) == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "koers.example.evil.example", "evil.example:8443", "", "koers.example@evil.example"],
)
async def test_any_other_name_is_refused(host: str) -> None:
    assert await answer(host) == 400


async def test_further_names_are_those_of_the_setting() -> None:
    allowed = HostSettings(allowed_hosts=" board-web, *.internal ").allowed_hosts
    assert allowed == "board-web,*.internal"
    assert [await answer(host, allowed) for host in ("board-web:8400", "a.internal", "internal.evil")] == [
        200,
        200,
        400,
    ]
    assert await answer("anything.example", "*") == 200


@pytest.mark.parametrize("wrong", ["https://koers.example", "koers.example:80", "a/b", "a b"])
def test_what_is_no_name_of_a_host_is_refused_at_the_start(wrong: str) -> None:
    with pytest.raises(ValidationError, match="no name of a host"):
        HostSettings(allowed_hosts=wrong)
