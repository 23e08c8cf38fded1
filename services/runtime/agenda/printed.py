"""Does the printed structure agree with itself: challenges, building blocks, priority matrix, actions of the SERV?"""

from collections import Counter

from services.runtime.agenda.book import Book
from services.runtime.agenda.structure import expect_active


def check_printed(book: Book) -> None:
    """Note every fault of challenges, actions, building blocks and the priority matrix."""
    _check_challenges(book)
    _check_actions(book)
    _check_blocks(book)
    _check_cells(book)
    _check_citations(book)


def _check_challenges(book: Book) -> None:
    homes = {entry.model.number: (entry.model.area, entry.model.challenge) for entry in book.recommendations}
    for area in book.areas:
        for action in area.model.serv_actions:
            book.expect_known(area, "actions", action, "serv_actions")
        for position, challenge in enumerate(area.model.challenges):
            here = (area.model.id, challenge.id)
            for number in challenge.recommendations:
                message = f"recommendation {number} names another challenge or area"
                fits = homes.get(number, here) == here
                book.expect(area, fits, message, "challenges", position, "recommendations")


def _check_actions(book: Book) -> None:
    listed = Counter(action for area in book.areas for action in area.model.serv_actions)
    followed = {milestone.model.id: milestone.model.action for milestone in book.milestones}
    for entry in book.actions:
        model = entry.model
        book.expect_known(entry, "areas", model.area, "area")
        book.expect(entry, listed[model.id] == 1 or not book.whole("areas"), "expected one area that lists it", "id")
        book.expect_known(entry, "milestones", model.milestone, "milestone")
        back = followed.get(model.milestone, model.id) == model.id
        book.expect(entry, back, f"expected {model.milestone} to name this action", "milestone")
        book.expect_known(entry, "bodies", model.owner, "owner")
        expect_active(book, entry, model.owner, "owner")


def _check_blocks(book: Book) -> None:
    blocks = {c.id: c.building_blocks for area in book.areas for c in area.model.challenges}
    for entry in book.building_blocks:
        model = entry.model
        book.expect(entry, model.named == (model.name is not None), "expected a name exactly when named", "name")
        for position, challenge in enumerate(model.challenges):
            fits = model.number in blocks.get(challenge, () if book.whole("areas") else (model.number,))
            book.expect(entry, fits, f"expected a challenge with this block, found {challenge}", "challenges", position)


def _check_cells(book: Book) -> None:
    if book.priorities is None:
        return
    matrix = book.priorities.model
    rows, columns = {s.id for s in matrix.strategies}, {i.id for i in matrix.policy_issues}
    for position, cell in enumerate(matrix.cells):
        known = cell.strategy in rows and cell.policy_issue in columns
        named = known and cell.id == f"{cell.strategy}.{cell.policy_issue}"
        book.expect(book.priorities, named, "expected strategy.policy_issue", "cells", position, "id")
        for action in cell.serv_actions:
            book.expect_known(book.priorities, "actions", action, "cells", position, "serv_actions")


def _check_citations(book: Book) -> None:
    if book.priorities is None:
        return
    cells = book.priorities.model.cells
    for entry in book.recommendations:
        cited = sorted(cell.id for cell in cells if entry.model.number in cell.recommendations)
        same = sorted(entry.model.priority_cells) == cited
        book.expect(entry, same, f"expected the cells that cite it, {cited}", "priority_cells")
        for action in entry.model.serv_actions:
            book.expect_known(entry, "actions", action, "serv_actions")
