"""The pages in a real browser: nothing to complain about for a reader with a phone, a keyboard or a screen reader.

Every kind of page is looked at in both languages, both colour schemes and both widths: Dutch on a desk, English on a
phone, each light and dark. axe-core checks all rules of WCAG 2.2 A and AA once for each; what depends on colours alone
is checked in the other scheme too.
"""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import ConsoleMessage, Page, Request, async_playwright
from starlette.types import ASGIApp

from services.board.web.rendering import STYLE
from services.runtime.admin import serve
from tests.integration.board.pages import KINDS

AXE = Path(__file__).parent / "axe" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS: tuple[tuple[str, int, Any, Any], ...] = (("nl", 1280, "light", "dark"), ("en", 320, "dark", "light"))
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
async def test_a_browser_finds_nothing_to_complain_about_on_any_page(app: ASGIApp) -> None:
    found: list[str] = []

    def note_words(message: ConsoleMessage) -> None:
        found.append(message.text)

    def note_failure(request: Request) -> None:
        found.append(request.url)

    async with serve(app, "127.0.0.1", 0) as port, async_playwright() as play:
        browser = await play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for lang, width, scheme, other in LOOKS:
            page = await browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            await page.add_init_script(path=AXE)
            page.on("console", note_words)
            page.on("requestfailed", note_failure)
            for path in KINDS:
                await page.goto(f"http://127.0.0.1:{port}/{lang}{path}", wait_until="load")
                faults = [*await outline(page, lang, width), *await axe(page, {"type": "tag", "values": TAGS})]
                await page.emulate_media(color_scheme=other)
                faults += await axe(page, {"type": "rule", "values": ["color-contrast"]})
                await page.emulate_media(color_scheme=scheme)
                found += [f"{lang}{path} at {width}: {fault}" for fault in faults]
        found += await without_a_mouse(page, f"http://127.0.0.1:{port}/nl/")
        found += await on_paper(page)
        await browser.close()
    assert found == [], "\n".join(found)


def test_the_stylesheet_is_small() -> None:
    assert STYLE.stat().st_size < 30_000


async def axe(page: Page, what: dict[str, Any]) -> list[str]:
    """What axe-core finds: rule, and the first elements that break it."""
    result = await page.evaluate("what => axe.run(document, {runOnly: what, resultTypes: ['violations']})", what)
    return [f"{v['id']}: {[node['html'][:120] for node in v['nodes'][:3]]}" for v in result["violations"]]


async def outline(page: Page, lang: str, width: int) -> list[str]:
    """What is wrong with language, landmarks, headings or width."""
    faults = []
    if await page.locator("html").get_attribute("lang") != lang:
        faults.append("not in its language")
    for landmark in ("banner", "navigation", "main", "contentinfo"):
        if not await page.get_by_role(landmark).count():  # type: ignore[arg-type]
            faults.append(f"no {landmark}")
    levels = await page.locator("h1,h2,h3").evaluate_all("all => all.map(one => +one.tagName[1])")
    if levels[0] != 1 or any(after - before > 1 for before, after in pairwise(levels)):
        faults.append(f"headings {levels}")
    if await page.evaluate("document.documentElement.scrollWidth") > width:
        faults.append("wider than the window")
    return faults


async def without_a_mouse(page: Page, address: str) -> list[str]:
    """The first key leads to the content; whatever has the focus after that is in sight and shows it."""
    await page.goto(address, wait_until="load")
    await page.keyboard.press("Tab")
    if await page.evaluate("document.activeElement.getAttribute('href')") != "#main":
        return ["the first stop is not the way to the content"]
    for stop in range(25):
        await page.keyboard.press("Tab")
        shown = await page.evaluate(
            "(() => { const e = document.activeElement, b = e.getBoundingClientRect(); return e === document.body || "
            "(b.width > 0 && b.height > 0 && getComputedStyle(e).outlineStyle !== 'none'); })()"
        )
        if not shown:
            return [f"stop {stop} of the keyboard cannot be seen"]
    return []


async def on_paper(page: Page) -> list[str]:
    """In print there is no navigation, and ink is dark on white."""
    await page.emulate_media(media="print", color_scheme="dark")
    faults = ["navigation in print"] if await page.locator("header nav").is_visible() else []
    ink = await page.evaluate("getComputedStyle(document.documentElement).color")
    return faults if ink == "rgb(28, 38, 48)" else [*faults, f"ink in print: {ink}"]
