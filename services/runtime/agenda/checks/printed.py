"""Does the printed structure agree with itself: challenges, building blocks, priority matrix?"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from schemas.agenda import Area, Priorities
from services.runtime.agenda.book import Book
from services.runtime.agenda.validation import Entry

AREAS, CHALLENGES, BLOCKS, STRATEGIES, POLICY_ISSUES = 8, 22, 50, 3, 4
"""As the text of 2018 has them, social dialogue counted as an area."""
UNNAMED_BLOCK = 21


def check_printed(book: Book) -> None:
    """Note every fault of challenges, building blocks and the priority matrix."""
    _check_challenges(book)
    _check_blocks(book)
    _check_cells(book)
    _check_citations(book)


def expect_count(book: Book, entries: Sequence[Entry[Any]], kind: str, count: int, wanted: int) -> None:
    """Note at the first record that there are fewer or more than the text has."""
    if entries and book.whole(kind):
        book.expect(entries[0], count == wanted, f"{count} {kind.replace('_', ' ')} in all; expected {wanted}")


def _check_challenges(book: Book) -> None:
    expect_count(book, book.areas, "areas", len(book.areas), AREAS)
    challenges = [challenge for area in book.areas for challenge in area.model.challenges]
    if book.areas and book.whole("areas"):
        fits = len(challenges) == CHALLENGES
        book.expect(book.areas[0], fits, f"{len(challenges)} challenges in all; expected {CHALLENGES}")
    names = Counter(challenge.id for challenge in challenges)
    numbers = Counter(number for challenge in challenges for number in challenge.recommendations)
    for area in book.areas:
        for position, challenge in enumerate(area.model.challenges):
            once = names[challenge.id] == 1
            message = f"{challenge.id!r} stands in the agenda twice; expected it once"
            book.expect(area, once, message, "challenges", position, "id")
            _check_numbers(book, area, position, numbers)
            _check_blocks_of(book, area, position)


def _check_numbers(book: Book, area: Entry[Area], position: int, numbers: Counter[int]) -> None:
    """Every number stands in one challenge, and names it in turn."""
    challenge = area.model.challenges[position]
    homes = {entry.model.number: (entry.model.area, entry.model.challenge) for entry in book.recommendations}
    here = (area.model.id, challenge.id)
    for k, number in enumerate(challenge.recommendations):
        path = ("challenges", position, "recommendations", k)
        book.expect_known(area, "recommendations", number, *path)
        there = homes.get(number, here)
        message = f"recommendation {number} names another place, {'.'.join(there)}; expected both to agree"
        book.expect(area, there == here, message, *path)
        message = f"recommendation {number} stands in the challenges more than once; expected it once"
        book.expect(area, numbers[number] == 1, message, *path)


def _check_blocks_of(book: Book, area: Entry[Area], position: int) -> None:
    challenge = area.model.challenges[position]
    blocks = {entry.model.number: entry.model.challenges for entry in book.building_blocks}
    for k, block in enumerate(challenge.building_blocks):
        path = ("challenges", position, "building_blocks", k)
        book.expect_known(area, "building_blocks", block, *path)
        back = challenge.id in blocks.get(block, (challenge.id,))
        book.expect(area, back, f"block {block} does not name {challenge.id}; expected both to agree", *path)


def _check_blocks(book: Book) -> None:
    expect_count(book, book.building_blocks, "building_blocks", len(book.building_blocks), BLOCKS)
    missing = sorted(set(range(1, BLOCKS + 1)) - book.known["building_blocks"])
    if missing and book.building_blocks:
        book.expect(book.building_blocks[0], False, f"{missing} are missing; expected every slot of 1 to {BLOCKS}")
    blocks = {c.id: c.building_blocks for area in book.areas for c in area.model.challenges}
    for entry in book.building_blocks:
        model = entry.model
        unnamed = model.number == UNNAMED_BLOCK
        book.expect(entry, model.named != unnamed, f"expected only slot {UNNAMED_BLOCK} to be unnamed", "named")
        book.expect(entry, model.named == (model.name is not None), "expected a name exactly when named", "name")
        linked = model.named == bool(model.challenges)
        book.expect(entry, linked, "expected challenges exactly when named", "challenges")
        for position, challenge in enumerate(model.challenges):
            fits = model.number in blocks.get(challenge, () if book.whole("areas") else (model.number,))
            book.expect(entry, fits, "expected a challenge that names this block", "challenges", position)


def _check_cells(book: Book) -> None:
    if book.priorities is None:
        return
    matrix = book.priorities.model
    rows, columns = [s.id for s in matrix.strategies], [i.id for i in matrix.policy_issues]
    for name, found, wanted in (("strategies", rows, STRATEGIES), ("policy_issues", columns, POLICY_ISSUES)):
        fits = len(found) == len(set(found)) == wanted
        book.expect(book.priorities, fits, f"expected {wanted}, each once", name)
    cells = Counter(cell.id for cell in matrix.cells)
    missing = [f"{row}.{column}" for row in rows for column in columns if f"{row}.{column}" not in cells]
    book.expect(book.priorities, not missing, f"{', '.join(missing)} missing; expected a cell for each", "cells")
    for position, cell in enumerate(matrix.cells):
        known = cell.strategy in rows and cell.policy_issue in columns
        named = known and cell.id == f"{cell.strategy}.{cell.policy_issue}"
        book.expect(book.priorities, named, "expected strategy.policy_issue", "cells", position, "id")
        book.expect(book.priorities, cells[cell.id] == 1, f"expected cell {cell.id} once", "cells", position, "id")
        _check_cell(book, book.priorities, position)


def _check_cell(book: Book, entry: Entry[Priorities], position: int) -> None:
    cell = entry.model.cells[position]
    for k, action in enumerate(cell.serv_actions):
        book.expect_known(entry, "actions", action, "cells", position, "serv_actions", k)
    for k, ask in enumerate(cell.asks):
        printed = _expanded(ask.printed_reference)
        message = f"expected the printed numbers written out, {list(printed or ())}"
        book.expect(entry, printed == ask.recommendations, message, "cells", position, "asks", k, "recommendations")


def _expanded(printed: str | None) -> tuple[int, ...] | None:
    """`55-56, 61` as its numbers; None where it is no such list."""
    numbers: list[int] = []
    for part in printed.split(",") if printed else ():
        first, _, last = part.strip().partition("-")
        if not (first.isdecimal() and (last or first).isdecimal() and len(part) < len("1000-1000")):
            return None
        numbers += range(int(first), int(last or first) + 1)
    return tuple(numbers)


def _check_citations(book: Book) -> None:
    if book.priorities is None:
        return
    cells = book.priorities.model.cells
    for entry in book.recommendations:
        cited = sorted(cell.id for cell in cells if entry.model.number in cell.recommendations)
        same = sorted(entry.model.priority_cells) == cited
        book.expect(entry, same, f"expected the cells that cite it, {cited}", "priority_cells")
