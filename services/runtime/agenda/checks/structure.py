"""Do recommendations, bodies and milestones fit together?"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from schemas.agenda import Body, Milestone, OverlapGroup, Recommendation
from schemas.verdicts import Validity
from services.runtime.agenda.book import Book
from services.runtime.agenda.validation import Entry
from services.runtime.milestones import next_after

RECOMMENDATIONS = range(1, 108)


def check_structure(book: Book) -> None:
    """Note every fault of recommendations, bodies and milestones, and every identifier used twice."""
    _check_unique(book)
    _check_all_there(book)
    for recommendation in book.recommendations:
        _check_place(book, recommendation)
        _check_owners(book, recommendation)
        _check_overlaps(book, recommendation)
        _check_lead_indicator(book, recommendation)
    for group in book.overlap_groups:
        _check_group(book, group)
    for body in book.bodies:
        _check_body(book, body)
    for milestone in book.milestones:
        _check_milestone(book, milestone)
    _check_circles(book, book.bodies, lambda body: body.successors, "successors")
    _check_circles(book, book.milestones, lambda milestone: milestone.depends_on, "depends_on")


def _check_unique(book: Book) -> None:
    kinds: tuple[tuple[str, list[Any]], ...] = (
        ("id", book.areas),
        ("number", book.recommendations),
        ("slug", book.recommendations),
        ("id", [*book.indicators, *book.milestones]),
        ("id", book.bodies),
        ("id", book.actions),
        ("id", book.overlap_groups),
        ("number", book.building_blocks),
    )
    for name, entries in kinds:
        seen: set[Any] = set()
        for entry in entries:
            value = getattr(entry.model, name)
            book.expect(entry, value not in seen, f"{value!r} stands in the agenda twice; expected it once", name)
            seen.add(value)


def _check_all_there(book: Book) -> None:
    missing = sorted(set(RECOMMENDATIONS) - book.known["recommendations"])
    if missing and book.recommendations and "recommendations" not in book.unread:
        book.expect(book.recommendations[0], False, f"{missing} are missing; expected all of 1 to 107")
    if not book.whole("indicators", "milestones"):
        return
    links = [link for entry in book.indicators for link in entry.model.recommendations]
    followed = {link.number for link in links if link.validity != Validity.context}
    followed |= {number for entry in book.milestones for number in entry.model.recommendations}
    for entry in book.recommendations:
        fits = entry.model.number in followed
        book.expect(entry, fits, "nothing follows it; expected an indicator (direct or proxy) or a milestone")


def _check_place(book: Book, entry: Entry[Recommendation]) -> None:
    model = entry.model
    book.expect_known(entry, "areas", model.area, "area")
    challenges = {c.id: c for area in book.areas if area.model.id == model.area for c in area.model.challenges}
    challenge = challenges.get(model.challenge)
    if challenge is None:
        book.expect(entry, not challenges, f"expected a challenge of {model.area}", "challenge")
        return
    message = f"{model.challenge} does not list it; expected {model.number} among its recommendations"
    book.expect(entry, model.number in challenge.recommendations, message, "challenge")
    blocks = challenge.building_blocks
    same = set(model.building_blocks) == set(blocks)
    book.expect(entry, same, f"expected those of its challenge, {list(blocks)}", "building_blocks")


def _check_owners(book: Book, entry: Entry[Recommendation]) -> None:
    model = entry.model
    for name in ("lead", "lead_in_2018", "flemish_contact"):
        book.expect_known(entry, "bodies", getattr(model, name), name)
    for name in ("partners", "named_in_text"):
        for position, body in enumerate(getattr(model, name)):
            book.expect_known(entry, "bodies", body, name, position)
    expect_active(book, entry, model.lead, "lead")
    expect_active(book, entry, model.flemish_contact, "flemish_contact")
    _expect_old(book, entry, model.lead_in_2018, "lead_in_2018")
    for position, body in enumerate(model.named_in_text):
        _expect_old(book, entry, body, "named_in_text", position)
    flemish = model.level in ("flemish", "shared") or model.flemish_contact is not None
    book.expect(entry, flemish, "expected a body that follows it in Flanders", "flemish_contact")


def expect_active(book: Book, entry: Entry[Any], body: str | None, path: str) -> None:
    """Who owns something is active: a retired body cannot answer."""
    retired = {other.model.id: other.model.successors for other in book.bodies if not other.model.active}
    successors = ", ".join(retired.get(body or "", ()))
    wanted = f"a successor: {successors}" if successors else "an active body"
    book.expect(entry, body not in retired, f"{body} is no longer active; expected {wanted}", path)


def _expect_old(book: Book, entry: Entry[Any], body: str | None, *path: str | int) -> None:
    """What the text of 2018 says is about bodies of 2018."""
    later = any(other.model.id == body and not other.model.existed_in_2018 for other in book.bodies)
    book.expect(entry, not later, f"{body} did not exist in 2018; expected a body that did", *path)


def _check_overlaps(book: Book, entry: Entry[Recommendation]) -> None:
    number = entry.model.number
    named_by = {other.model.number for other in book.recommendations if number in other.model.overlaps}
    present = {other.model.number for other in book.recommendations}
    for other in entry.model.overlaps:
        mutual = other != number and (other in named_by or other not in present)
        book.expect(entry, mutual, f"expected recommendation {other} to name this one too", "overlaps")


def _check_group(book: Book, entry: Entry[OverlapGroup]) -> None:
    """Whoever is in a group overlaps with all others of it."""
    numbers = entry.model.recommendations
    enough = len(numbers) > 1 and len(set(numbers)) == len(numbers)
    book.expect(entry, enough, "expected two or more, each once", "recommendations")
    overlaps = {other.model.number: {*other.model.overlaps, other.model.number} for other in book.recommendations}
    for number in numbers:
        book.expect_known(entry, "recommendations", number, "recommendations")
        mutual = overlaps.get(number, set(numbers)) >= set(numbers)
        book.expect(entry, mutual, f"expected {number} to name the others under overlaps", "recommendations")


def _check_lead_indicator(book: Book, entry: Entry[Recommendation]) -> None:
    lead = entry.model.lead_indicator
    book.expect_known(entry, "indicators", lead, "lead_indicator")
    for indicator in book.indicators:
        if indicator.model.id == lead:
            links = {link.number: link.validity for link in indicator.model.recommendations}
            counts = links.get(entry.model.number, Validity.context) != Validity.context
            book.expect(entry, counts, f"expected {lead} to serve it, not as context", "lead_indicator")


def _check_body(book: Book, entry: Entry[Body]) -> None:
    model = entry.model
    fits = bool(model.successors) or model.active
    book.expect(entry, fits, "expected the successors of a body that is not active", "successors")
    dated = not (model.active and model.successors) or model.successor_since is not None
    message = "expected the day from which they take over, as it is still active (or active: false)"
    book.expect(entry, dated, message, "successors")
    told = bool(model.successors) or model.successor_since is None
    book.expect(entry, told, "expected successors that take over then", "successor_since")
    for position, successor in enumerate(model.successors):
        book.expect_known(entry, "bodies", successor, "successors", position)


def _check_milestone(book: Book, entry: Entry[Milestone]) -> None:
    model = entry.model
    one = bool(model.recommendations) != bool(model.action)
    book.expect(entry, one, "expected recommendations or an action, one of the two", "recommendations")
    book.expect(entry, model.owner is not None, "expected an owner", "owner")
    book.expect_known(entry, "bodies", model.owner, "owner")
    expect_active(book, entry, model.owner, "owner")
    book.expect_known(entry, "actions", model.action, "action")
    for position, other in enumerate(model.depends_on):
        book.expect_known(entry, "milestones", other, "depends_on", position)
    checked = (model.as_of is None) == (model.status == "not_checked")
    book.expect(entry, checked, "expected a date exactly when the status is known", "as_of")
    noted = model.status == "not_checked" or model.status_note is not None
    book.expect(entry, noted, "expected what the status rests on", "status_note")
    told = model.due is None or model.due_basis is not None
    book.expect(entry, told, "expected what the date rests on: legal, policy or proposal", "due_basis")
    book.expect(entry, bool(model.reference), "expected where the proof is found", "reference")
    once = len(set(model.recommendations)) == len(model.recommendations)
    book.expect(entry, once, "expected each number once", "recommendations")
    _check_round(book, entry)
    check_home(book, entry, model.recommendations)


def _check_round(book: Book, entry: Entry[Milestone]) -> None:
    """A recurring milestone comes again some time after it was done; only a body accepts a date."""
    model = entry.model
    try:
        next_after(date(2000, 2, 29), model.recurrence or "P1Y")
    except ValueError:
        book.expect(entry, False, "expected an ISO 8601 duration such as P1Y", "recurrence")
    counted = model.recurrence is None or model.status != "done" or model.done_on is not None
    book.expect(entry, counted, "expected the day it was last done, from which the next round counts", "done_on")
    seen = model.done_on is None or (model.as_of is not None and model.done_on <= model.as_of)
    book.expect(entry, seen, "expected a day not after as_of, the day it was looked at", "done_on")
    ours = model.due_basis != "accepted"
    book.expect(entry, ours, "expected legal, policy or proposal; a body accepts a date by its answer", "due_basis")


def check_home(book: Book, entry: Entry[Any], numbers: Iterable[int]) -> None:
    """An indicator or milestone stands in the file of an area it serves."""
    served = set(numbers)
    homes = {other.model.number: other.model.area for other in book.recommendations}
    areas = {homes[number] for number in served if number in homes}
    known = bool(areas) and served <= homes.keys()
    home = book.file_area[entry.place.file]
    book.expect(entry, not known or home in areas, f"stands in {home}; expected {' or '.join(sorted(areas))}")


def _check_circles(book: Book, entries: list[Any], links: Callable[[Any], Iterable[str]], path: str) -> None:
    below = {entry.model.id: tuple(links(entry.model)) for entry in entries}
    for entry in entries:
        seen: set[str] = set()
        ahead = list(below[entry.model.id])
        while ahead:
            step = ahead.pop()
            if step not in seen:
                seen.add(step)
                ahead.extend(below.get(step, ()))
        book.expect(entry, entry.model.id not in seen, "expected no way back to itself", path)
