"""Every action on the digital-skills mail, taken in a real browser from the links of the caught mails."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright

from tests.e2e.conftest import Drained
from tests.e2e.running import mails

pytestmark = pytest.mark.browser

BOARD_PAGE = "/nl/indicators/digital-skills-basic/"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


class Reader:
    """Who reads the mailbox of the education department, at a telephone that is dark."""

    def __init__(self, page: Page, state: Path, board: str) -> None:
        self.page, self._state, self._board = page, state, board

    def mails(self, subject: str) -> list[str]:
        """The texts of the mails to the department whose subject begins so, the oldest first."""
        found = [mail for mail in mails(self._state) if str(mail["To"]).startswith("education")]
        parts = [mail.get_body(("plain",)) for mail in found if str(mail["Subject"]).startswith(subject)]
        return [str(part.get_content()) for part in parts if part]

    def new_mail(self, subject: str, known: int) -> str:
        """The mail that comes after `known` of its kind."""
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            if len(found := self.mails(subject)) > known:
                return found[-1]
            time.sleep(0.2)
        raise AssertionError(f"no mail {subject!r} has come")

    def open(self, mail: str, page: str) -> None:
        """Follow a link of a mail."""
        found = re.search(rf"http://127\.0\.0\.1:\d+/{page}/\S+", mail)
        assert found, f"no link to /{page}/ in {mail}"
        self.page.goto(found[0], wait_until="networkidle")
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 360

    def answer(self, action: str) -> None:
        """Open the form of an action, and send what its fields hold once they are filled in."""
        form = self.form(action)
        form.locator("button[type=submit]").click()

    def form(self, action: str):  # type: ignore[no-untyped-def]
        """The form of an action, unfolded."""
        box = self.page.locator(f"details:has(input[name=action][value={action}])")
        if box.get_attribute("open") is None:
            box.locator("summary").click()
        return box

    def confirmed(self, asked: int, received: int) -> str:
        """Say yes to what was just answered; returns the receipt."""
        assert self.page.get_by_text("Nog te bevestigen").first.is_visible()
        self.open(self.new_mail("Bevestig dit antwoord", asked), "c")
        self.page.get_by_role("button", name="Bevestigen en publiceren").click()
        assert self.page.get_by_text("Het antwoord is bevestigd").first.is_visible()
        return self.new_mail("Antwoord ontvangen", received)

    def on_board(self, words: str) -> None:
        """The public page shows this in the end."""
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            if words in httpx.get(f"{self._board}{BOARD_PAGE}", trust_env=False).text:
                return
            time.sleep(0.2)
        raise AssertionError(f"the board does not show {words!r}")


@pytest.fixture(scope="module")
def reader(drained: Drained, board: str) -> Iterator[Reader]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS.split())
        context = browser.new_context(
            viewport={"width": 360, "height": 800}, color_scheme="dark", java_script_enabled=True
        )
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        yield Reader(page, drained.state, board)
        assert context.cookies() == []
        browser.close()
    assert complaints == []


def test_every_action_on_the_mail_works_in_a_browser(reader: Reader) -> None:
    mail = reader.mails("Uit koers: minstens digitale basis")[0]
    reader.open(mail, "a")
    shown = reader.page.locator("main").inner_text().replace("\u00a0", " ")
    for number in ("61,2 %", "65,8 %", "4,6 procentpunt", "69,6 %", "2036"):
        assert number in shown
    assert reader.page.locator("img.chart").evaluate("image => image.naturalWidth") > 0

    form = reader.form("acknowledge")
    form.get_by_label("Er komt een maatregel").check()
    form.get_by_label("Uitleg").fill("Een verzonnen cursus start.")
    form.get_by_label("Tegen wanneer").fill("2099-01-31")
    reader.answer("acknowledge")
    receipt = reader.confirmed(0, 0)
    reader.on_board("Een verzonnen cursus start.")

    reader.open(receipt, "a")
    assert reader.page.get_by_text("Uw antwoord nu").is_visible()
    form = reader.form("dispute")
    form.get_by_label("het doel").check()
    form.get_by_label("Uitleg").fill("Verzonnen: het doel bindt de Unie.")
    reader.answer("dispute")
    receipt = reader.confirmed(1, 1)
    reader.on_board("Verzonnen: het doel bindt de Unie.")

    reader.open(receipt, "a")
    reader.form("not_ours").get_by_label("Voor wie is het dan wel?").fill("Een verzonnen instelling.")
    reader.answer("not_ours")
    receipt = reader.confirmed(2, 2)

    reader.open(receipt, "a")
    reader.form("withdraw")
    reader.answer("withdraw")
    receipt = reader.confirmed(3, 3)

    reader.open(receipt, "b")
    assert reader.page.get_by_role("heading", name="Wat we u vragen").is_visible()
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="Op één pagina (PDF)").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    reader.open(receipt, "a")
    until = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 20 * 86400))
    reader.form("later").get_by_label("Herinner ons op").fill(until)
    reader.answer("later")
    assert reader.page.get_by_text("Uw antwoord is ontvangen").first.is_visible()
    reader.new_mail("Antwoord ontvangen", 4)


def test_the_link_that_stops_mail_only_asks(reader: Reader) -> None:
    reader.open(reader.mails("Uit koers: minstens digitale basis")[0], "u")
    assert reader.page.get_by_role("button", name="Geen mails meer sturen").is_visible()
