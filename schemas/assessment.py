"""The assessment: a verdict with every number that made it."""

import hashlib
from datetime import date, datetime
from typing import Literal, Self

from schemas.base import Event, Model, Sha256, Text, record
from schemas.chart import Chart, Point
from schemas.period import Period
from schemas.target import OpenTarget
from schemas.verdicts import Basis, Cause, DriftPolicy, Undetermined, Validity, Verdict


class AgendaEdition(Model):
    """The edition of the agenda a verdict was judged by: its number and the hash of its content."""

    edition: int
    sha256: Sha256


class Baseline(Model):
    """The start of the path."""

    period: Period
    value: float
    shown: str
    note: Text | None = None


class Target(Model):
    """What the indicator is judged against, and on whose authority."""

    value: float
    operator: Literal[">=", "<=", ">", "<", "="]
    year: int | None = None
    mode: Literal["reach", "hold"]
    scope: Literal["union", "member_state", "region"]
    basis: Literal["legal", "policy", "benchmark", "agenda", "proposal"]
    reference: Text | None = None
    note: Text | None = None


class Benchmark(Model):
    """The level of others or of the own past, with who stands in it and at which period."""

    kind: str
    value: float
    period: Period
    members: tuple[str, ...] = ()
    gap: float
    gap_before: float | None = None
    before_period: Period | None = None


class PeerChange(Model):
    """How the own value and a peer's changed between the same two periods, in the indicator's unit.

    `peer` is a place, or the benchmark's own name where it is the mean of the best members. Changes are signed as the
    values go; gaps so that negative is behind.
    """

    peer: str
    first: Period
    last: Period
    own: float
    others: float
    gap_before: float
    gap: float


class Rank(Model):
    """The place among the EU members, the best first: the own value stands in for Belgium's.

    `own` is the own change between the two periods, signed as the values go. `of` counts the own value and the members
    whose values of both periods are known and may be compared.
    """

    first: Period
    last: Period
    own: float
    before: int
    now: int
    of: int


class Pace(Model):
    """Observed change per year in the indicator's unit, its window, and what is needed from now.

    `latest` is the change per year between the two newest usable points; `standstill` is True where the average hides
    that the newest stretch is flat or falls back.
    """

    per_year: float
    first: Period
    last: Period
    needed_per_year: float | None = None
    latest: float | None = None
    latest_first: Period | None = None
    standstill: bool = False


class Projection(Model):
    """Where the observed pace leads by the target year, with an 80 % band; a projection, not a forecast."""

    year: int
    value: float
    low: float
    high: float
    arrival_year: float | None = None


class Tolerance(Model):
    """The band around the path that still counts as on track, in the indicator's unit, and what it rests on."""

    value: float
    basis: Literal["analyst", "default"]


class Episode(Model):
    """A stretch of periods with one verdict; alerts act on episodes, not on events.

    `id` is derived from (key, since, verdict, from_verdict), so the same history gives the same episode wherever and
    whenever it is computed. `edition` is that of the agenda which made it begin, where it was the agenda and no figure.
    """

    id: Sha256
    verdict: Verdict
    since: Period | None = None
    from_verdict: Verdict | None = None
    from_period: Period | None = None
    cause: Cause
    edition: int | None = None
    confirmed: bool = True
    suspect: bool = False


@record
class PeriodVerdict:
    """The verdict as it stood at one period of the history."""

    period: Period
    value: float
    expected: float | None = None
    ratio: float | None = None
    verdict: Verdict
    confirmed: bool = True


class Caveat(Model):
    """A warning the reader must see, with a stable code for machines."""

    code: str
    text: Text


class StandIn(Model):
    """The figure is of another place than the recommendation is about; said in the first sentence."""

    geo: str
    instead_of: str
    kind: Literal["fallback", "declared"]


class Freshness(Model):
    """Age of the newest figure against the dataset's own rhythm; a caveat, never a verdict."""

    state: Literal["fresh", "due", "overdue", "unknown"]
    next_release: str | None = None
    note: Text | None = None


class SplicePart(Model):
    """One publication of a spliced history."""

    periods: tuple[Period, ...]
    publisher: str
    reference: str


class Splice(Model):
    """The history comes from several publications of one definition; `comparable` False: no path across the parts."""

    comparable: bool
    note: Text
    rounding: Text | None = None
    parts: tuple[SplicePart, ...]


class Input(Model):
    """One series an assessment was computed from, at the version it had."""

    series_id: str
    version: int
    content_sha256: Sha256
    raw_sha256: Sha256
    retrieved_at: datetime
    published_at: datetime | None = None


class Heard(Model):
    """The answers of bodies an assessment takes in, in short: how many, which only grows, and the newest."""

    answers: int
    newest: datetime

    def is_older_than(self, known: "Heard") -> bool:
        """Whether less was heard."""
        return (self.answers, self.newest) < (known.answers, known.newest)


