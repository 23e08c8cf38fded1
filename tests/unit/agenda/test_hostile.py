"""Files that cannot be read, or would do harm when read, end in one clear fault; nothing hangs, nothing is raised."""

import os
import re
import time
from pathlib import Path

import pytest

from schemas.agenda import Agenda
from services.runtime.agenda.faults import Faults
from services.runtime.agenda.reading import read_document
from tests.unit.agenda.test_faults import replace, told

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def only(root: Path, file: str) -> list[str]:
    """What is told about one file, without its folder."""
    faults = [fault.removeprefix(f"{root}/") for fault in told(root)]
    return [fault for fault in faults if fault.startswith(file)]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("actions:\n  - id: 'A03.1-1\n", r":3: no valid YAML: found unexpected end of stream; expected valid YAML"),
        ("actions:\n\t- id: x\n", r":2: no valid YAML: a tab at the start of the line; expected spaces"),
        ("actions:\n  - id: x\n   area: y\n", r":3: no valid YAML: .+; expected valid YAML"),
        ("actions: [\n", r":2: no valid YAML: .+; expected valid YAML"),
        ("actions: []\n---\nactions: []\n", r":2: no valid YAML: .+; expected valid YAML"),
        ("actions: &all []\nother: *all\n", r":2: no valid YAML: an alias \(\*all\) .+; expected the value itself"),
        (BOMB, r":2: no valid YAML: an alias \(\*a\) stands here; expected the value itself"),
        ("actions: &all [*all]\n", r":1: no valid YAML: an alias .+"),
        ("actions: " + "[" * 900, r":1: no valid YAML: nested deeper than any record; expected at most \d+ levels"),
        ("actions: " + "[" * 50_000, r":1: no valid YAML: exceeded maximum nesting depth; expected valid YAML"),
        ("- " * 50_000, r":1: no valid YAML: .+"),
        ("actions: !!python/object/apply:os.getcwd []\n", r":1: tag .+os.getcwd; expected a value without a tag"),
        ("actions: !!set {a}\n", r":1: tag .+set; expected a value without a tag"),
        ("actions: !!binary aGk=\n", r":1: tag .+binary; expected a value without a tag"),
        ("actions:\n  - ? [a]\n    : b\n", r":2: a list or mapping stands as the name of a field; expected a text"),
        ("actions:\n  - id: .nan\n", r":2: \.nan; expected a number that is finite"),
        ("actions:\n  - id: -.inf\n", r":2: -\.inf; expected a number that is finite"),
        ("actions:\n  - id: 1e999\n", r":2: 1e999; expected a number that is finite"),
        ("actions:\n  - id: " + "9" * 6000 + "\n", r":2: 9{30}; expected a number that is finite"),
        ("actions:\n  - {" + ", ".join(f"k{n}: 1" for n in range(9000)) + "}\n", r":2: 9000 fields in one .+"),
        ("actions: \x07\n", r":1: no valid YAML: .+; expected valid YAML"),
        ("", r":1: empty; expected a mapping of fields"),
        ("# nothing\n", r":1: empty; expected a mapping of fields"),
        ("- a\n", r":1: no mapping; expected a mapping of fields"),
        ("just words\n", r":1: no mapping; expected a mapping of fields"),
        ("#" + "x" * 1_000_001, r":1: 1000002 bytes; expected at most 1000000"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read(tmp_path: Path, content: str, fault: str) -> None:
    (tmp_path / "x.yaml").write_text(content, "utf-8")
    faults = Faults()
    started = time.monotonic()
    document = read_document(tmp_path / "x.yaml", "x.yaml", faults)
    assert time.monotonic() - started < 30
    assert document.data is None
    assert len(faults.lines) == 1
    assert re.fullmatch(rf"x\.yaml{fault}", faults.lines[0])


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("actions: none\n", r":1: actions: 'none'; expected a list"),
        ("action: []\n", r":1: action: unknown field; expected actions"),
        ("actions:\n  - A03.1-1\n", r":2: .+; expected a mapping with id, .+"),
        ("actions:\n  - {}\n", r":2: .+"),
        ("actions:\n  -\n", r":2: .+; expected a mapping with id, .+"),
        ("actions:\n  - {id: [a], 1: 2}\n", r":2: .+"),
        (BOMB, r":2: no valid YAML: an alias .+"),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_records(root: Path, content: str, fault: str) -> None:
    (root / "actions.yaml").write_text(content, "utf-8")
    assert re.fullmatch(rf"actions\.yaml{fault}", only(root, "actions.yaml")[0])


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"actions:\n  - id: caf\xe9\n", "actions.yaml:2: byte 0xe9 is no UTF-8; expected a text in UTF-8"),
        ("actions: []\n".encode("utf-16"), "actions.yaml:1: byte 0xff is no UTF-8; expected a text in UTF-8"),
    ],
)
def test_a_file_in_another_encoding(root: Path, content: bytes, fault: str) -> None:
    (root / "actions.yaml").write_bytes(content)
    assert only(root, "actions.yaml") == [fault]


