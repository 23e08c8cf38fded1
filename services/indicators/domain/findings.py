"""What follows from a judged history: target, stand-in, confidence, deadline, and why nothing could be said."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from schemas.assessment import Freshness, OtherMethod, PeerChange, Projection, Rank, StandIn, Target
from schemas.chart import BandPoint, Comparator
from schemas.verdicts import Basis, Undetermined, Verdict
from services.indicators.domain.fold import Course
from services.indicators.domain.line import Line
from services.indicators.domain.ruling import Judged, Ruling
from services.indicators.domain.subject import Subject

FLANDERS = "BE2"
BELGIUM = "BE"
# A verdict on this many values is weak
WEAK_POINTS = 2


@dataclass(frozen=True)
class Findings:
    """A judged history with what is known around it; `missing` and `elsewhere` are members of a composite.

    `comparators` are the histories of others, `peers` their changes beside the own one, `rank` the place among them.
    """

    subject: Subject
    history: Line
    ruling: Ruling
    course: Course
    as_of: date | None
    freshness: Freshness
    projection: Projection | None = None
    band: tuple[BandPoint, ...] = ()
    other_methods: tuple[OtherMethod, ...] = ()
    missing: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    comparators: tuple[Comparator, ...] = ()
    peers: tuple[PeerChange, ...] = ()
    rank: Rank | None = None

    @property
    def newest(self) -> Judged | None:
        """The newest judged period, where it could be judged and no break has followed it."""
        newest = self.ruling.judged[-1] if self.ruling.judged and not self.history.ended else None
        return newest if newest and newest.standing else None

    @property
    def reason(self) -> Undetermined | None:
        """Why there is no verdict; None where there is one."""
        if self.course.verdict is not Verdict.undetermined:
            return None
        if self.subject.indicator.target_to_define:
            return Undetermined.no_target
        if self.history.latest is None:
            readings = self.history.readings
            return (readings[-1].missing if readings else None) or Undetermined.no_data
        return self.course.reason or self.ruling.reason or Undetermined.too_few_points

    @cached_property
    def points(self) -> int:
        """How many values the verdict rests on: those since the latest break, a declared baseline among them."""
        current, baseline = self.history.current, self.ruling.baseline
        if self.ruling.basis is not Basis.path or baseline is None:
            return len(current)
        start = baseline.period.position
        return 1 + sum(reading.position > start for reading in current)

    @cached_property
    def weak(self) -> bool:
        """Whether little carries the verdict: few values, or a newest one that confirms nothing by itself."""
        latest = self.history.latest
        if latest is None or self.course.verdict is Verdict.undetermined:
            return False
        # A level is held or not at one value; everything else needs a movement
        lone = self.ruling.basis is Basis.hold and len(self.history.segments) == 1
        few = self.points < WEAK_POINTS if lone else self.points <= WEAK_POINTS
        return few or latest.unreliable or not self.course.confirmed

    @property
    def stand_in(self) -> StandIn | None:
        """The place whose figure is used, where it is not the place that is meant."""
        places = self.subject.indicator.geography
        if self.history.geo != places.primary:
            return StandIn(geo=self.history.geo, instead_of=places.primary, kind="fallback")
        belgian = self.history.geo == BELGIUM and any(link.stand_in for link in self.subject.links)
        if self.subject.indicator.stand_in or belgian:
            return StandIn(geo=self.history.geo, instead_of=FLANDERS, kind="declared")
        return None

    @property
    def target(self) -> Target | None:
        """The target in the indicator's unit; None where there is none or its baseline is not known yet."""
        declared, goal = self.subject.indicator.target, self.ruling.goal
        if declared is None or (goal is None and declared.relative_to):
            return None
        return Target(
            value=declared.value if goal is None else goal,
            operator=declared.operator,
            year=declared.year,
            mode=declared.mode,
            scope=declared.scope,
            basis=declared.basis,
            reference=declared.reference,
            note=declared.note,
        )

    @property
    def deadline_passed(self) -> bool:
        """Whether the target year is over while no confirmed figure of it settles the matter."""
        target = self.subject.indicator.target
        if target is None or target.year is None or target.mode != "reach" or self.as_of is None:
            return False
        return self.as_of.year > target.year and self.course.verdict not in (Verdict.met, Verdict.missed)
