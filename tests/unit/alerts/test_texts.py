"""No reader of a mail or of the pages behind it gets half a translation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from services.alerts import texts
from services.alerts.texts import CATALOGUE, catalogue, phrase, plural
from services.cli.messages import updated

ALERTS = Path(texts.__file__).parent
MESSAGES = [message for message in catalogue() if message.id]
GAP = re.compile(r"\{\w*\}")
# A number of things stands in these gaps: what follows them may be one or many
COUNTS = re.compile(r"\{(n|number|days|mails|others|numbers)\}")

HIDDEN = (
    r"\{#.*?#\}", r"\{%.*?%\}", r"\{\{.*?\}\}", r"<!--.*?-->", r"<style.*?</style>", r"<[^>]*>",
    r'[\w-]+="[^"]*"', r"&\w+;",
)  # fmt: skip


def forms(message: Message) -> Iterator[tuple[str, str]]:
    """English and Dutch, form by form."""
    assert isinstance(message.id, str | tuple)
    if isinstance(message.id, str):
        assert isinstance(message.string, str)
        yield message.id, message.string
    else:
        assert not isinstance(message.string, str)
        yield from zip(message.id, message.string or (), strict=True)


def test_the_catalogue_has_what_the_code_says_and_nothing_else() -> None:
    assert len(MESSAGES) > 300
    assert CATALOGUE.read_text("utf-8") == updated(), "run `make messages`, then translate what is empty"


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: str(message.id)[:40])
def test_a_message_is_translated_whole_and_with_the_same_gaps(message: Message) -> None:
    assert not message.fuzzy
    for english, dutch in forms(message):
        assert english.strip()
        assert dutch.strip()
        assert sorted(GAP.findall(english)) == sorted(GAP.findall(dutch))
        for end in ".?:":
            assert english.endswith(end) == dutch.endswith(end), (english, dutch)
        assert (english[:1] == " ", english[-1:] == " ") == (dutch[:1] == " ", dutch[-1:] == " ")


@pytest.mark.parametrize(
    "message", [one for one in MESSAGES if COUNTS.search(str(one.id))], ids=lambda m: str(m.id)[:40]
)
def test_a_message_with_a_number_of_things_has_a_plural(message: Message) -> None:
    assert message.pluralizable
    assert len(list(forms(message))) == catalogue().num_plurals == 2


def test_what_the_catalogue_lacks_is_refused_by_name() -> None:
    with pytest.raises(LookupError, match="lacks 'Made up for this test'"):
        phrase("Made up for this test")
    with pytest.raises(LookupError, match="make messages"):
        plural("one made up", "{n} made up")


@pytest.mark.parametrize(("number", "nl"), [(0, "aanbevelingen 1"), (1, "aanbeveling 1"), (2, "aanbevelingen 1")])
def test_a_number_chooses_the_form_of_each_language(number: int, nl: str) -> None:
    found = plural("recommendation {numbers}", "recommendations {numbers}").of(number)
    assert found.nl.format(numbers=1) == nl
    assert found.en.startswith("recommendations") == (number != 1)


def _constant_texts(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text"
        if named and any(isinstance(given.value, ast.Constant | ast.JoinedStr) for given in node.keywords):
            yield f"{path.name}:{node.lineno}"


def test_no_module_has_a_translation_of_its_own() -> None:
    assert [found for path in ALERTS.rglob("*.py") for found in _constant_texts(path)] == []


@pytest.mark.parametrize(
    "path", sorted(p for p in ALERTS.rglob("templates/*.*") if p.suffix != ".css"), ids=lambda path: path.name
)
def test_a_template_has_no_words_of_its_own(path: Path) -> None:
    """Outside of tags, attributes, expressions and comments."""
    left = path.read_text("utf-8")
    for hidden in HIDDEN:
        left = re.sub(hidden, " ", left, flags=re.DOTALL)
    assert re.findall(r"[^\W\d_]{2,}", left) == []