def test_a_file_that_is_not_there_and_one_that_nobody_reads(root: Path) -> None:
    (root / "bodies.yaml").unlink()
    (root / "indicators/leisure.yaml").write_text("area: leisure\nindicators: []\n", "utf-8")
    (root / "milestones/labour-market.yml").write_text("area: labour-market\nmilestones: []\n", "utf-8")
    (root / "area.yaml").write_text("areas: []\n", "utf-8")
    (root / ".areas.yaml").write_text("what an editor leaves behind", "utf-8")
    assert told(root) == [
        f"{root}/area.yaml:1: nobody reads this file; expected one of edition.yaml, seal.yaml, areas.yaml, "
        "recommendations.yaml, priorities.yaml, building_blocks.yaml, actions.yaml, bodies.yaml",
        f"{root}/bodies.yaml:1: missing; expected this file",
        f"{root}/indicators/leisure.yaml:1: nobody reads this file; expected a file named after an area",
        f"{root}/milestones/labour-market.yml:1: nobody reads this file; expected a file named after an area",
    ]


def test_a_folder_where_a_file_should_be(root: Path) -> None:
    (root / "bodies.yaml").unlink()
    (root / "bodies.yaml").mkdir()
    assert only(root, "bodies.yaml") == ["bodies.yaml:1: Is a directory; expected a file that can be read"]


def test_the_file_of_an_area_names_it(root: Path) -> None:
    replace(root / "milestones/labour-market.yaml", "area: labour-market", "area: social-dialogue")
    told_about = only(root, "milestones/labour-market.yaml")
    assert told_about == [
        "milestones/labour-market.yaml:5: area: 'social-dialogue'; expected labour-market, as the file is named"
    ]


def test_an_unknown_field_of_a_file(root: Path) -> None:
    replace(root / "areas.yaml", "areas:\n", "extra: 1\nareas:\n")
    assert only(root, "areas.yaml") == ["areas.yaml:5: extra: unknown field; expected areas"]


def test_an_area_named_as_a_path_leads_nowhere(root: Path) -> None:
    replace(root / "areas.yaml", "id: labour-market", "id: ../../labour-market")
    faults = only(root, "areas.yaml")
    assert faults == [
        "areas.yaml:80: ../../labour-market.id: '../../labour-market'; expected small letters, digits and hyphens"
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("jan.peeters@example.org", "an e-mail address"),
        ("+32 2 555 01 23", "a telephone number"),
        ("0032475123456", "a telephone number"),
        ("02/555.01.23", "a telephone number"),
        ("85.07.30-033.28", "a national register number"),
    ],
)
def test_whatever_points_to_a_person_is_told(root: Path, text: str, what: str) -> None:
    """Made up, each of them."""
    replace(root / "bodies.yaml", "    note: Merged with EWI", f"    # ask {text}\n    note: Merged with EWI, {text};")
    wanted = f"{text!r} is {what}; expected no personal data, contacts belong to owners.yaml"
    assert only(root, "bodies.yaml") == [f"bodies.yaml:26: {wanted}", f"bodies.yaml:27: {wanted}"]


@pytest.mark.parametrize("text", ["https:/www.vlaanderen.be", "www.vlaanderen.be/plan", "https://"])
def test_an_address_that_leads_nowhere_is_told(root: Path, text: str) -> None:
    replace(root / "milestones/labour-market.yaml", "reference: Codex, VDAB", f"reference: '{text}'")
    faults = only(root, "milestones/labour-market.yaml")
    assert faults == [
        f"milestones/labour-market.yaml:49: {text!r} is no address; expected one such as https://www.vlaanderen.be/page"
    ]


def test_an_address_that_leads_somewhere_is_none_of_our_business(root: Path) -> None:
    replace(root / "milestones/labour-market.yaml", "reference: Codex, VDAB", "reference: https://www.vdab.be/x?y=1#z.")
    assert only(root, "milestones/labour-market.yaml") == []


def test_long_lines_are_read_in_time(root: Path) -> None:
    started = time.monotonic()
    replace(root / "bodies.yaml", "    note: Merged", f"    # {'a.' * 200_000} {'0' * 200_000}\n    note: Merged")
    assert only(root, "bodies.yaml") == []
    assert time.monotonic() - started < 60


def test_yaml_is_read_as_editors_read_it(root: Path, agenda: Agenda) -> None:
    """`no` and `yes` are texts, not truth; `010` is no number."""
    replace(root / "bodies.yaml", "active: true", "active: yes")
    replace(root / "edition.yaml", "\nedition: ", "\nedition: 0")
    assert [fault.partition(": ")[2] for fault in told(root)] == [
        "flemish-government.active: 'yes'; expected true or false",
        f"edition: '0{agenda.edition}'; expected a whole number from 1",
    ]


def test_faults_name_files_as_they_can_be_opened_from_here(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "bodies.yaml").unlink()
    monkeypatch.chdir(root.parent)
    assert told(Path("agenda")) == ["agenda/bodies.yaml:1: missing; expected this file"]
    assert told(root) == [f"agenda{os.sep}bodies.yaml:1: missing; expected this file"]
