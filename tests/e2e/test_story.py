"""The case to tell it by: basic digital skills in the Flemish Region, the same numbers in mail, page and API.

By hand: 54.5 % in 2021 (Federal Planning Bureau), 61.0 in 2023 (Statbel), 61.2 in 2025 (Eurostat); target 80 in 2030.
The straight line from (2021, 54.5) to (2030, 80) rises 25.5 / 9 = 2.8333 a year, so 2025 asks for
54.5 + 4 x 2.8333 = 65.8333; the gap is 61.2 - 65.8333 = -4.6333. Of 25.5 points 6.7 are made where 11.3333 were due:
ratio 6.7 / 11.3333 = 0.5912. The pace is 6.7 / 4 = 1.675 a year, which gives 61.2 + 5 x 1.675 = 69.575 in 2030 and 80
in 2025 + 18.8 / 1.675 = 2036.2. Needed from now: 18.8 / 5 = 3.76 a year.
"""

import httpx
import pytest

from tests.e2e.conftest import Drained
from tests.e2e.running import mails

KEY = "digital-skills-basic"


@pytest.fixture(scope="module")
def told(board: str) -> dict[str, object]:
    answer = httpx.get(f"{board}/api/v1/indicators/{KEY}", trust_env=False)
    assert answer.status_code == 200
    found: dict[str, object] = answer.json()
    return found


def find(node: object, name: str) -> object:
    """The first value under this name, wherever it stands in the answer."""
    if isinstance(node, dict):
        if name in node:
            return node[name]
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            if (found := find(child, name)) is not None:
                return found
    return None


def test_the_api_tells_the_verdict_with_every_number(told: dict[str, object]) -> None:
    assert find(told, "verdict") == "off_track"
    assert find(told, "expected") == pytest.approx(65.8333, abs=1e-3)
    assert find(told, "gap") == pytest.approx(-4.6333, abs=1e-3)
    assert find(told, "ratio") == pytest.approx(0.5912, abs=1e-4)
    projection = find(told, "projection")
    assert isinstance(projection, dict)
    assert projection["value"] == pytest.approx(69.575, abs=1e-3)
    assert projection["arrival_year"] == pytest.approx(2036.22, abs=0.01)
    pace = find(told, "pace")
    assert isinstance(pace, dict)
    assert pace["per_year"] == pytest.approx(1.675, abs=1e-3)
    assert pace["needed_per_year"] == pytest.approx(3.76, abs=1e-3)


def test_the_mail_goes_to_the_proposed_owners_in_dutch_with_the_same_numbers(drained: Drained) -> None:
    about = [m for m in mails(drained.state) if str(m["Subject"]).startswith("Uit koers: minstens digitale basis")]
    assert {str(m["To"]).split("@")[0] for m in about} >= {"education", "culture"}
    plain = next(m for m in about if str(m["To"]).startswith("education")).get_body(("plain",))
    assert plain is not None
    text = " ".join(plain.get_content().split())
    for number in ("61,2 %", "65,8 %", "4,6 procentpunt", "69,6 %", "2036", "0,59", "54,5 %", "61,0 %"):
        assert number in text
    for source in ("Eurostat", "Statbel", "sha256", "2022/2481", "geen Vlaamse norm"):
        assert source in text
    assert "volgend cijfer: december 2027" in text.lower()


def test_the_page_tells_the_same_numbers_and_where_each_came_from(board: str) -> None:
    page = httpx.get(f"{board}/nl/indicators/{KEY}/", trust_env=False, follow_redirects=True)
    assert page.status_code == 200
    text = page.text.replace("\u00a0", " ").replace("&nbsp;", " ")
    for number in ("61,2", "65,8", "4,6", "69,6", "2036", "0,59", "54,5", "61,0"):
        assert number in text
    for source in ("Eurostat", "Statbel", "sha256", "2022/2481", 'id="proof"'):
        assert source in text
    chart = httpx.get(f"{board}/nl/indicators/{KEY}/chart.svg", trust_env=False)
    assert chart.headers["content-type"].startswith("image/svg+xml")
    for words in ("61,2", "65,8", "80", "Vlaams Gewest"):
        assert words in chart.text


def test_the_english_page_says_the_same(board: str) -> None:
    page = httpx.get(f"{board}/en/indicators/{KEY}/", trust_env=False, follow_redirects=True)
    for words in ("61.2", "65.8", "69.6", "2036", "Off track"):
        assert words in page.text


def test_the_signed_link_answers_by_post_only_and_once(board: str, drained: Drained) -> None:
    import re

    about = [m for m in mails(drained.state) if str(m["Subject"]).startswith("Uit koers: minstens digitale basis")]
    plain = next(m for m in about if str(m["To"]).startswith("culture")).get_body(("plain",))
    assert plain is not None
    link = re.search(r"http://127\.0\.0\.1:\d+/a/\S+", plain.get_content())
    assert link is not None
    with httpx.Client(trust_env=False, timeout=10) as client:
        first, second = client.get(link[0]), client.get(link[0])
        assert first.status_code == second.status_code == 200
        assert first.headers["referrer-policy"] == "no-referrer"
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', first.text))
        done = client.post(
            link[0], data={**fields, "action": "acknowledge", "reason": "Verzonnen maatregel voor deze test"}
        )
        assert done.status_code == 202, done.text  # the body's mailbox is asked to confirm it
        again = client.post(link[0], data={**fields, "action": "acknowledge", "reason": "nog eens"})
        assert again.status_code == 409
