"""`python -m tests.screenshots.board FOLDER`: every kind of page of the public board, from the figures that ship.

At desktop width in Dutch and light, at phone width in English and dark; the top of each page, as a reader meets it.
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.running import finish, site, start

PAGES = {
    "start": "",
    "areas": "areas/",
    "area": "areas/future-oriented-skills/",
    "recommendation": "recommendations/15/",
    "indicator": "indicators/digital-skills-basic/",
    "milestones": "milestones/",
    "milestone": "milestones/m001-1/",
    "bodies": "bodies/",
    "body": "bodies/education/",
    "priorities": "priorities/",
    "building-blocks": "building-blocks/",
    "building-block": "building-blocks/1/",
    "actions": "actions/",
    "sources": "sources/",
    "changed": "changed/",
    "calendar": "calendar/",
    "quiet": "quiet/",
    "unknown": "unknown/",
    "how": "how/",
    "corrections": "corrections/",
    "report": "report/",
    "subscribe": "subscribe/?part=/areas/future-oriented-skills/",
    "glossary": "glossary/",
    "editions": "editions/",
    "data": "data/",
    "embedded": "embed/indicators/digital-skills-basic/",
}
DEVICES = (("desktop", 1280, 1200, "nl", "light"), ("phone", 360, 900, "en", "dark"))
_QUALITY = 55


def main(folder: Path) -> None:
    """One WebP per kind of page and device; an existing one is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="koers-board-") as name, sync_playwright() as play:
        Path(name).chmod(0o755)  # PostgreSQL may run as another user
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        state = Path(name) / "state"
        if finish(start(state)).code != 0:  # all that ships is judged before anything is pictured
            sys.exit("the run that fills the board failed")
        with site(state) as address:
            picture_all(browser, address, folder)
        browser.close()


def picture_all(browser: Browser, address: str, folder: Path) -> None:
    """Picture every page of a running board; says which are wider than their screen."""
    for device, width, height, lang, scheme in DEVICES:
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        for name, path in PAGES.items():
            answer = page.goto(f"{address}/{lang}/{path}")
            if answer is None or not answer.ok:
                sys.exit(f"{path}: {answer.status if answer else 'no answer'}")
            tall = min(height, page.evaluate("document.documentElement.scrollHeight"))
            png = page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": tall})
            Image.open(io.BytesIO(png)).save(folder / f"{name}-{device}.webp", quality=_QUALITY, method=6)
            wide = page.evaluate("document.documentElement.scrollWidth")
            print(f"{name}-{device}" + (f": {wide} pixels wide on a screen of {width}" if wide > width else ""))
        page.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.screenshots.board FOLDER")
    main(Path(sys.argv[1]))
