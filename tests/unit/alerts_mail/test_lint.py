"""What mail programs and mailboxes ask of a message: size, alternatives, contrast, structure, for every case."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from services.alerts.mail.render import render_alert
from services.runtime.mail.message import Envelope, assemble
from services.runtime.wording import LANGUAGES, Lang
from tests.unit.alerts_mail.cases import CASES, item, mail_about, written
from tests.unit.alerts_mail.made_up import model
from tests.unit.alerts_mail.reading import alts_of, links_of, words_of

SENT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
ENVELOPE = Envelope(
    "0" * 32, "koers@koers.example", "education@example.org", "desk@koers.example", SENT, "nl", ("a|b",)
)
_COLOUR = re.compile(r"#([0-9a-f]{6})")


def many(count: int) -> object:
    """So many indicators off track at once, told in one mail."""
    items = [
        item(
            model().model_copy(update={"key": f"made-up-{n}/BE2"}),
            action_url=f"https://koers.example/a/{n}",
            board_url=f"https://koers.example/nl/indicators/i{n}/",
        )
        for n in range(count)
    ]
    return mail_about(*items)


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mail_is_small_and_each_picture_says_the_same_in_words(case: str, lang: Lang) -> None:
    mail = written(case, lang)
    assert len(mail.html.encode()) < 100_000
    assert len(assemble(mail, ENVELOPE).as_bytes()) < 600_000
    assert alts_of(mail.html) == [image.alt for image in mail.images]
    assert all(len(image.alt) > 40 for image in mail.images)
    for image in mail.images:
        picture = Image.open(BytesIO(image.png))
        assert picture.mode == "P"
        assert len(image.png) < 50_000


@pytest.mark.parametrize("lang", LANGUAGES)
def test_however_many_alerts_a_mail_keeps_its_size_and_leaves_none_out(lang: Lang) -> None:
    mail = render_alert(many(20), lang)  # type: ignore[arg-type]
    assert len(mail.html.encode()) < 100_000
    assert len(assemble(mail, ENVELOPE).as_bytes()) < 600_000
    assert len(mail.images) == 8
    for number in range(20):
        for url in (f"https://koers.example/a/{number}", f"https://koers.example/nl/indicators/i{number}/"):
            assert links_of(mail.html).count(url) == 1
            assert len(re.findall(rf"^\s*{url}$", mail.text, re.MULTILINE)) == 1
    assert ("En verder" if lang == "nl" else "And also") in words_of(mail.html)


def test_eight_alerts_need_no_shortening() -> None:
    assert "En verder" not in words_of(render_alert(many(8), "nl").html)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES)
def test_words_stand_out_from_what_is_behind_them(case: str) -> None:
    """Every rule that sets both colours, and every text colour on the card's white, at 4.5 to 1."""
    html = written(case, "nl").html.lower()
    light = html.partition("@media (prefers-color-scheme: dark)")[0] + html.partition("</style>")[2]
    for style in re.findall(r'style="([^"]*)"', light):
        rules = dict(part.split(":", 1) for part in style.split(";") if ":" in part)
        named = {name.strip(): _COLOUR.search(value) for name, value in rules.items()}
        ink, ground = named.get("color"), named.get("background-color")
        if ink and "max-height" not in style and ink[1] != "ffffff":
            assert contrast(ink[1], ground[1] if ground else "ffffff") >= 4.5, style
        if ink and ground and "max-height" not in style:
            assert contrast(ink[1], ground[1]) >= 4.5, style


def test_words_stand_out_in_the_dark_too() -> None:
    dark = (
        written("model", "nl").html.lower().partition("@media (prefers-color-scheme: dark)")[2].partition("</style>")[0]
    )
    card = re.search(r"\.card\s*{[^}]*background-color:\s*#([0-9a-f]{6})", dark)
    button = re.search(r"\.button\s*{[^}]*background-color:\s*#([0-9a-f]{6})", dark)
    assert card
    assert button
    inks = re.findall(r"{\s*color:\s*#([0-9a-f]{6})", dark)
    assert len(inks) >= 4
    assert [ink for ink in inks if ink != "ffffff" and contrast(ink, card[1]) < 4.5] == []
    assert contrast("ffffff", button[1]) >= 4.5


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_structure_reads_well_without_eyes(case: str, lang: Lang) -> None:
    html = written(case, lang).html
    assert len(re.findall(r"<h1[ >]", html)) == 1
    layout = re.findall(r"<table(?![^>]*role=\"presentation\")([^>]*)>", html)
    assert all('class="figures"' in table for table in layout)
    assert all(text.strip() for text in re.findall(r"<a [^>]*>(.*?)</a>", html, re.DOTALL))
    assert not re.search(r"<(form|script|iframe|object|video)\b", html)
