"""An edition that is out never changes: its content is sealed by a hash, and addresses of recommendations stay.

`agenda/seal.yaml` keeps the hash of every edition that was sealed. Until it is sealed an edition may be worked on; from
then on a change of content is refused unless `edition` is raised and says why.
"""

import hashlib
import json
from pathlib import Path

from schemas.agenda import Agenda
from schemas.base import JsonObject
from schemas.seal import Seal, SealedEdition
from services.runtime.agenda.book import Book
from services.runtime.agenda.faults import Place

SEAL = "seal.yaml"
_IDENTITIES = ("id", "number")
_HEAD = """\
# yaml-language-server: $schema=../schemas/json/agenda/seal.json
# Written by `koers agenda seal`, never by hand: the content of an edition that is out, and addresses that never change.
"""


def content_sha256(agenda: Agenda) -> str:
    """SHA-256 over the canonical JSON of the content.

    Keys are sorted, empty and default fields left out, records of a kind in order of their identity. The number of the
    edition and its change records are no content.
    """
    content = agenda.model_dump(
        mode="json", exclude={"sha256", "edition", "changes"}, exclude_none=True, exclude_defaults=True
    )
    content["priorities"] = _ordered(content.get("priorities", {}))
    text = json.dumps(_ordered(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _ordered(content: JsonObject) -> JsonObject:
    """Every list of records in order of their identity."""
    return {kind: sorted(part, key=_identity) if isinstance(part, list) else part for kind, part in content.items()}


def _identity(record: JsonObject) -> tuple[int, str]:
    name = next(record[key] for key in _IDENTITIES if key in record)
    return (name, "") if isinstance(name, int) else (0, name)


def check_seal(book: Book, agenda: Agenda | None) -> None:
    """Note a change of what was sealed; of content only where every record could be read."""
    if book.head is None or "seal" in book.unread:
        return
    if book.seal is None:
        file = str(Path(book.head.place.file).with_name(SEAL))
        book.faults.at(file, 1, "missing; expected this file, as `koers agenda seal` writes it")
        return
    _check_slugs(book, book.seal.model)
    newest = max(book.seal.model.editions, key=lambda one: one.edition, default=None)
    if newest is not None and agenda is not None:
        _check_edition(book, book.head.place, newest, agenda)


def _check_edition(book: Book, place: Place, newest: SealedEdition, agenda: Agenda) -> None:
    if agenda.edition < newest.edition:
        message = f"expected {newest.edition} or more: edition {newest.edition} is sealed"
        book.faults.add(place, ("edition",), message)
    elif agenda.edition == newest.edition and agenda.sha256 != newest.sha256:
        message = (
            f"the content differs from edition {newest.edition} as it was sealed; expected edition "
            f"{newest.edition + 1}, with a record under changes that says why"
        )
        book.faults.add(place, ("edition",), message)


def _check_slugs(book: Book, seal: Seal) -> None:
    for entry in book.recommendations:
        number, slug = entry.model.number, entry.model.slug
        settled = seal.slugs[number - 1] if number <= len(seal.slugs) else slug
        book.expect(entry, slug == settled, f"expected {settled}: an address never changes", "slug")


def sealed(agenda: Agenda, before: Seal | None) -> Seal:
    """The seal with this edition in it; addresses that were settled before stay."""
    kept = before or Seal(editions=(), slugs=())
    new = SealedEdition(edition=agenda.edition, sha256=agenda.sha256)
    others = [one for one in kept.editions if one.edition != new.edition]
    slugs = [found.slug for found in sorted(agenda.recommendations, key=lambda found: found.number)]
    editions = sorted([new, *others], key=lambda one: -one.edition)
    return Seal(editions=tuple(editions), slugs=kept.slugs or tuple(slugs))


def seal_text(seal: Seal) -> str:
    """The seal as its file."""
    lines = [_HEAD, "editions:"]
    for one in seal.editions:
        lines += [f"  - edition: {one.edition}", f"    sha256: {one.sha256}"]
    return "\n".join([*lines, "", "slugs:", *(f"  - {slug}" for slug in seal.slugs), ""])
