"""The stack under test: a checkout of its own, the compose command, and what is asked of the containers."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from deploy.secrets import make
from services.cli.documentation import ROOT

T = TypeVar("T")
# No stand-in for these; their part of the file is validated with the rest
WITHOUT_STAND_IN = {"grafana", "kafka-exporter", "postgres-exporter"}
JOBS = ("topics", "migrate")
_ENV = """\
COMPOSE_PROFILES=core,monitoring,demo
COMPOSE_PROJECT_NAME=koers-compose-test
KOERS_DESK_ADDRESS=desk@koers.invalid
KOERS_ALERTS_URL=http://alerts.koers.invalid
KOERS_BOARD_URL=http://board.koers.invalid
KOERS_MAIL_FROM=koers@koers.invalid
KOERS_SMTP=mail-catcher:8425
KOERS_SMTP_TLS=off
KOERS_MAIL_MODE=send
KOERS_MAIL_DIR=/var/lib/koers/mail
KOERS_CANARY_ADDRESS=canary@koers.invalid
KOERS_GROUP_WAIT=1
KOERS_FIRST_QUIET=10
KOERS_LIVE=false
"""


@dataclass
class Stack:
    """A copy of the checkout in `folder`, with settings, secrets and owners of its own."""

    folder: Path
    compose: Sequence[str]

    def prepare(self) -> None:
        """Copy what is committed or would be, and write what a person would write."""
        names = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        for name in filter(None, names.stdout.split("\0")):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, self.folder / name)
        (self.folder / ".env").write_text(_ENV)
        (self.folder / "owners.yaml").write_text("owners: []\n")
        (self.folder / "backups").mkdir()
        make(self.folder / "secrets")
        services = self.file["services"]
        published = {name: "ports: !reset []" for name, service in services.items() if "ports" in service}
        override = "".join(f"  {name}: {{{ports}}}\n" for name, ports in published.items())
        (self.folder / "docker-compose.override.yml").write_text(f"services:\n{override}")

    @property
    def file(self) -> dict[str, Any]:
        """The compose file."""
        found: dict[str, Any] = yaml.safe_load((self.folder / "docker-compose.yml").read_text())
        return found

    @property
    def services(self) -> list[str]:
        """What is started: all but the tools, and what there is no stand-in for."""
        return [n for n, s in self.file["services"].items() if s["profiles"] != ["tools"] and n not in WITHOUT_STAND_IN]

    def run(self, *words: str, timeout: float = 300, check: bool = True) -> str:
        """Run a compose command; returns what it printed."""
        done = subprocess.run(
            [*self.compose, *words], cwd=self.folder, capture_output=True, text=True, timeout=timeout, env=os.environ
        )
        if check and done.returncode:
            raise AssertionError(f"{' '.join(words)} failed:\n{done.stdout[-2000:]}{done.stderr[-3000:]}")
        return done.stdout

    def up(self, *, patience: float = 420) -> float:
        """Start everything; returns the seconds until all are healthy and the jobs are done."""
        began = time.monotonic()
        self.run("up", "-d", "--no-build", *self.services, timeout=patience)
        until("every service is healthy", self.is_healthy, patience)
        return time.monotonic() - began

    def states(self) -> dict[str, dict[str, Any]]:
        """Every container by service."""
        lines = self.run("ps", "-a", "--format", "json").splitlines()
        return {state["Service"]: state for state in map(json.loads, lines)}

    def is_healthy(self) -> bool:
        """Whether all run and say they are well, and the jobs ended well."""
        states = self.states()
        if any(name not in states for name in self.services):
            return False
        jobs = all(states[job]["State"] == "exited" and states[job]["ExitCode"] == 0 for job in JOBS)
        return jobs and all(states[name]["Health"] == "healthy" for name in self.services if name not in JOBS)

    def python(self, service: str, program: str) -> str:
        """What a Python program prints inside a container."""
        return self.run("exec", "-T", service, "python", "-c", program)

    def sql(self, query: str) -> str:
        """What a query gives."""
        return self.run("exec", "-T", "postgres", "psql", "-U", "koers", "-d", "koers", "-tAc", query).strip()

    def prometheus(self, expression: str) -> list[dict[str, Any]]:
        """What an expression gives in the stack's Prometheus."""
        words = ["curl", "-sG", "http://127.0.0.1:9090/api/v1/query", "--data-urlencode", f"query={expression}"]
        found: list[dict[str, Any]] = json.loads(self.run("exec", "-T", "prometheus", *words))["data"]["result"]
        return found

    def mails(self) -> list[str]:
        """Who got the mails the catcher took, one entry for each."""
        program = (
            "import glob, re\n"
            "for path in glob.glob('/var/lib/koers/mail/*.eml'):\n"
            "    print(re.search('X-Koers-Envelope-To: (.*)', open(path, errors='replace').read())[1].strip())"
        )
        return sorted(self.python("mail-catcher", program).split())


def until(what: str, holds: Callable[[], T], patience: float) -> T:
    """Wait for something to be true; returns it. Fails when it is not in time."""
    deadline = time.monotonic() + patience
    while not (found := holds()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience:.0f} s: {what}")
        time.sleep(3)
    return found
