"""`koers agenda`: what a policy person and an editor need to keep the agenda."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from schemas.agenda import Agenda
from services.cli.revisions import folder_at
from services.runtime.agenda import SHIPPED, check_agenda, load_agenda, read_agenda, seal_folder
from services.runtime.agenda.counts import count
from services.runtime.agenda.diff import describe
from services.runtime.agenda.faults import counted
from services.runtime.agenda.outline import outline
from services.runtime.wording import Lang as Language

agenda_app = typer.Typer(
    help="The agenda: check it, look into it, compare and seal its editions.", no_args_is_help=True
)


class Lang(StrEnum):
    """Dutch or English."""

    nl = "nl"
    en = "en"


Folder = Annotated[
    Path,
    typer.Argument(
        metavar="[DIR]", help="Folder of the agenda; the one that ships with Koers where not given.",
        envvar="KOERS_AGENDA_DIR", exists=True, file_okay=False, show_default=False,
    ),
]  # fmt: skip
FolderOption = Annotated[
    Path,
    typer.Option(
        "--dir", help="Folder of the agenda; the one that ships with Koers where not given.",
        envvar="KOERS_AGENDA_DIR", exists=True, file_okay=False, show_default=False,
    ),
]  # fmt: skip
Spoken = Annotated[Lang, typer.Option("--lang", help="Language of the answer.")]


@agenda_app.command()
def check(folder: Folder = SHIPPED) -> None:
    """Tell every fault with file, line, what was found and what was expected; exit 1 when there is any."""
    checked = check_agenda(folder)
    faults = checked.faults.lines
    for fault in faults:
        print(fault)
    if faults or checked.agenda is None:
        print(f"{counted(faults)} in {folder}", file=sys.stderr)
        raise typer.Exit(1)
    print(f"{folder}: no faults; {_summary(checked.agenda)}, {_state(checked.sealed)}")


@agenda_app.command()
def show(
    what: Annotated[
        str, typer.Argument(help="Number of a recommendation, or the id of any record; block-21, edition-1.")
    ],
    folder: FolderOption = SHIPPED,
    lang: Spoken = Lang.en,
) -> None:
    """Show a recommendation, indicator, milestone, body or any other record with all that hangs on it."""
    print(outline(load_agenda(folder, draft=True), what, _language(lang)), end="")


@agenda_app.command()
def stats(
    folder: Folder = SHIPPED,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Count everything the agenda holds."""
    counts = count(load_agenda(folder, draft=True))
    if as_json:
        print(json.dumps(counts, indent=2, ensure_ascii=False))
        return
    for name, found in counts.items():
        told = ", ".join(f"{value} {number}" for value, number in found.items()) if isinstance(found, dict) else found
        print(f"{name.replace('_', ' ')}: {told}")


@agenda_app.command()
def diff(
    old: Annotated[str, typer.Argument(help="Folder, or a revision of git such as HEAD~1.")],
    new: Annotated[str, typer.Argument(help="Folder, or a revision of git.")] = str(SHIPPED),
    lang: Spoken = Lang.en,
) -> None:
    """Say in sentences what changed from one edition, or draft, to another."""
    here = next((Path(named) for named in (new, old) if Path(named).is_dir()), SHIPPED)
    with folder_at(old, here) as before, folder_at(new, here) as after:
        chapters = describe(read_agenda(before), read_agenda(after), _language(lang))
    for chapter in chapters:
        print(chapter.heading)
        for sentence in chapter.sentences:
            print(f"  - {sentence}")
    total = sum(len(chapter.sentences) for chapter in chapters)
    none = {Lang.nl: "geen verschil", Lang.en: "no difference"}
    some = {Lang.nl: f"verschillen: {total}", Lang.en: f"differences: {total}"}
    print((some if chapters else none)[lang])


@agenda_app.command()
def seal(folder: Folder = SHIPPED) -> None:
    """Seal the edition: from now on a change of its content needs a higher number and a reason."""
    print(f"edition {seal_folder(folder)} is sealed")


def _summary(agenda: Agenda) -> str:
    counts = count(agenda)
    kinds = ("recommendations", "indicators", "milestones", "bodies")
    return ", ".join([*(f"{counts[kind]} {kind}" for kind in kinds), f"edition {agenda.edition}"])


def _state(sealed: bool) -> str:
    return "sealed" if sealed else "not sealed yet (`koers agenda seal`)"


def _language(lang: Lang) -> Language:
    return "nl" if lang is Lang.nl else "en"
