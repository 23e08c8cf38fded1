"""The rows of the two tables, as they stand in memory and on the changelog."""

from collections import OrderedDict
from datetime import date
from typing import Generic, TypeVar

from pydantic import ValidationError

from schemas.assessment import Assessment
from schemas.base import Event
from schemas.policy import Answer, RecommendationState
from schemas.stats import MilestoneState, SeriesSnapshot
from services.runtime.errors import PermanentError


class Row(Event):
    """A row that belongs to one epoch: a row of other broker data is no row."""

    epoch: str


class IndicatorRow(Row):
    """Table `indicator_state`, key `indicator/geo`: the snapshots known, the day, and the last assessment published.

    `turned_to` are series that an edition of the agenda was the first to ask for and that have not been judged yet;
    `answers` what bodies have said, by body and item.
    """

    snapshots: dict[str, SeriesSnapshot] = {}
    as_of: date | None = None
    assessment: Assessment | None = None
    turned_to: tuple[str, ...] = ()
    answers: dict[str, Answer] = {}


class RecommendationRow(Row):
    """Table `recommendation_state`, key recommendation number: the members known and the last roll-up published.

    `milestones` are as the register has them; `answers`, by body and milestone, stand beside.
    """

    assessments: dict[str, Assessment] = {}
    milestones: dict[str, MilestoneState] = {}
    answers: dict[str, Answer] = {}
    as_of: date | None = None
    state: RecommendationState | None = None


R = TypeVar("R", bound=Row)


class RowReader(Generic[R]):
    """Reads rows of one epoch, and remembers those it made: a row is parsed only when another worker wrote it.

    Only the `remembered` rows made last are kept parsed: an agenda's are, a hundred thousand would fill the memory.
    """

    def __init__(self, kind: type[R], epoch: str, *, remembered: int = 2_000) -> None:
        self._kind, self._epoch, self._remembered = kind, epoch, remembered
        self._made: OrderedDict[str, tuple[bytes, R]] = OrderedDict()

    def load(self, key: str, stored: bytes | None) -> R:
        """The row as stored, or an empty one where there is none of this epoch.

        Raises PermanentError when it was written by a version this one cannot read.
        """
        if stored is None:
            return self._kind(epoch=self._epoch)
        made = self._made.get(key)
        row = made[1] if made and made[0] == stored else self._parse(key, stored)
        return row if row.epoch == self._epoch else self._kind(epoch=self._epoch)

    def store(self, key: str, row: R) -> bytes:
        """The row as it is to be stored."""
        stored = row.write()
        self._remember(key, stored, row)
        return stored

    def _remember(self, key: str, stored: bytes, row: R) -> None:
        self._made[key] = (stored, row)
        self._made.move_to_end(key)
        if len(self._made) > self._remembered:
            self._made.popitem(last=False)

    def _parse(self, key: str, stored: bytes) -> R:
        try:
            row = self._kind.read(stored)
        except ValidationError as error:
            raise PermanentError(f"the row of {key} was written by a version this one cannot read: {error}") from error
        self._remember(key, stored, row)
        return row
