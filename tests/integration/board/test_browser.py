"""The pages in a real browser: nothing to complain about for a reader with a phone, a keyboard or a screen reader.

Every kind of page is looked at in both languages, both colour schemes and both widths: Dutch on a desk, English on a
phone, each light and dark. axe-core checks all rules of WCAG 2.2 A and AA once for each; what depends on colours alone
is checked in the other scheme too, and what depends on the length of words in the other language too.
"""

import asyncio
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright
from starlette.types import ASGIApp

from services.board.web.rendering import STYLE
from services.runtime.admin import serve
from tests.integration.board.pages import KINDS

AXE = Path(__file__).parent / "axe" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS: tuple[tuple[str, int, Any, Any], ...] = (("nl", 1280, "light", "dark"), ("en", 320, "dark", "light"))
# A page's header and footer are landmarks where they stand in no section
OUTLINE = """(() => ({
    lang: document.documentElement.lang,
    landmarks: {
        banner: document.querySelectorAll("body > header").length,
        navigation: document.querySelectorAll("nav").length,
        main: document.querySelectorAll("main").length,
        contentinfo: document.querySelectorAll("body > footer").length,
    },
    levels: [...document.querySelectorAll("h1, h2, h3")].map(one => +one.tagName[1]),
    width: document.documentElement.scrollWidth,
    sideways: [...document.querySelectorAll(".scroll")]
        .filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText.slice(0, 60)),
}))()"""
# Behind the first six, the lines of a long table or list are like those before: the same template, and a story in
# which nearly all say the same. Looking at all of them takes most of the time and finds nothing more.
REPEATED = [["tbody > tr:nth-child(n+7)"], ["li:nth-child(n+7)"]]
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
    async with serve(app, "127.0.0.1", 0) as port, async_playwright() as play:
        browser = await play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        site = f"http://127.0.0.1:{port}"
        looks = await asyncio.gather(*(faults_of(browser, site, *look) for look in LOOKS))
        page = await browser.new_page()
        found = [fault for faults in looks for fault in faults]
        found += [*await without_a_mouse(page, f"{site}/nl/"), *await on_paper(page)]
        await browser.close()
    assert found == [], "\n".join(found)


async def faults_of(browser: Browser, site: str, lang: str, width: int, scheme: Any, other: Any) -> list[str]:
    """What one look finds on all pages, and what the browser itself complains of."""
    found: list[str] = []

    def note_words(message: ConsoleMessage) -> None:
        found.append(message.text)

    def note_failure(request: Request) -> None:
        found.append(request.url)

    page = await browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    await page.add_init_script(path=AXE)
    words = await browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.on("console", note_words)
    page.on("requestfailed", note_failure)
    for path in KINDS:
        await page.goto(f"{site}/{lang}{path}", wait_until="load")
        faults = [*await outline(page, lang, width), *await axe(page, {"type": "tag", "values": TAGS})]
        await page.emulate_media(color_scheme=other)
        faults += await axe(page, {"type": "rule", "values": ["color-contrast"]})
        await page.emulate_media(color_scheme=scheme)
        found += [f"{lang}{path} at {width}: {fault}" for fault in faults]
        # The other language has other lengths of words; a page of its own, since what it still loads may be cut off
        turned = "en" if lang == "nl" else "nl"
        await words.goto(f"{site}/{turned}{path}", wait_until="load")
        found += [f"{turned}{path} at {width}: {fault}" for fault in await outline(words, turned, width)]
    return found


def test_the_stylesheet_is_small() -> None:
    assert STYLE.stat().st_size < 30_000


async def axe(page: Page, what: dict[str, Any]) -> list[str]:
    """What axe-core finds: rule, and the first elements that break it."""
    options = {"runOnly": what, "resultTypes": ["violations"], "preload": False}
    result = await page.evaluate("([where, how]) => axe.run(where, how)", [{"exclude": REPEATED}, options])
    return [f"{v['id']}: {[node['html'][:120] for node in v['nodes'][:3]]}" for v in result["violations"]]


async def outline(page: Page, lang: str, width: int) -> list[str]:
    """What is wrong with language, landmarks, headings or width."""
    seen = await page.evaluate(OUTLINE)
    faults = [f"no {landmark}" for landmark, count in seen["landmarks"].items() if not count]
    if seen["lang"] != lang:
        faults.append("not in its language")
    levels = seen["levels"]
    if levels[:1] != [1] or any(after - before > 1 for before, after in pairwise(levels)):
        faults.append(f"headings {levels}")
    if seen["width"] > width:
        faults.append("wider than the window")
    faults += [f"a table to be scrolled sideways: {table}" for table in seen["sideways"]]
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
