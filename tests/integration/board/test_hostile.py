"""Text from a source or an answer is never markup, whatever it holds; made-up input throughout."""

from pathlib import Path

import httpx
from pydantic import SecretStr

from schemas.base import Text
from services.board.settings import WebSettings
from services.board.web.app import web_app
from services.runtime.agenda import load_agenda
from services.runtime.clock import FixedClock
from services.runtime.metrics import Metrics
from tests.builders.assessments import digital_skills
from tests.integration.board.conftest import NOW, Board

EVIL = '<script>alert("x")</script>{{ 7*7 }}'


async def test_markup_in_a_title_a_caveat_and_a_citation_is_shown_as_text(board: Board, tmp_path: Path) -> None:
    evil = digital_skills(title=Text(en=EVIL, nl=EVIL), definition=Text(en=EVIL, nl=EVIL))
    await board.send("policy.assessment.v1", evil.key, evil)
    await board.catch_up()
    settings = WebSettings(
        kafka="unused:1", state_dir=tmp_path, postgres=SecretStr("unused"), public_url="http://board.test"
    )
    app = web_app(settings, load_agenda(), board.database, FixedClock(NOW), Metrics())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://board.test") as client:
        for path in ("/nl/indicators/digital-skills-basic/", "/en/indicators/digital-skills-basic/"):
            page = await client.get(path)
            assert page.status_code == 200
            assert "<script" not in page.text
            assert "&lt;script&gt;" in page.text
            assert "{{ 7*7 }}" in page.text
        chart = await client.get("/nl/indicators/digital-skills-basic/chart.svg")
        assert "<script" not in chart.text
        api = await client.get("/api/v1/indicators/digital-skills-basic")
        assert api.json()
        assert api.headers["x-content-type-options"] == "nosniff"
