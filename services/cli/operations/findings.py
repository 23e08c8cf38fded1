"""What the doctor found: one fact each, how bad it is, and what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rich.console import Console
from rich.table import Table

Level = Literal["ok", "warning", "fault"]
_SIGNS: dict[Level, str] = {"ok": "ok", "warning": "!", "fault": "FAULT"}


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` names what was looked at. A warning or fault says under `fix` what to do."""

    check: str
    level: Level
    found: str
    fix: str = ""


def ok(check: str, found: str) -> Finding:
    """Nothing to do."""
    return Finding(check, "ok", found)


def warning(check: str, found: str, fix: str) -> Finding:
    """Works, but not for long or not as it should."""
    return Finding(check, "warning", found, fix)


def fault(check: str, found: str, fix: str) -> Finding:
    """Does not work."""
    return Finding(check, "fault", found, fix)


def show(findings: Sequence[Finding]) -> None:
    """Print them as a table, one row each."""
    table = Table("", "check", "found", "what to do", show_lines=False)
    for finding in findings:
        table.add_row(_SIGNS[finding.level], finding.check, finding.found, finding.fix)
    Console().print(table)
