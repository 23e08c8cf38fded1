"""Every file of a deployment is held to what reads it: no file under deploy/ goes unchecked."""

import json
import re
import subprocess
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from yoyo import read_migrations

from schemas.agenda import Agenda
from services.alerts.contacts import load_contacts
from services.cli.dashboards.render import rendered
from services.cli.documentation import ROOT
from services.runtime.agenda import load_agenda
from services.runtime.topics import load_topics
from tests.unit.deploy.tools import run

DEPLOY = ROOT / "deploy"
_INSTRUCTION = re.compile(r"(?P<name>[A-Z]+) +(?P<rest>.+)")
_KNOWN = {"FROM", "RUN", "ENV", "WORKDIR", "COPY", "LABEL", "USER", "CMD"}


class Strict(yaml.SafeLoader):
    """YAML in which no key stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        assert len(keys) == len(set(map(str, keys))), f"a key twice in line {node.start_mark.line + 1}: {keys}"
        return super().construct_mapping(node, deep)


def read(path: Path) -> Any:
    """A YAML file without doubled keys."""
    return yaml.load(path.read_text(encoding="utf-8"), Strict)


def dockerfile(path: Path) -> None:
    """Known instructions, pinned images, copied folders that exist, not root at the end, no secret built in."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    found = [_INSTRUCTION.fullmatch(line) for line in lines]
    assert all(found), "a line that is no instruction"
    steps = [(step["name"], step["rest"]) for step in found if step]
    assert {name for name, _ in steps} <= _KNOWN
    for name, rest in steps:
        if name == "FROM":
            assert re.match(r"[\w./-]+:\d+\.\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?( AS \w+)?$", rest), rest
        if name == "COPY" and not rest.startswith("--from"):
            assert all((ROOT / source).exists() for source in rest.split()[:-1]), rest
        assert not re.search(r"(?i)(password|secret|token)\s*=", rest), rest
    assert [rest for name, rest in steps if name == "USER"][-1] not in {"root", "0"}


def python(path: Path) -> None:
    """It compiles; what it does is tested beside it."""
    compile(path.read_text(encoding="utf-8"), str(path), "exec")


def page(path: Path) -> None:
    """Its links to files of the project lead somewhere."""
    for link in re.findall(r"\]\(([^)#:]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / link).exists(), link


def contacts(path: Path) -> None:
    agenda: Agenda = load_agenda()
    assert load_contacts(path, agenda.bodies, {area.id for area in agenda.areas})


def topics(path: Path) -> None:
    assert load_topics(path).topics


def migration(path: Path) -> None:
    """yoyo finds it, and what it depends on; the tests of the database run it."""
    found = {one.id: one for one in read_migrations(str(path.parent))}
    assert path.stem in found
    assert {one.id for one in found[path.stem].depends} <= set(found)


def dashboard(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == rendered()[path.name]


def provisioning(path: Path) -> None:
    """Version 1, fixed uids, and no secret but by a file."""
    told = read(path)
    assert told.pop("apiVersion") == 1
    ((kind, entries),) = told.items()
    assert kind == path.parent.name if kind == "datasources" else kind == "providers"
    for entry in entries:
        assert {"name", "type"} <= set(entry)
        assert kind == "providers" or entry["uid"].startswith("koers-")
        secrets = entry.get("secureJsonData", {}).values()
        assert all(re.fullmatch(r"\$__file\{/run/secrets/\w+\}", secret) for secret in secrets)


def prometheus(path: Path) -> None:
    run("promtool", "check", "config", "--lint-fatal", str(path))


def rules(path: Path) -> None:
    run("promtool", "check", "rules", "--lint-fatal", str(path))


def rules_test(path: Path) -> None:
    """test_alarms.py runs it; here: it names rules there are."""
    assert all((path.parent / name).resolve().exists() for name in read(path)["rule_files"])


def alertmanager(path: Path) -> None:
    run("amtool", "check-config", str(path))


def routes(path: Path) -> None:
    """test_alarms.py asks amtool for each; here: it can be read."""
    assert read(path)


CHECKS: dict[str, Callable[[Path], None]] = {
    "Dockerfile": dockerfile,
    "README.md": page,
    "secrets.py": python,
    "owners.example.yaml": contacts,
    "kafka/topics.yaml": topics,
    "postgres/migrations/[0-9]*.sql": migration,
    "grafana/dashboards/*.json": dashboard,
    "grafana/provisioning/*/*.yaml": provisioning,
    "prometheus/prometheus.yml": prometheus,
    "prometheus/rules/*.yml": rules,
    "prometheus/tests/*.test.yml": rules_test,
    "alertmanager/alertmanager.yml": alertmanager,
    "alertmanager/routes.test.yml": routes,
}


def files() -> list[str]:
    """Every file under deploy/ that belongs to the project."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "."],
        cwd=DEPLOY,
        capture_output=True,
        text=True,
    )
    return listed.stdout.split()


@pytest.mark.parametrize("name", files())
def test_every_file_is_checked_by_what_it_is_for(name: str) -> None:
    found = [check for pattern, check in CHECKS.items() if fnmatch(name, pattern)]
    assert len(found) == 1, f"deploy/{name}: say in CHECKS how it is checked"
    found[0](DEPLOY / name)


def test_every_check_has_its_file() -> None:
    assert {pattern for pattern in CHECKS if not any(fnmatch(name, pattern) for name in files())} == set()


def test_the_compose_file_is_what_the_compose_specification_allows() -> None:
    schema = json.loads((Path(__file__).parent / "compose_spec" / "compose-spec.json").read_text(encoding="utf-8"))
    validator = Draft7Validator(schema)
    told = read(ROOT / "docker-compose.yml")
    assert [f"{list(fault.absolute_path)}: {fault.message}" for fault in validator.iter_errors(told)] == []
    told["services"]["kafka"]["restart_policy"] = "always"
    assert list(validator.iter_errors(told)), "the schema finds what is no key of a service"
