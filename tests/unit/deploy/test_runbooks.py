"""A runbook per alarm and none besides; what it tells a person to type exists."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from typer.core import TyperGroup

from services.cli.documentation import ROOT
from services.cli.main import app
from tests.unit.deploy.test_alarms import NAMES

FOLDER = ROOT / "docs" / "runbooks"
RUNBOOKS = sorted(path for path in FOLDER.glob("*.md") if path.stem != "README")
SECTIONS = ["What it means", "How to see it", "What to do", "How to check that it is over"]
COMPOSE = {"ps", "logs", "up", "down", "restart", "exec", "run", "stats", "stop"}
DOCKER = {"compose", "system", "image", "volume"}


def commands(text: str) -> list[list[str]]:
    """Every command in a code block or in single backticks, in words; placeholders are in capitals."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.strip()]
    inline = re.findall(r"(?<!`)`((?:koers|docker|make) [^`]+)`(?!`)", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [shlex.split(line) for line in [*lines, *inline]]


def fault_of(words: list[str], services: dict[str, Any]) -> str | None:
    """Why a command cannot be run; None when it can."""
    if words[0] == "koers":
        return _fault_of_ours(words[1:])
    if words[:2] == ["docker", "compose"]:
        return _fault_of_compose(words[2:], services)
    if words[0] == "docker":
        return None if words[1] in DOCKER else f"docker {words[1]}"
    if words[0] == "make":
        found = re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
        return None if found else f"make {words[1]}"
    return None if words[0] == "df" else f"{words[0]} is no command a runbook may use"


def _fault_of_ours(words: list[str]) -> str | None:
    command: Any = typer.main.get_command(app)
    while words and isinstance(command, TyperGroup):
        found = command.get_command(typer.Context(command), words[0])
        if found is None:
            return f"koers {words[0]}"
        command, words = found, words[1:]
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    unknown = [word for word in words if word.startswith("-") and word.partition("=")[0] not in options]
    return f"koers {command.name} {unknown}" if unknown else None


def _fault_of_compose(words: list[str], services: dict[str, Any]) -> str | None:
    if words[0] not in COMPOSE:
        return f"docker compose {words[0]}"
    named = [word for word in words[1:] if re.fullmatch(r"[a-z]+(-[a-z]+)?", word)]
    if words[0] in {"exec", "run"}:
        named = named[:1]
    if words[0] == "logs":
        named = [word for word in named if not re.fullmatch(r"\d+[hm]?", word)]
    unknown = [word for word in named if word not in services]
    return f"docker compose {words[0]} {unknown}" if unknown else None


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return found


def test_every_alarm_has_a_runbook_and_every_runbook_an_alarm() -> None:
    assert {path.stem for path in RUNBOOKS} == set(NAMES)


@pytest.mark.parametrize("path", RUNBOOKS, ids=lambda path: path.stem)
def test_a_runbook_is_whole_and_its_commands_and_links_exist(path: Path, services: dict[str, Any]) -> None:
    text = path.read_text()
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert all(part.strip() for part in re.split(r"^## .+$", text, flags=re.MULTILINE)[1:])
    found = commands(text)
    assert found, "it tells nothing to type"
    assert [fault for words in found if (fault := fault_of(words, services))] == []
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert (path.parent / link).exists(), f"{link} leads nowhere"


@pytest.mark.parametrize(
    "line",
    [
        "koers mend everything",
        "koers up --with-luck",
        "docker compose restart indicator",
        "docker compose mend kafka",
        "docker explode",
        "make peace",
        "systemctl restart koers",
    ],
)
def test_a_command_that_does_not_exist_is_found(line: str, services: dict[str, Any]) -> None:
    [words] = commands(f"```sh\n{line}\n```")
    assert fault_of(words, services)
