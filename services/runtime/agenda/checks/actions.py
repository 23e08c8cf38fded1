"""Do the SERV's own actions, their milestones and what links to them name each other?"""

from collections import Counter

from schemas.agenda import Action, Milestone
from services.runtime.agenda.book import Book
from services.runtime.agenda.checks.printed import expect_count
from services.runtime.agenda.checks.structure import expect_active
from services.runtime.agenda.validation import Entry

ACTIONS = 32
"""As the chapters of the text of 2018 list them."""


def check_actions(book: Book) -> None:
    """Note every fault of an action, and of what names one."""
    expect_count(book, book.actions, "actions", len(book.actions), ACTIONS)
    actions = {entry.model.id: entry.model for entry in book.actions}
    listed = Counter(action for area in book.areas for action in area.model.serv_actions)
    followed = {milestone.model.id: milestone.model.action for milestone in book.milestones}
    for entry in book.actions:
        _check_place(book, entry, listed)
        _check_milestone(book, entry, followed)
        _check_recommendations(book, entry)
    for milestone in book.milestones:
        _check_follower(book, milestone, actions.get(milestone.model.action or ""))
    _check_areas(book, actions)
    _check_helped(book, actions)


def _check_place(book: Book, entry: Entry[Action], listed: Counter[str]) -> None:
    model = entry.model
    book.expect_known(entry, "areas", model.area, "area")
    once = listed[model.id] == 1 or not book.whole("areas")
    book.expect(entry, once, f"{listed[model.id]} areas list {model.id}; expected one", "id")
    here = [area.model.id for area in book.areas if model.id in area.model.serv_actions]
    book.expect(entry, here in ([], [model.area]), f"expected {' or '.join(here)}, which lists it", "area")
    book.expect_known(entry, "bodies", model.owner, "owner")
    expect_active(book, entry, model.owner, "owner")


def _check_milestone(book: Book, entry: Entry[Action], followed: dict[str, str | None]) -> None:
    model = entry.model
    book.expect_known(entry, "milestones", model.milestone, "milestone")
    back = followed.get(model.milestone, model.id) == model.id
    book.expect(entry, back, f"expected {model.milestone} to name this action", "milestone")


def _check_recommendations(book: Book, entry: Entry[Action]) -> None:
    model = entry.model
    helped = {other.model.number: other.model.serv_actions for other in book.recommendations}
    for position, number in enumerate(model.related_recommendations):
        book.expect_known(entry, "recommendations", number, "related_recommendations", position)
        back = model.id in helped.get(number, (model.id,))
        message = f"expected recommendation {number} to name this action too"
        book.expect(entry, back, message, "related_recommendations", position)
    linked = (model.related_basis == "none") == (not model.related_recommendations)
    book.expect(entry, linked, "expected `none` exactly without related recommendations", "related_basis")


def _check_follower(book: Book, entry: Entry[Milestone], action: Action | None) -> None:
    if action is None:
        return
    book.expect(entry, action.milestone == entry.model.id, f"expected {action.id} to name this milestone", "action")
    owned = entry.model.owner in (action.owner, None)
    book.expect(entry, owned, f"expected {action.owner}, whose action it follows", "owner")
    home = book.file_area[entry.place.file]
    book.expect(entry, home == action.area, f"stands in {home}; expected {action.area}, the area of its action")


def _check_areas(book: Book, actions: dict[str, Action]) -> None:
    for area in book.areas:
        for position, name in enumerate(area.model.serv_actions):
            book.expect_known(area, "actions", name, "serv_actions", position)
            action = actions.get(name)
            here = action is None or action.area == area.model.id
            message = f"{name} names another area, {action.area if action else ''}; expected both to agree"
            book.expect(area, here, message, "serv_actions", position)


def _check_helped(book: Book, actions: dict[str, Action]) -> None:
    for entry in book.recommendations:
        for position, name in enumerate(entry.model.serv_actions):
            book.expect_known(entry, "actions", name, "serv_actions", position)
            action = actions.get(name)
            back = action is None or entry.model.number in action.related_recommendations
            book.expect(entry, back, f"expected {name} to name this recommendation too", "serv_actions", position)
