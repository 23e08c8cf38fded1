"""Commands that are imported when they are asked for: most need a service or two, and `koers up` waits for none."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

# Name of a command: where its application, or the function of a command without any below it, is
_WHERE = {
    "agenda": "services.cli.agenda:agenda_app",
    "alerts": "services.cli.alerts.command:alerts_app",
    "backtest": "services.cli.backtest.command:backtest",
    "backup": "services.cli.operations.commands:backup",
    "contracts": "services.cli.contracts.commands:app",
    "decode": "services.cli.decoding.command:decode",
    "desk": "services.cli.desk:app",
    "dlq": "services.cli.sources.dead_letters:dlq_app",
    "doctor": "services.cli.operations.doctor:doctor",
    "mail": "services.cli.alerts.mail:mail_app",
    "methods": "services.cli.methods:app",
    "quarantine": "services.cli.sources.quarantine:quarantine_app",
    "rebuild": "services.cli.sources.rebuilding:rebuild_app",
    "restore": "services.cli.operations.commands:restore",
    "series": "services.cli.sources.series:series_app",
    "source": "services.cli.sources.command:source_app",
    "trace": "services.cli.operations.trace:trace",
}


class LateCommands(TyperGroup):
    """A group that knows these commands by name, and each in full once it is used or described."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command there is, in the order of the alphabet."""
        return sorted({*super().list_commands(ctx), *_WHERE})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name; None where there is none."""
        if cmd_name in _WHERE and cmd_name not in self.commands:
            self.add_command(_imported(cmd_name), cmd_name)
        return super().get_command(ctx, cmd_name)


def _imported(name: str) -> Any:
    module, _, attribute = _WHERE[name].partition(":")
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        group = typer.main.get_group(found)
        group.name = name
        return group
    alone = typer.Typer(add_completion=False)
    alone.command(name)(found)
    return typer.main.get_command(alone)
