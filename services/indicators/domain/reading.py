"""One value as evidence: what its flags allow, and where it comes from."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from schemas.chart import Point, PointSource
from schemas.period import Period
from schemas.stats import Observation, SeriesSnapshot
from schemas.verdicts import Undetermined
from services.indicators.domain.numbers import number_of

BREAK = "b"
OTHER_DEFINITION = "d"
# s is how older Eurostat archives write i
PROVISIONAL = frozenset("pefis")
UNRELIABLE = frozenset("un")
SUPPRESSED = frozenset("cC")
ABSENT = frozenset("mz:")


class Reading(NamedTuple):
    """A value of the indicator at one period; `value` is None where it is no evidence, `missing` then says why.

    `position` is the period in years (annual 2025 = 2025.0). `exact` is the decimal as published or computed. `parts`
    are the further sources of a computed value.
    """

    period: Period
    position: float
    exact: Decimal | None
    value: float | None
    shown: str | None
    flags: str
    suspect: bool
    releases: int
    source: PointSource
    missing: Undetermined | None = None
    parts: tuple[PointSource, ...] = ()

    @property
    def number(self) -> float:
        """The value of a usable reading. Raises ValueError for any other."""
        if self.value is None:
            raise ValueError(f"{self.source.series_id} has no usable value for {self.period.label}")
        return self.value

    @property
    def restarts(self) -> bool:
        """Whether the publisher says that a new series begins here."""
        return BREAK in self.flags

    @property
    def provisional(self) -> bool:
        """Whether the publisher may still replace the value."""
        return bool(self.flags) and not PROVISIONAL.isdisjoint(self.flags)

    @property
    def unreliable(self) -> bool:
        """Whether the publisher warns that the value cannot carry a conclusion by itself."""
        return bool(self.flags) and not UNRELIABLE.isdisjoint(self.flags)

    @property
    def settled(self) -> bool:
        """Whether the value stands: not provisional, or repeated by a later release."""
        return not self.provisional or self.releases >= 2

    def restarted(self) -> "Reading":
        """The reading as the first of a new series."""
        return self if self.restarts else self._replace(flags=self.flags + BREAK)

    def point(self, *, is_break: bool = False) -> Point:
        """The reading as a point of the chart."""
        return Point(
            period=self.period,
            value=self.value,
            shown=self.shown,
            flags=self.flags,
            provisional=self.provisional,
            suspect=self.suspect,
            is_break=is_break or self.restarts,
            source=self.source,
            parts=self.parts,
        )


def unite(own: Reading, others: Sequence[Reading]) -> Reading:
    """The reading with the doubts of all it is compared with: flags united, the fewest releases, any suspicion."""
    if not others:
        return own
    return own._replace(
        flags=united_flags([own, *others]),
        suspect=own.suspect or any(other.suspect for other in others),
        releases=min([own.releases, *(other.releases for other in others)]),
    )


def began_between(readings: Iterable[Reading], before: Reading, until: Reading) -> bool:
    """Whether a publisher lets one of the readings begin a new series after one value and no later than another."""
    return any(reading.restarts and before.position < reading.position <= until.position for reading in readings)


def united_flags(readings: Sequence[Reading]) -> str:
    """Every flag of the readings once, in order of first appearance."""
    return "".join(dict.fromkeys("".join(reading.flags for reading in readings)))


def readings_of(snapshot: SeriesSnapshot) -> Iterator[Reading]:
    """The observations of a snapshot as readings; one whose value is no number counts as not there."""
    shared = _source(snapshot, None)
    for observation in snapshot.observations:
        own = observation.raw is not None or observation.citation is not None
        exact = None if observation.value is None else number_of(observation.value)
        missing = _missing(observation, exact)
        yield Reading(
            observation.period,
            observation.period.position,
            None if missing else exact,
            None if missing or exact is None else float(exact),
            None if exact is None else observation.value,
            observation.obs_flags,
            observation.suspect,
            observation.releases,
            _source(snapshot, observation) if own else shared,
            missing,
        )


def _missing(observation: Observation, exact: Decimal | None) -> Undetermined | None:
    flags = observation.obs_flags
    if not flags and not observation.conf and exact is not None:
        return None
    if not SUPPRESSED.isdisjoint(flags) or observation.conf == "C":
        return Undetermined.suppressed
    if exact is None:
        return Undetermined.suppressed if observation.conf else Undetermined.no_data
    if not ABSENT.isdisjoint(flags):
        return Undetermined.no_data
    return Undetermined.incomparable if OTHER_DEFINITION in flags else None


def _source(snapshot: SeriesSnapshot, observation: Observation | None) -> PointSource:
    citation = observation.citation if observation else None
    return PointSource(
        series_id=snapshot.series_id,
        publisher=citation.publisher if citation else snapshot.attribution.publisher,
        url=(citation.url if citation else None) or snapshot.raw.url,
        query=snapshot.raw.query,
        raw_sha256=(observation.raw if observation else None) or snapshot.raw.sha256,
        retrieved_at=snapshot.retrieved_at,
        published_at=snapshot.published_at,
        live=snapshot.live,
        citation=citation,
    )
