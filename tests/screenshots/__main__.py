"""`python -m tests.screenshots FOLDER`: mails at phone and desktop width, light and dark, in both languages."""

import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import sync_playwright

from services.alerts.mail.render import render_alert
from services.cli.alerts.mail import standalone
from services.runtime.mail.message import RenderedMail
from services.runtime.wording import LANGUAGES, Lang
from tests.unit.alerts_mail.cases import CASES, item, mail_about, written

WIDTHS = {"phone": 390, "desktop": 1280}


def main(folder: Path) -> None:
    """One PNG per mail, width and scheme; an existing one is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        shown = _mails()
        for (name, lang), (device, width), scheme in product(shown, WIDTHS.items(), ("light", "dark")):
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
            page.set_content(standalone(shown[name, lang]))
            path = folder / f"{name}-{lang}-{device}-{scheme}.png"
            page.screenshot(path=path, full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth")
            print(path if wide <= width else f"{path}: {wide} pixels wide on a screen of {width}")
            page.close()
        browser.close()


def _mails() -> dict[tuple[str, Lang], RenderedMail]:
    several = mail_about(*(item(CASES[case](), alert_id=case) for case in ("model", "hold", "benchmark")))
    single = {(name, lang): written(name, lang) for name in ("model", "soft") for lang in LANGUAGES}
    return {**single, **{("several", lang): render_alert(several, lang) for lang in LANGUAGES}}


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.screenshots FOLDER")
    main(Path(sys.argv[1]))
