"""The command `koers contracts`."""

from importlib.metadata import version

import typer

from services.cli.contracts.released import broken_promises, keep
from services.cli.documentation import ROOT
from services.runtime.topics import load_topics

RELEASED = ROOT / "schemas" / "released"
app = typer.Typer(help="What events and topics promise from one release to the next.", no_args_is_help=True)


@app.command()
def check() -> None:
    """Compare the schemas and topics with every release; exit 1 when something an older one wrote could not be read."""
    found = broken_promises(RELEASED, load_topics())
    for fault in found:
        print(fault)
    print(f"{len(found)} broken promises" if found else "everything released can still be read")
    raise typer.Exit(1 if found else 0)


@app.command()
def release() -> None:
    """Keep the schemas and topics of this version under schemas/released/, once, when it is released."""
    print(f"kept: {keep(RELEASED, version('koers'), load_topics()).relative_to(ROOT)}")
