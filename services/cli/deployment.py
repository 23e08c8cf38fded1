"""A deployment on one machine: its folder, its stable ports and secrets, and the parts that run in it."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import yaml

from services.cli.worker import Part
from services.runtime.agenda import load_agenda
from services.runtime.embedded.ports import claim, free_ports, is_free
from services.runtime.errors import ConfigError
from services.runtime.settings import KafkaAccess, load_settings

_PREFERRED_PORTS = {"board": 8400, "alerts": 8401, "smtp": 8425}
# On one machine nobody waits for a quarter of an hour to see the first mail
_WAITS = {"KOERS_GROUP_WAIT": "1", "KOERS_FIRST_QUIET": "5"}


@dataclass(frozen=True)
class Endpoints:
    """Where the servers are; None stands for the embedded one."""

    kafka: str | None = None
    postgres: str | None = None
    smtp: str | None = None


def default_state_dir() -> Path:
    """Below the user's data folder (XDG_DATA_HOME)."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "koers"


class Deployment:
    """Everything that is kept in one folder, and what each process is told of it."""

    def __init__(self, state: Path, endpoints: Endpoints, *, live: bool) -> None:
        self.state = state.expanduser().resolve()
        self.endpoints = endpoints
        self.live = live
        self.logs = self.state / "logs"
        self.mail = self.state / "mail"
        self._marker = self.state / "deployment.json"
        self._lock = self.state / "lock"

    @contextlib.contextmanager
    def opened(self, *, fresh: bool) -> Iterator[None]:
        """Hold the folder and its ports for one `koers up`; `fresh` first deletes what an earlier run left there.

        Raises ConfigError when the folder holds something else than a deployment, or another `koers up` has it or its
        ports, and where the embedded broker would be asked over TLS.
        """
        if self.endpoints.kafka is None and load_settings(KafkaAccess).kafka_tls:
            raise ConfigError("the embedded broker speaks plain text: unset KOERS_KAFKA_TLS, or give --kafka")
        if fresh and not self._marker.exists() and self.state.exists() and any(self.state.iterdir()):
            raise ConfigError(
                f"--fresh would delete {self.state}, which holds no Koers deployment; give another --state"
            )
        self.state.mkdir(parents=True, exist_ok=True)
        with self._locked(), contextlib.ExitStack() as ports:
            if fresh:
                self._clear()
            self._furnish(ports)
            yield

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with self._lock.open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise ConfigError(
                    f"another `koers up` is running on {self.state}; stop it or give another --state"
                ) from error
            yield

    def _clear(self) -> None:
        """Delete everything but the lock, which is ours."""
        for path in self.state.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path != self._lock:
                path.unlink()

    def _furnish(self, ports: contextlib.ExitStack) -> None:
        for folder in (self.logs, self.mail):
            folder.mkdir(exist_ok=True)
        if self._marker.exists():
            self._keep_ports(ports)
        else:
            facts = {"ports": _choose_ports(ports), "link_secret": "secrets/link"}
            self._marker.write_text(json.dumps(facts, indent=2))
        secret = self.state / "secrets" / "link"
        if not secret.exists():
            secret.parent.mkdir(mode=0o700, exist_ok=True)
            secret.write_text(secrets.token_urlsafe(48))
            secret.chmod(0o600)
        owners = self.state / "owners.yaml"
        if not owners.exists():
            owners.write_text(_embedded_owners(), encoding="utf-8")

    def _keep_ports(self, kept: contextlib.ExitStack) -> None:
        for name, port in self.ports.items():
            if not claim(port, kept):
                raise ConfigError(
                    f"port {port} ({name}) of {self.state} is kept by another `koers up`; stop that one, or write "
                    f"another port into {self._marker} (links in mails already sent then lead nowhere)"
                )

    @property
    def ports(self) -> Mapping[str, int]:
        """The stable ports, so that links in mails keep working over a restart."""
        ports: dict[str, int] = json.loads(self._marker.read_text())["ports"]
        return ports

    @property
    def addresses(self) -> dict[str, str]:
        """What a person opens."""
        board = f"http://127.0.0.1:{self.ports['board']}"
        found = {"board": f"{board}/", "api": f"{board}/api/v1/"}
        return found if self.endpoints.smtp else {**found, "mails": f"{board}/nl/mails/"}

    def parts(self, postgres: str) -> list[Part]:
        """The processes, in the order in which they start."""
        ports = self.ports
        common = {"KOERS_STATE_DIR": str(self.state)}
        database = {**common, "KOERS_POSTGRES": postgres}
        board = f"http://127.0.0.1:{ports['board']}"
        desk = {"KOERS_DESK_ADDRESS": os.environ.get("KOERS_DESK_ADDRESS", "desk@koers.invalid")}
        links = {
            **database,
            "KOERS_BOARD_URL": board,
            "KOERS_PUBLIC_URL": f"http://127.0.0.1:{ports['alerts']}",
            "KOERS_LINK_SECRET_FILE": str(self.state / "secrets" / "link"),
            **desk,
        }
        waits = {name: os.environ.get(name, value) for name, value in _WAITS.items()}
        owners = {"KOERS_OWNERS_FILE": os.environ.get("KOERS_OWNERS_FILE", str(self.state / "owners.yaml"))}
        if not self.endpoints.smtp:
            # A catcher never sleeps.
            owners["KOERS_MAIL_HOURS"] = os.environ.get("KOERS_MAIL_HOURS", "always")
        relay = {
            **desk,
            "KOERS_SMTP": self.endpoints.smtp or f"127.0.0.1:{ports['smtp']}",
            "KOERS_MAIL_MODE": os.environ.get("KOERS_MAIL_MODE", "hold" if self.endpoints.smtp else "send"),
            "KOERS_MAIL_FROM": os.environ.get("KOERS_MAIL_FROM", "koers@koers.invalid"),
        }
        sending = {**links, **owners, **relay}
        public = {**database, "KOERS_PUBLIC_URL": board}
        pages = {**public, "KOERS_BOARD_PORT": str(ports["board"])}
        if not self.endpoints.smtp:
            pages["KOERS_MAIL_DIR"] = str(self.mail)
        live = {"KOERS_LIVE": "true" if self.live else "false"}
        answers = {"KOERS_ALERTS_PORT": str(ports["alerts"])}
        parts = [
            Part("board-projector", _module("services.board", "projector"), {**public, **relay}),
            Part("board-web", _module("services.board", "web"), pages, needs_broker=False),
            Part("indicators", _module("services.indicators"), common),
            Part("alerts-consumer", _module("services.alerts", "consumer"), {**database, **owners, **waits}),
            Part("alerts-sender", _module("services.alerts", "sender"), sending, needs_broker=False),
            Part("alerts-web", _module("services.alerts", "web"), {**links, **answers}, needs_broker=False),
            Part("ingest", _module("services.ingest"), {**common, **live}),
        ]
        if self.endpoints.smtp:
            return parts
        catcher = {"KOERS_MAIL_DIR": str(self.mail), "KOERS_SMTP": f"127.0.0.1:{ports['smtp']}"}
        return [
            Part("mail-catcher", _module("services.runtime.embedded.catcher"), catcher, needs_broker=False),
            *parts,
        ]


def _choose_ports(kept: contextlib.ExitStack) -> dict[str, int]:
    spare = iter(free_ports(2 * len(_PREFERRED_PORTS)))
    return {
        name: next(number for number in chain((port,), spare) if is_free(number) and claim(number, kept))
        for name, port in _PREFERRED_PORTS.items()
    }


def _module(*words: str) -> tuple[str, ...]:
    """The command that runs a service of this installation."""
    return (sys.executable, "-m", *words)


def _embedded_owners() -> str:
    """Contacts for the mail catcher: a made-up address per active body, under the reserved domain `invalid`."""
    bodies = [body.id for body in load_agenda().bodies if body.active]
    owners = {"owners": [{"body": body, "contacts": [f"{body}@koers.invalid"], "language": "nl"} for body in bodies]}
    note = "# Made-up contacts for the embedded mail catcher; a deployment names the functional mailboxes here.\n"
    return note + yaml.safe_dump(owners, sort_keys=False)
