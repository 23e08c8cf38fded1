"""The JSON Schemas beside which an editor of the agenda types."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from schemas.agenda_files import FILES
from schemas.export import json_schemas
from services.runtime.agenda import SHIPPED
from services.runtime.agenda.folder import OF_AREAS
from services.runtime.agenda.yaml_loader import AgendaLoader

SHIPPED_FILES = sorted(SHIPPED.rglob("*.yaml"))
LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")


def schema_beside(path: Path) -> Path:
    first = path.read_text("utf-8").split("\n", 1)[0]
    named = LINE.fullmatch(first)
    assert named, f"{path.name} does not name its schema on the first line"
    return (path.parent / named[1]).resolve()


def refused(path: Path, schema: Any) -> list[str]:
    data = AgendaLoader(path.read_text("utf-8")).get_single_data()
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return [f"{'.'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(data)]


def described(name: str, part: Any) -> Iterator[tuple[str, str]]:
    """Every field of a schema with its description."""
    for title, definition in [(name, part), *part.get("$defs", {}).items()]:
        for field, about in definition.get("properties", {}).items():
            if title != "Text":
                yield f"{title}.{field}", about.get("description", "")


@pytest.mark.parametrize("path", SHIPPED_FILES, ids=lambda path: str(path.relative_to(SHIPPED)))
def test_every_file_names_its_schema_and_fits_it(path: Path) -> None:
    schema = schema_beside(path)
    kind = path.parent.name if path.parent.name in OF_AREAS else path.stem
    assert schema == SHIPPED.parent / f"schemas/json/agenda/{kind}.json"
    assert refused(path, json.loads(schema.read_text("utf-8"))) == []


def test_every_schema_is_one_and_describes_every_field() -> None:
    schemas = {name: part for name, part in json_schemas().items() if name.startswith("agenda/")}
    assert set(schemas) == {f"agenda/{name}.json" for name in FILES}
    for name, part in schemas.items():
        Draft202012Validator.check_schema(part)
        assert [field for field, about in described(name, part) if not about] == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("unit: percent", "unit: procent", "'procent' is not one of"),
        ("direction: up", "richting: up", "'richting' was unexpected"),
        ("first_year: 2000", "first_year: '2000'", "'2000' is not valid"),
        ("period: '2004'", "period: 2004", "2004 is not valid"),
        ("      nl: Deelname", "      fr: Deelname", "'nl' is a required property"),
        ("- number: 1\n", "- number: 1000\n", "1000 is greater than the maximum of 107"),
        ("id: adult-learning-4w\n", "id: Adult learning\n", "does not match"),
    ],
)
def test_an_editor_is_told_while_typing(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = (SHIPPED / "indicators/future-oriented-skills.yaml").read_text("utf-8")
    assert old in text
    path = tmp_path / "future-oriented-skills.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    errors = refused(path, json_schemas()["agenda/indicators.json"])
    assert any(told in error for error in errors), errors
