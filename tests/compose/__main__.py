"""Builds stand-ins and our image, brings the stack up, and tries it: `make compose-test`.

Needs Docker (DOCKER_HOST), the compose command (COMPOSE, else `docker compose`), root, and Debian's package archive for
the stand-ins. It writes its result to docs/compose-test.md. `--build` ends once the images are made.
"""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from services.cli.documentation import ROOT
from services.runtime.embedded.kafka import fetch
from tests.compose.stack import Stack, until

STANDINS = Path(__file__).parent / "standins"
_TARGETS = {
    "python": None,
    "postgres": "postgres",
    "kafka": "kafka",
    "prometheus": "prometheus",
    "alertmanager": "alertmanager",
}
_DEBIAN = "koers-standin/debian"


def docker(*words: str, timeout: float = 900) -> str:
    """Run docker; returns what it printed."""
    done = subprocess.run(["docker", *words], capture_output=True, text=True, timeout=timeout)
    assert done.returncode == 0, f"docker {' '.join(words)}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout.strip()


def stand_ins(stack: Stack) -> str:
    """Make a stand-in under each name the files use."""
    if not docker("images", "-q", _DEBIAN):
        subprocess.run(["bash", str(STANDINS / "base.sh"), _DEBIAN], check=True, timeout=900)
    names = {
        s.get("image", "").partition(":")[0].rpartition("/")[2]: s["image"] for s in stack.file["services"].values()
    }
    first = next(line for line in (ROOT / "deploy" / "Dockerfile").read_text().splitlines() if line.startswith("FROM"))
    with tempfile.TemporaryDirectory() as folder:
        context = Path(folder) / "context"
        shutil.copytree(STANDINS, context)
        shutil.copytree(fetch(), context / "libs", ignore=lambda _, found: [n for n in found if not n.endswith(".jar")])
        for target in _TARGETS:
            name = first.split()[1] if target == "python" else names[target]
            docker("build", "-q", "--target", target, "-t", name, str(context))
    return f"{len(_TARGETS)} stand-ins from Debian's packages and the Maven jars of Kafka"


def build(stack: Stack) -> str:
    """Build our image with the Dockerfile as it is."""
    docker("build", "-t", "koers:0.1.0", "-f", str(stack.folder / "deploy" / "Dockerfile"), str(stack.folder))
    size = int(docker("image", "inspect", "-f", "{{.Size}}", "koers:0.1.0"))
    base = int(docker("image", "inspect", "-f", "{{.Size}}", _DEBIAN))
    return f"image built from the lock; {(size - base) / 1e6:.0f} MB on top of its base"


def up(stack: Stack) -> str:
    """Every service becomes healthy."""
    return f"{len(stack.services)} services healthy (jobs done) after {stack.up():.0f} s"


def figures(stack: Stack) -> str:
    """Recorded figures become verdicts, mails and a canary."""
    ask = "import urllib.request as u; print(u.urlopen('http://127.0.0.1:8400/api/v1/indicators/digital-skills-basic').status)"
    assert stack.python("board-web", ask).strip() == "200"
    rows = until(
        "175 verdicts", lambda: stack.sql("SELECT count(*) FROM board.assessments WHERE known_to IS NULL") == "175", 300
    )
    assert rows
    until("the canary's mail", lambda: "canary@koers.invalid" in stack.mails(), 180)
    until("the overviews", lambda: len([m for m in stack.mails() if m == "desk@koers.invalid"]) > 10, 240)
    return f"175 verdicts, {len(stack.mails())} mails caught, the canary among them"


def scraped(stack: Stack) -> str:
    """Prometheus sees every process of ours and its rules work."""
    jobs = until("seven jobs answer", lambda: len(j := stack.prometheus('up{job=~"koers-.*"} == 1')) >= 7 and j, 120)
    age = stack.prometheus("time() - max(koers_alerts_canary_timestamp_seconds)")[0]["value"][1]
    return f"{len(jobs)} processes scraped, the canary set out {float(age):.0f} s ago"


def confined(stack: Stack) -> str:
    """Ours run as 10001 on a root they cannot write, all without new privileges."""
    ours = [name for name, service in stack.file["services"].items() if service["image"].startswith("koers:")]
    ours = [name for name in ours if name in stack.services and name not in ("topics", "migrate")]
    for name in ours:
        told = stack.python(name, "import os; print(os.getuid(), os.access('/', os.W_OK), os.access('/app', os.W_OK))")
        assert told.split() == ["10001", "False", "False"], (name, told)
    for name, state in stack.states().items():
        found = json.loads(docker("inspect", "-f", "{{json .HostConfig}}", state["ID"]))
        assert "no-new-privileges:true" in found["SecurityOpt"], name
        assert found["ReadonlyRootfs"] or name == "kafka", name
    return f"{len(ours)} services as user 10001 on a read-only root; no new privileges anywhere"


