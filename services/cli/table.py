"""The live table of `koers up`: part, state, what waits, when it last got on."""

from rich.table import Table

from services.cli.supervisor import Supervisor

_COLOURS = {"ready": "green", "starting": "yellow", "stuck": "red", "dead": "red", "silent": "red", "stopped": "dim"}


def parts_table(supervisor: Supervisor) -> Table:
    """One row a part; the words carry the meaning, the colour only repeats it."""
    table = Table("part", "pid", "state", "waiting", "done", "last progress", "restarts", "notes")
    for name, pid in supervisor.server_pids.items():
        if pid:
            restarts = supervisor.broker_restarts if name == "broker" else 0
            table.add_row(name, str(pid), "[green]running[/]", "", "", "", str(restarts), "")
    for worker in supervisor.workers:
        state = str(worker.status.get("state"))
        facts: dict[str, str] = worker.status.get("facts", {})
        notes = "; ".join([*worker.faults, *(f"{key}: {value}" for key, value in facts.items())])
        ago = min((float(loop["seconds_since_progress"]) for loop in worker.loops), default=None)
        table.add_row(
            worker.part.name,
            str(worker.pid or "-"),
            f"[{_COLOURS.get(state, 'white')}]{state}[/]",
            str(sum(int(loop["pending"]) for loop in worker.loops)),
            str(sum(int(loop["done"]) for loop in worker.loops)),
            "-" if ago is None else f"{ago:.0f} s ago",
            str(worker.restarts),
            notes,
        )
    return table
