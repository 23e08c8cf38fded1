"""From the agenda folder to one checked `Agenda`."""

from dataclasses import dataclass
from pathlib import Path

import services
from schemas.agenda import Agenda
from services.runtime.agenda.book import Book
from services.runtime.agenda.checks.actions import check_actions
from services.runtime.agenda.checks.asks import check_asks
from services.runtime.agenda.checks.composites import check_composites
from services.runtime.agenda.checks.editions import check_editions
from services.runtime.agenda.checks.levels import check_levels
from services.runtime.agenda.checks.measures import check_indicators
from services.runtime.agenda.checks.printed import check_printed
from services.runtime.agenda.checks.splices import check_splices
from services.runtime.agenda.checks.structure import check_structure
from services.runtime.agenda.faults import Faults
from services.runtime.agenda.folder import read_folder
from services.runtime.agenda.sealing import SEAL, check_seal, content_sha256, seal_text, sealed
from services.runtime.agenda.validation import Entry, M

SHIPPED = Path(services.__file__).parent.parent / "agenda"
"""The agenda beside the `services` package, as in the wheel."""


@dataclass(frozen=True)
class Checked:
    """What a folder holds: the agenda, None when a part of it could not be read, and all that is wrong with it."""

    agenda: Agenda | None
    faults: Faults
    sealed: bool


def check_agenda(folder: Path, *, draft: bool = False) -> Checked:
    """Read a folder and check it against itself, and unless it is a draft against what was sealed before."""
    book = read_folder(folder)
    check_editions(book)
    check_structure(book)
    check_asks(book)
    check_printed(book)
    check_actions(book)
    check_indicators(book)
    check_composites(book)
    check_splices(book)
    check_levels(book)
    agenda = _agenda(book)
    if not draft:
        check_seal(book, agenda)
    settled = book.seal is not None and any(one.edition == book.edition for one in book.seal.model.editions)
    return Checked(agenda, book.faults, settled)


def load_agenda(root: Path | None = None, *, draft: bool = False) -> Agenda:
    """Read and check the agenda; without `root` the one that ships with Koers.

    Raises ConfigError naming file, line, field and what was expected for every fault found, all at once. A `draft` may
    differ from what was sealed under its number.
    """
    folder = root or SHIPPED
    checked = check_agenda(folder, draft=draft)
    if checked.agenda is None or checked.faults.found:
        raise checked.faults.error(f"The agenda in {folder} cannot be used")
    return checked.agenda


def read_agenda(folder: Path) -> Agenda:
    """The agenda of a folder whether or not its records fit together, as an older one may by later rules.

    Raises ConfigError with all faults when a record cannot be read.
    """
    book = read_folder(folder)
    agenda = _agenda(book)
    if agenda is None:
        raise book.faults.error(f"The agenda in {folder} cannot be read")
    return agenda


def seal_folder(folder: Path) -> int:
    """Seal the edition of a folder and return its number; once more changes nothing.

    Raises ConfigError when the agenda has faults, a change of sealed content among them.
    """
    book = read_folder(folder)
    agenda = load_agenda(folder, draft=book.seal is None)
    text = seal_text(sealed(agenda, book.seal.model if book.seal is not None else None))
    (folder / SEAL).write_text(text, encoding="utf-8")
    return agenda.edition


def _models(entries: list[Entry[M]]) -> tuple[M, ...]:
    return tuple(entry.model for entry in entries)


def _agenda(book: Book) -> Agenda | None:
    """The agenda where every record was read, whatever its links say."""
    if book.refused or book.unread or book.priorities is None:
        return None
    agenda = Agenda(
        edition=book.edition,
        sha256="",
        areas=_models(book.areas),
        recommendations=_models(book.recommendations),
        indicators=_models(book.indicators),
        milestones=_models(book.milestones),
        bodies=_models(book.bodies),
        overlap_groups=_models(book.overlap_groups),
        priorities=book.priorities.model,
        building_blocks=_models(book.building_blocks),
        actions=_models(book.actions),
        changes=_models(book.changes),
    )
    return agenda.model_copy(update={"sha256": content_sha256(agenda)})