class Provenance(Model):
    """What an assessment was computed from, in short: a hash, how many series, the sum of their versions, the newest.

    Versions only grow and series are only added, so a smaller count or sum means less was known.
    """

    sha256: Sha256
    series: int
    versions: int
    retrieved_at: datetime | None = None

    def is_older_than(self, known: "Provenance") -> bool:
        """Whether less was known; what was retrieved later is news all the same, as after the loss of an archive."""
        if self.retrieved_at and known.retrieved_at and self.retrieved_at > known.retrieved_at:
            return False
        return (self.series, self.versions) < (known.series, known.versions)


class OtherMethod(Model):
    """A published method beside the binding one.

    `verdict` is what it says in our words, `status` in its own, `score` is on its own scale.
    """

    method: str
    value: float | None = None
    verdict: str
    agrees: bool
    score: float | None = None
    status: str | None = None


class Link(Model):
    """A recommendation this indicator serves, and how."""

    number: int
    slug: str
    title: Text
    validity: Validity
    lead: bool = False
    stand_in: bool = False


class Heir(Model):
    """One of several bodies that the tasks of a body went to."""

    body: str
    name: Text


class Owner(Model):
    """A body concerned, and for which recommendations.

    `accepted` only after the body said so itself for all of them; `accepts_target` after it said so of the target as it
    is now. `successors` where the body has ceased and its tasks went to several: one of them has to be named.
    """

    body: str
    name: Text
    accepted: bool = False
    accepts_target: bool = False
    recommendations: tuple[int, ...]
    successors: tuple[Heir, ...] = ()


class Assessment(Event):
    """Topic `policy.assessment.v1`, key `indicator/geo[/group]`: the verdict with every number that made it.

    Numbers are in the indicator's unit. `gap` is signed so that negative is behind. `ratio` is progress made over
    progress needed by the period of `latest`. Everything a mail or a chart needs is inside.
    """

    key: str
    indicator: str
    geo: str
    group: str | None = None
    title: Text
    definition: Text
    unit: str
    direction: Literal["up", "down"]
    frequency: str
    drift_policy: DriftPolicy
    agenda: AgendaEdition
    as_of: date | None = None
    basis: Basis | None = None
    verdict: Verdict
    reason: Undetermined | None = None
    episode: Episode
    history: tuple[PeriodVerdict, ...] = ()
    confidence: Literal["normal", "weak"] = "normal"
    latest: Point | None = None
    expected: float | None = None
    gap: float | None = None
    ratio: float | None = None
    baseline: Baseline | None = None
    target: Target | None = None
    target_to_define: OpenTarget | None = None
    benchmark: Benchmark | None = None
    peers: tuple[PeerChange, ...] = ()
    rank: Rank | None = None
    tolerance: Tolerance | None = None
    pace: Pace | None = None
    projection: Projection | None = None
    deadline_passed: bool = False
    stand_in: StandIn | None = None
    freshness: Freshness
    caveats: tuple[Caveat, ...] = ()
    splice: Splice | None = None
    inputs: tuple[Input, ...] = ()
    missing_inputs: tuple[str, ...] = ()
    other_methods: tuple[OtherMethod, ...] = ()
    chart: Chart
    links: tuple[Link, ...] = ()
    owners: tuple[Owner, ...] = ()
    heard: Heard | None = None
    canary: bool = False

    def inputs_sha256(self) -> str:
        """What this was computed from: SHA-256 over its inputs, one sorted line `series_id version content` each."""
        lines = sorted(f"{i.series_id} {i.version} {i.content_sha256}" for i in self.inputs)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def provenance(self) -> "Provenance":
        """What this was computed from, in short."""
        return Provenance(
            sha256=self.inputs_sha256(),
            series=len(self.inputs),
            versions=sum(i.version for i in self.inputs),
            retrieved_at=max((i.retrieved_at for i in self.inputs), default=None),
        )

    def is_older_than(self, known: Self) -> bool:
        """Whether this was made from less than `known` and must not take its place; equal ones are not older.

        By agenda edition, then by inputs, then by answers, then by day. An input counts as older when its version is
        lower and it was not retrieved later: versions begin anew where an archive was lost, and what is retrieved then
        is news. While tables are being filled again inputs and answers are missing, and before the first tick the day
        is.
        """
        if self.agenda.edition != known.agenda.edition:
            return self.agenda.edition < known.agenda.edition
        inputs = {i.series_id: i for i in self.inputs}
        for old in known.inputs:
            now = inputs.get(old.series_id)
            if now is None or (now.version < old.version and now.retrieved_at <= old.retrieved_at):
                return True
        if {(i.series_id, i.version) for i in self.inputs} != {(i.series_id, i.version) for i in known.inputs}:
            return False
        if known.heard and (self.heard is None or self.heard.is_older_than(known.heard)):
            return True
        return known.as_of is not None and (self.as_of is None or self.as_of < known.as_of)
