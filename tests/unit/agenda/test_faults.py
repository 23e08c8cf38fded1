"""Whatever is wrong in the agenda is told at once, each fault with its file, its line and what was expected."""

import re
import shutil
from pathlib import Path

import pytest

import services
from services.runtime.agenda import load_agenda
from services.runtime.errors import ConfigError
from tests.unit.agenda.broken import EDITS, SKILLS, Edit

AGENDA = Path(services.__file__).parent.parent / "agenda"


def _copy(folder: Path) -> Path:
    return Path(shutil.copytree(AGENDA, folder / "agenda"))


def _told(root: Path) -> list[str]:
    with pytest.raises(ConfigError) as error:
        load_agenda(root)
    return error.value.message.splitlines()[1:]


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = _copy(tmp_path_factory.mktemp("broken"))
    for edit in EDITS:
        path = root / edit.file
        path.write_text(edit.applied(path.read_text("utf-8")), "utf-8")
    return root


@pytest.fixture(scope="module")
def told(broken: Path) -> list[str]:
    return _told(broken)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: f"{edit.record} {edit.says[:40]}")
def test_a_fault_names_file_line_and_what_was_expected(edit: Edit, broken: Path, told: list[str]) -> None:
    line = edit.line((broken / edit.file).read_text("utf-8"))
    here = [fault for fault in told if fault.startswith(f"agenda/{edit.file} line {line}: ")]
    assert any(edit.says in fault for fault in here), f"nothing such at line {line}; at that line: {here}"


def test_the_first_line_counts_the_faults(broken: Path, told: list[str]) -> None:
    with pytest.raises(ConfigError) as error:
        load_agenda(broken)
    assert f"cannot be used: {len(told)} faults" in error.value.message.splitlines()[0]
    assert len(told) >= len(EDITS)


def test_a_link_to_a_refused_record_is_no_second_fault(tmp_path: Path) -> None:
    root = _copy(tmp_path)
    path = root / SKILLS
    name = "id: digital-skills-basic\n"
    path.write_text(path.read_text("utf-8").replace(name, f"{name}    x: 1\n", 1), "utf-8")
    assert [fault.partition(": ")[2] for fault in _told(root)] == ["digital-skills-basic.x: unknown field"]


def test_what_cannot_be_read_at_all(tmp_path: Path) -> None:
    root = _copy(tmp_path)
    (root / "bodies.yaml").unlink()
    (root / "actions.yaml").write_text("actions:\n  - id: 'A03.1-1\n")
    (root / "indicators/leisure.yaml").write_text("area: leisure\nindicators: []\n")
    (root / "areas.yaml").write_text((root / "areas.yaml").read_text("utf-8") + "\nextra: 1\n", "utf-8")
    faults = _told(root)
    assert "agenda/bodies.yaml line 1: expected this file" in faults
    assert any(re.match(r"agenda/actions.yaml line \d+: expected valid YAML: ", fault) for fault in faults)
    assert "agenda/indicators/leisure.yaml line 1: expected a file named after an area" in faults
    last = (root / "areas.yaml").read_text("utf-8").count("\n")
    assert f"agenda/areas.yaml line {last}: extra: unknown field; expected areas" in faults
    assert len(faults) == 4


def test_a_missing_recommendation_and_one_that_stands_twice(tmp_path: Path) -> None:
    root = _copy(tmp_path)
    path = root / "recommendations.yaml"
    path.write_text(path.read_text("utf-8").replace("- number: 107\n", "- number: 106\n"), "utf-8")
    faults = _told(root)
    assert any("expected all of 1 to 107; [107] are missing" in fault for fault in faults)
    assert any("106.number: 106 stands in the agenda twice" in fault for fault in faults)
