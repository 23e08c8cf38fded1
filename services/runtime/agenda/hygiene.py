"""What YAML would swallow without a word, and what never belongs into the agenda, such as what points to a person."""

import math
import re
from collections import Counter

import yaml

from services.runtime.agenda.faults import Faults, Place
from services.runtime.agenda.yaml_loader import PLAIN_TAGS

_LANGUAGES = ("en", "nl")
_MOST_FIELDS = 100
_SENTENCE = 4
_LONGEST_NUMBER = 30
_PERSONAL = {
    "an e-mail address": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
    "a telephone number": re.compile(
        r"(?<![\w.+])(?:(?:\+|00)[1-9]\d[ ./]?(?:\(0\) ?)?[1-9](?:[ ./-]?\d){6,10}"
        r"|0[1-9]\d{0,2}[ /](?:\d{2,3}[ .]){2}\d{2}|04\d{2}[ /.]\d{6})(?![\w.]?\d)"
    ),
    "a national register number": re.compile(r"(?<!\d)\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}(?!\d)"),
}
"""No quantifier is open-ended, and none may start inside a run it could match: linear on any text."""


_ADDRESS = re.compile(r"(?<![\w/.])(?:https?:?/{0,3}(?=[\w-]+\.)|www\.|https?:)[^\s\"'<>)]{0,200}")
_WHOLE_ADDRESS = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?")


def check_text(text: str, shown: str, faults: Faults) -> None:
    """Note what points to a person, comments included, and addresses that lead nowhere."""
    for found in _ADDRESS.finditer(text):
        if not _WHOLE_ADDRESS.fullmatch(found[0].rstrip(".,;:")):
            line = text.count("\n", 0, found.start()) + 1
            faults.at(shown, line, f"{found[0]!r} is no address; expected one such as https://www.vlaanderen.be/page")
    for what, pattern in _PERSONAL.items():
        for found in pattern.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            faults.at(shown, line, f"{found[0]!r} is {what}; expected no personal data, contacts belong to owners.yaml")


def check_nodes(node: yaml.Node | None, place: Place, faults: Faults) -> bool:
    """Note equal keys (YAML keeps the last), texts without words, tags and endless numbers; False: not to be read."""
    if node is None:
        return True
    here = Place(place.file, node)
    if node.tag not in PLAIN_TAGS:
        faults.add(here, (), f"tag {node.tag}; expected a value without a tag")
        return False
    if isinstance(node, yaml.MappingNode):
        return _check_mapping(node, place, faults)
    if isinstance(node, yaml.SequenceNode):
        _check_repeated(node, here, faults)
        readable = [check_nodes(value, place, faults) for value in node.value]
        return all(readable)
    return _check_number(node, here, faults)


def _check_mapping(node: yaml.MappingNode, place: Place, faults: Faults) -> bool:
    if len(node.value) > _MOST_FIELDS:
        faults.add(
            Place(place.file, node), (), f"{len(node.value)} fields in one record; expected at most {_MOST_FIELDS}"
        )
        return False
    seen: set[str] = set()
    readable = True
    for key, value in node.value:
        here = Place(place.file, key)
        if not isinstance(key, yaml.ScalarNode):
            faults.add(here, (), "a list or mapping stands as the name of a field; expected a text")
            readable = False
            continue
        if key.value in seen:
            faults.add(here, (), f"field {key.value} stands here twice; expected it once")
        seen.add(key.value)
        if key.value in _LANGUAGES and value.tag.endswith(":str") and not value.value.strip():
            faults.add(here, (), f"an empty text; expected a text in {key.value}")
        readable &= check_nodes(value, place, faults)
    scalars = [(key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
    texts = {key.value: value.value for key, value in scalars if isinstance(value, yaml.ScalarNode)}
    _check_translated(texts, Place(place.file, node), faults)
    return readable


def _check_repeated(node: yaml.SequenceNode, here: Place, faults: Faults) -> None:
    """No list of plain values means anything by naming one twice."""
    counts = Counter(value.value for value in node.value if isinstance(value, yaml.ScalarNode))
    for value, count in counts.items():
        if count > 1:
            faults.add(here, (), f"{value!r} stands in this list twice; expected it once")


def _check_translated(texts: dict[str, str], here: Place, faults: Faults) -> None:
    """A sentence that is the same in both languages was not translated; a name may well be."""
    first = texts.get(_LANGUAGES[0], "")
    if len(first.split()) >= _SENTENCE and all(texts.get(language) == first for language in _LANGUAGES):
        faults.add(here, (), f"the same text in en and nl, {first[:40]!r}; expected it in both languages")


def _check_number(node: yaml.Node, here: Place, faults: Faults) -> bool:
    if not node.tag.endswith((":int", ":float")):
        return True
    text = str(node.value)
    plain = text.lower().replace(".inf", "inf").replace(".nan", "nan")
    fits = len(text) <= _LONGEST_NUMBER and math.isfinite(float(plain))
    if not fits:
        faults.add(here, (), f"{text[:_LONGEST_NUMBER]}; expected a number that is finite")
    return fits
