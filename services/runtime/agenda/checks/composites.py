"""Is every composite made of indicators that can be added?"""

import math
from collections import Counter

from schemas.agenda import Indicator
from schemas.composite import Composite
from services.runtime.agenda.book import Book
from services.runtime.agenda.checks.formulas import formula_terms
from services.runtime.agenda.validation import Entry


def check_composites(book: Book) -> None:
    """Note every fault of a composite."""
    composites = {other.model.id for other in book.indicators if other.model.composite is not None}
    for entry in book.indicators:
        composite = entry.model.composite
        agrees = (composite is not None) == (entry.model.formula == "composite")
        book.expect(entry, agrees, "expected `composite` exactly for a composite", "formula")
        if composite is not None:
            _check_whole(book, entry, composite)
            _check_weights(book, entry, composite)
            _check_members(book, entry, composite, composites)


def _check_whole(book: Book, entry: Entry[Indicator], composite: Composite) -> None:
    silent = entry.model.drift_policy == "context_only"
    book.expect(entry, not entry.model.series, "expected no series beside the members", "series")
    book.expect(entry, silent, "expected context_only: a composite never alerts", "drift_policy")
    enough = 1 <= composite.minimum_members <= len(composite.members)
    book.expect(entry, enough, f"expected 1 to {len(composite.members)}", "composite", "minimum_members")


def _check_weights(book: Book, entry: Entry[Indicator], composite: Composite) -> None:
    weights = [member.weight for member in composite.members]
    for n, weight in enumerate(weights):
        book.expect(entry, weight >= 0, "expected a weight from 0", "composite", "members", n, "weight")
    if composite.weights == "equal":
        same = len(set(weights)) <= 1
        message = f"weights {_listed(weights)}; expected equal ones, or `weights: stated`"
        book.expect(entry, same, message, "composite", "weights")
    else:
        message = f"weights {_listed(weights)} add up to {math.fsum(weights):g}; expected 1"
        book.expect(entry, math.isclose(math.fsum(weights), 1, abs_tol=1e-9), message, "composite", "weights")


def _check_members(book: Book, entry: Entry[Indicator], composite: Composite, composites: set[str]) -> None:
    counts = Counter(member.indicator for member in composite.members)
    shares = composite.normalisation == "share_of_reference"
    for n, member in enumerate(composite.members):
        path = ("composite", "members", n)
        book.expect_known(entry, "indicators", member.indicator, *path, "indicator")
        plain = member.indicator not in composites
        book.expect(entry, plain, "expected an indicator that is no composite", *path, "indicator")
        message = f"{member.indicator} is a member twice; expected it once"
        book.expect(entry, counts[member.indicator] == 1, message, *path, "indicator")
        referred = (member.reference is not None and member.reference > 0) if shares else member.reference is None
        message = "expected more than 0" if shares else "expected a reference for share_of_reference only"
        book.expect(entry, referred, message, *path, "reference")
        book.expect(entry, _transforms(member.transform), "expected arithmetic over `value`", *path, "transform")


def _transforms(transform: str | None) -> bool:
    try:
        return transform is None or formula_terms(transform) == {"value"}
    except ValueError:
        return False


def _listed(weights: list[float]) -> str:
    return ", ".join(f"{weight:g}" for weight in weights)