def doctor(stack: Stack) -> str:
    """The doctor finds nothing at fault, from inside."""
    told = json.loads(stack.run("run", "--rm", "-T", "koers", "doctor", "--json", "--offline"))
    assert not [finding for finding in told if finding["level"] == "fault"], told
    return f"{len(told)} findings, none at fault"


def _kept(stack: Stack) -> dict[str, str]:
    """What must survive: verdicts, history, alerts, mails, and how often each was sent."""
    tables = ("board.assessments", "board.observations", "board.revisions", "alerts.alerts", "alerts.flips")
    kept = {name: stack.sql(f"SELECT count(*) FROM {name}") for name in tables}
    kept["verdicts"] = stack.sql(
        "SELECT md5(string_agg(key || digest, '' ORDER BY key)) FROM board.assessments WHERE known_to IS NULL"
    )
    kept["mails"] = str([mail for mail in stack.mails() if mail.startswith(("desk@koers", "owner"))])
    return kept


def killed(stack: Stack) -> str:
    """Killed processes come back by themselves and nothing is lost or doubled."""
    before, names = _kept(stack), ("indicators", "alerts-sender", "board-projector", "kafka")
    for name in names:
        pid = int(docker("inspect", "-f", "{{.State.Pid}}", stack.states()[name]["ID"]))
        os.kill(pid, signal.SIGKILL)
    until("the killed are healthy again", stack.is_healthy, 300)
    time.sleep(20)
    assert _kept(stack) == before
    return (
        f"{', '.join(names)} killed and back; {before['board.observations']} values, the same verdicts, no second mail"
    )


def page(stack: Stack) -> str:
    """An alarm about what has no stand-in here reaches the pager by mail."""
    until("a page", lambda: "pager@koers.invalid" in stack.mails(), 360)
    firing = sorted({a["metric"]["alertname"] for a in stack.prometheus('ALERTS{alertstate="firing"}')})
    return f"the pager got a mail; firing, since their exporters have no stand-in: {', '.join(firing)}"


def down_and_up(stack: Stack) -> str:
    """`down` and `up` keep all data."""
    before = _kept(stack)
    stack.run("down", timeout=300)
    seconds = stack.up()
    time.sleep(20)
    assert _kept(stack) == before
    return f"healthy again after {seconds:.0f} s with the same data, and nobody was mailed again"


STEPS: tuple[Callable[[Stack], str], ...] = (
    stand_ins, build, up, figures, scraped, confined, doctor, killed, page, down_and_up,
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run the steps; the report tells each with its seconds. Returns 1 at the first that fails."""
    compose = shlex.split(os.environ.get("COMPOSE", "docker compose"))
    folder = Path(tempfile.mkdtemp(prefix="koers-compose-"))
    stack, lines, code = Stack(folder, compose), [], 0
    stack.prepare()
    try:
        for step in STEPS[:2] if "--build" in arguments else STEPS:
            began = time.monotonic()
            print(f"{step.__name__} …", flush=True)
            try:
                told = step(stack)
            except (AssertionError, subprocess.SubprocessError) as error:
                print(f"FAILED: {error}", flush=True)
                lines.append(
                    f"| {step.__name__.replace('_', ' ')} | **failed** | {str(error).splitlines()[0][:160]} | |"
                )
                code = 1
                print(stack.run("ps", "-a", check=False) + stack.run("logs", "--tail", "30", check=False), flush=True)
                break
            seconds = time.monotonic() - began
            print(f"  {told} ({seconds:.0f} s)", flush=True)
            lines.append(f"| {step.__name__.replace('_', ' ')} | passed | {told} | {seconds:.0f} |")
    finally:
        stack.run("down", "-v", check=False)
        shutil.rmtree(folder, ignore_errors=True)
    if "--build" not in arguments:
        _report(lines, docker("version", "-f", "{{.Server.Version}}"))
    return code


def _report(lines: list[str], version: str) -> None:
    head = (
        "# The stack, tried for real\n\n<!-- Written by `make compose-test`; do not edit. -->\n\n"
        f"Last run {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Docker {version}. The images are stand-ins with the names "
        "`docker-compose.yml` uses,\nmade of Debian's packages and Kafka's jars; Grafana and the two exporters have "
        "none and were not started.\nRecorded figures; no source was asked.\n\n"
        "| step | result | what was seen | s |\n|---|---|---|---|\n"
    )
    (ROOT / "docs" / "compose-test.md").write_text(head + "\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
