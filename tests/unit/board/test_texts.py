"""Every word of the pages exists in both languages, is used, and no page asks for one that is missing."""

import re
from itertools import product

from services.board.domain.grounds import Ground, Part
from services.board.web.because import name_of
from services.board.web.rendering import HERE, renderers
from services.board.web.texts import load_texts

SOURCES = {path.name: path.read_text(encoding="utf-8") for path in sorted((HERE / "templates").glob("*.html"))}
CODE = [path.read_text(encoding="utf-8") for path in sorted(HERE.parent.rglob("*.py"))]
NAMED = re.compile(r"""\b(?:t|_both)\((?:site, )?["']([a-z_]+\.[a-z_]+)["']""")
GAP = re.compile(r"{(\w+)}")
BUILT = re.compile(r"""\b(?:t|_both)\((?:site, )?(?:\(?["']([a-z_]+)\.["'] *~|f"([a-z_]+)\.{)""")
PARTS = [Part(ground, count, done=done) for ground in Ground for count in (1, 2) for done in (0, 1)]


def named() -> set[str]:
    return {name for text in (*SOURCES.values(), *CODE) for name in NAMED.findall(text)}


def built() -> set[str]:
    """Sections of which a name is put together, such as `milestone.` with a status."""
    return {section for text in (*SOURCES.values(), *CODE) for found in BUILT.findall(text) for section in found}


def test_no_page_asks_for_a_text_that_is_missing() -> None:
    assert named() - set(load_texts().texts) == set()


def test_no_text_is_kept_that_no_page_uses() -> None:
    by_reasons = {f"because.{name_of(part)}" for part in PARTS}
    known = {name for name in load_texts().texts if name not in by_reasons}
    used, sections = named(), built()
    assert {name for name in known if name not in used and name.split(".")[0] not in sections} == set()


def test_every_ground_has_its_sentence_in_both_languages() -> None:
    assert {part.ground for part in PARTS} == set(Ground)
    for part, renderer in product(PARTS, renderers().values()):
        sentence = renderer.because([part])
        assert sentence.endswith("."), part
        assert "{" not in sentence, part


def test_gaps_are_the_same_in_both_languages() -> None:
    for name, text in load_texts().texts.items():
        assert sorted(GAP.findall(text.nl)) == sorted(GAP.findall(text.en)), name


def test_templates_carry_no_words_of_their_own_but_the_two_explanations() -> None:
    # Visible text between tags outside of expressions, in any template that is not a language's own page
    for name, text in SOURCES.items():
        if name.startswith("how."):
            continue
        bare = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]*>", " ", text, flags=re.DOTALL)
        words = set(re.findall(r"[A-Za-zÀ-ÿ]{3,}", bare)) - {"Koers", "sha", "HTML", "doctype", "html"}
        words -= {"CSV", "XLSX", "PNG", "SVG", "SDMX", "JSON", "OpenAPI", "Atom", "iCal", "DCAT", "SKOS"}
        assert words == set(), f"{name}: {words}"
