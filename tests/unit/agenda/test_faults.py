"""Every fault of the agenda is told with file and line, what was found and what was expected; all at once."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from services.runtime.agenda import SHIPPED, check_agenda, load_agenda
from services.runtime.errors import ConfigError
from tests.unit.agenda.crossed_links import LINKS
from tests.unit.agenda.crossed_numbers import NUMBERS
from tests.unit.agenda.edit import SKILLS, Edit
from tests.unit.agenda.promised import PROMISED
from tests.unit.agenda.refused import REFUSED

FORM = re.compile(r".+\.yaml:[1-9]\d*: .+(; |: |^)expected .+")


def told(root: Path) -> list[str]:
    return check_agenda(root).faults.lines


def replace(path: Path, old: str, new: str, count: int = 1) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), "utf-8")


class Broken:
    """An agenda with many faults, and what is told about it."""

    def __init__(self, root: Path, edits: Sequence[Edit]) -> None:
        self.root = root
        for edit in edits:
            path = root / edit.file
            path.write_text(edit.applied(path.read_text("utf-8")), "utf-8")
        self.told = told(root)

    def expect(self, edit: Edit) -> None:
        line = edit.line((self.root / edit.file).read_text("utf-8"))
        here = [fault for fault in self.told if fault.startswith(f"{self.root / edit.file}:{line}: ")]
        assert any(edit.says in fault for fault in here), f"nothing such at line {line}; at that line: {here}"


def _broken(factory: pytest.TempPathFactory, edits: Sequence[Edit]) -> Broken:
    return Broken(Path(shutil.copytree(SHIPPED, factory.mktemp("broken") / "agenda")), edits)


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    return _broken(tmp_path_factory, REFUSED)


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    return _broken(tmp_path_factory, NUMBERS)


@pytest.fixture(scope="module")
def links(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    return _broken(tmp_path_factory, LINKS)


@pytest.fixture(scope="module")
def promised(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    return _broken(tmp_path_factory, PROMISED)


def name(edit: Edit) -> str:
    return f"{edit.record} {edit.says[:40]}"


def test_the_agenda_that_ships_has_no_fault() -> None:
    assert told(SHIPPED) == []


@pytest.mark.parametrize("edit", REFUSED, ids=name)
def test_what_no_model_accepts(edit: Edit, refused: Broken) -> None:
    refused.expect(edit)


@pytest.mark.parametrize("edit", NUMBERS, ids=name)
def test_an_indicator_that_contradicts_itself(edit: Edit, numbers: Broken) -> None:
    numbers.expect(edit)


@pytest.mark.parametrize("edit", LINKS, ids=name)
def test_records_that_do_not_fit_together(edit: Edit, links: Broken) -> None:
    links.expect(edit)


@pytest.mark.parametrize("edit", PROMISED, ids=name)
def test_promises_that_do_not_hold_together(edit: Edit, promised: Broken) -> None:
    promised.expect(edit)


def test_every_fault_names_file_line_finding_and_expectation(refused: Broken, numbers: Broken, links: Broken) -> None:
    faults = [*refused.told, *numbers.told, *links.told]
    assert len(faults) > len(REFUSED) + len(NUMBERS) + len(LINKS)
    assert [fault for fault in faults if not FORM.fullmatch(fault)] == []


def test_faults_stand_in_order_of_file_and_line_each_once(links: Broken) -> None:
    places = [(file, int(line)) for file, line, _ in (fault.split(":", 2) for fault in links.told)]
    assert places == sorted(places)
    assert len(set(links.told)) == len(links.told)
    assert told(links.root) == links.told


def test_services_are_told_the_same_in_one_error(links: Broken) -> None:
    with pytest.raises(ConfigError) as error:
        load_agenda(links.root)
    head, *lines = error.value.message.splitlines()
    assert head == f"The agenda in {links.root} cannot be used: {len(links.told)} faults"
    assert lines == links.told


def test_one_slip_is_one_fault(root: Path) -> None:
    replace(root / "bodies.yaml", "level: flemish", "level: flemisch")
    levels = "'flemish', 'federal', 'european', 'local', 'international' or 'other'"
    assert [fault.partition(": ")[2] for fault in told(root)] == [
        f"flemish-government.level: 'flemisch'; expected {levels}"
    ]


def test_a_link_to_a_refused_record_is_no_second_fault(root: Path) -> None:
    replace(root / SKILLS, "id: digital-skills-basic\n", "id: digital-skills-basic\n    x: 1\n")
    faults = [fault.partition(": ")[2] for fault in told(root)]
    assert len(faults) == 1
    assert faults[0].startswith("digital-skills-basic.x: unknown field; expected one of ")


def test_a_missing_recommendation_and_one_that_stands_twice(root: Path) -> None:
    replace(root / "recommendations.yaml", "- number: 107\n", "- number: 106\n")
    faults = told(root)
    assert any("[107] are missing; expected all of 1 to 107" in fault for fault in faults)
    assert any("106.number: 106 stands in the agenda twice; expected it once" in fault for fault in faults)


def test_a_recommendation_nothing_follows(root: Path) -> None:
    for path in root.glob("milestones/*.yaml"):
        path.write_text(re.sub(r"recommendations: \[1\]", "recommendations: [3]", path.read_text("utf-8")), "utf-8")
    for path in root.glob("indicators/*.yaml"):
        text = path.read_text("utf-8")
        path.write_text(
            re.sub(r"- number: 1\n        validity: \w+", "- number: 1\n        validity: context", text), "utf-8"
        )
    wanted = "1: nothing follows it; expected an indicator (direct or proxy) or a milestone"
    assert any(fault.endswith(wanted) for fault in told(root))


def test_an_indicator_and_a_milestone_may_not_share_their_id(root: Path) -> None:
    replace(root / "milestones/labour-market.yaml", "id: m027-1", "id: digital-skills-basic")
    assert any("'digital-skills-basic' stands in the agenda twice" in fault for fault in told(root))


def test_the_counts_of_the_printed_text(root: Path) -> None:
    text = (root / "actions.yaml").read_text("utf-8")
    (root / "actions.yaml").write_text(text[: text.rindex("  - id: A03.8-3")], "utf-8")
    replace(root / "areas.yaml", "id: anticipating-skill-change", "id: learning-culture")
    faults = told(root)
    assert any(fault.endswith("A03.1-1: 31 actions in all; expected 32") for fault in faults)
    assert any("'learning-culture' stands in the agenda twice; expected it once" in fault for fault in faults)


def test_the_slot_of_building_block_21_stays(root: Path) -> None:
    text = (root / "building_blocks.yaml").read_text("utf-8")
    start, end = text.index("  - number: 21"), text.index("  - number: 22")
    (root / "building_blocks.yaml").write_text(text[:start] + text[end:], "utf-8")
    faults = told(root)
    assert any(fault.endswith("1: [21] are missing; expected every slot of 1 to 50") for fault in faults)
    assert any(fault.endswith("1: 49 building blocks in all; expected 50") for fault in faults)
