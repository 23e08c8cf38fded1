"""The pages in a real browser with a narrow window: landmarks, language, headings, nothing to complain about."""

from itertools import pairwise, product

import pytest
from playwright.async_api import async_playwright
from starlette.types import ASGIApp

from services.runtime.admin import serve
from tests.integration.board.pages import KINDS

WIDTH = 360
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.mark.browser
async def test_a_browser_finds_landmarks_no_complaint_and_nothing_out_of_sight(app: ASGIApp) -> None:
    async with serve(app, "127.0.0.1", 0) as port:
        assert await complaints(f"http://127.0.0.1:{port}") == []


async def complaints(site: str) -> list[str]:
    """Everything a browser with a narrow window says or shows that should not be."""
    found: list[str] = []
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = await browser.new_page(viewport={"width": WIDTH, "height": 800})
        page.on("console", lambda message: found.append(message.text))
        page.on("requestfailed", lambda request: found.append(request.url))
        for lang, path in product(("nl", "en"), KINDS):
            await page.goto(f"{site}/{lang}{path}", wait_until="networkidle")
            if await page.locator("html").get_attribute("lang") != lang:
                found.append(f"{lang}{path}: not in its language")
            for landmark in ("banner", "navigation", "main", "contentinfo"):
                if not await page.get_by_role(landmark).count():
                    found.append(f"{lang}{path}: no {landmark}")
            levels = await page.locator("h1,h2,h3").evaluate_all("all => all.map(one => +one.tagName[1])")
            if levels[0] != 1 or any(after - before > 1 for before, after in pairwise(levels)):
                found.append(f"{lang}{path}: headings {levels}")
            if await page.evaluate("document.documentElement.scrollWidth") > WIDTH:
                found.append(f"{lang}{path}: wider than the window")
        await browser.close()
    return found
