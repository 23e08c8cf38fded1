"""What the indicator service says: verdicts with everything that made them, and their roll-up."""

import hashlib
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from schemas.base import Event, Model, Sha256, Text
from schemas.period import Period
from schemas.stats import Citation, MilestoneState, SeriesSnapshot


class Verdict(StrEnum):
    """How an indicator stands against its target; design section 5."""

    met = "met"
    on_track = "on_track"
    at_risk = "at_risk"
    off_track = "off_track"
    moving_away = "moving_away"
    missed = "missed"
    undetermined = "undetermined"


class Basis(StrEnum):
    """What the verdict is judged against."""

    path = "path"
    hold = "hold"
    benchmark = "benchmark"
    direction = "direction"


class Undetermined(StrEnum):
    """Why there is no verdict."""

    no_data = "no_data"
    too_few_points = "too_few_points"
    no_target = "no_target"
    suppressed = "suppressed"
    incomparable = "incomparable"


class Cause(StrEnum):
    """What made the present episode begin."""

    data = "data"
    revision = "revision"
    deadline = "deadline"
    target_change = "target_change"
    method_change = "method_change"
    source_change = "source_change"


class Validity(StrEnum):
    """How an indicator serves a recommendation."""

    direct = "direct"
    proxy = "proxy"
    context = "context"


class DriftPolicy(StrEnum):
    """What may alert."""

    alert = "alert"
    annual_only = "annual_only"
    regression_only = "regression_only"
    manual_entry = "manual_entry"
    context_only = "context_only"


class AgendaEdition(Model):
    """The edition of the agenda a verdict was judged by: its number and the hash of its content."""

    edition: int
    sha256: Sha256


class PointSource(Model):
    """Where one point of the history comes from, complete enough for a reader to find it again."""

    series_id: str
    publisher: str
    url: str | None = None
    query: str | None = None
    raw_sha256: Sha256
    retrieved_at: datetime
    published_at: datetime | None = None
    live: bool = True
    citation: Citation | None = None


class Point(Model):
    """One usable or unusable value on the chart; `value` in the indicator's unit, `shown` as published.

    A computed value names its first part under `source` and the others under `parts`.
    """

    period: Period
    value: float | None = None
    shown: str | None = None
    flags: str = ""
    provisional: bool = False
    suspect: bool = False
    is_break: bool = False
    source: PointSource
    parts: tuple[PointSource, ...] = ()


class PathPoint(Model):
    """A corner of the path or the band: position in years (annual 2025 = 2025.0) and value in the indicator's unit."""

    position: float
    value: float


class BandPoint(Model):
    """The projection at one position with its 80 % limits."""

    position: float
    value: float
    low: float
    high: float


class Comparator(Model):
    """Another place's history of the same measure."""

    geo: str
    points: tuple[Point, ...]


class Chart(Model):
    """All that a chart needs: own points, path, projection with band, target, breaks, comparators."""

    points: tuple[Point, ...] = ()
    path: tuple[PathPoint, ...] = ()
    projection: tuple[BandPoint, ...] = ()
    comparators: tuple[Comparator, ...] = ()


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
    whenever it is computed.
    """

    id: Sha256
    verdict: Verdict
    since: Period | None = None
    from_verdict: Verdict | None = None
    from_period: Period | None = None
    cause: Cause
    confirmed: bool = True
    suspect: bool = False


class PeriodVerdict(Model):
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


class OtherMethod(Model):
    """A published method beside the binding one."""

    method: str
    value: float | None = None
    verdict: str
    agrees: bool


class Link(Model):
    """A recommendation this indicator serves, and how."""

    number: int
    slug: str
    title: Text
    validity: Validity
    lead: bool = False
    stand_in: bool = False


class Owner(Model):
    """A body concerned, and for which recommendations; `accepted` only after the body said so itself."""

    body: str
    name: Text
    accepted: bool = False
    recommendations: tuple[int, ...]


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
    benchmark: Benchmark | None = None
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
    canary: bool = False

    def inputs_sha256(self) -> str:
        """What this was computed from: SHA-256 over its inputs, one sorted line `series_id version content` each."""
        lines = sorted(f"{i.series_id} {i.version} {i.content_sha256}" for i in self.inputs)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


class IndicatorInput(Event):
    """Topic `policy.input.v1`, key `indicator/geo`: a snapshot, sent to each indicator that uses the series."""

    key: str
    snapshot: SeriesSnapshot
    published_offset: int | None = None


class Tick(Event):
    """Topic `policy.tick.v1`, key `indicator/geo`: the Brussels date, for agents that never read a clock."""

    key: str
    date: date


class Recheck(Event):
    """Topic `policy.recheck.v1`, key `indicator/geo`: compute again with the snapshots the board holds."""

    key: str
    attempt: int
    date: date
    snapshots: tuple[SeriesSnapshot, ...]


class AnswerStatus(StrEnum):
    """What a body says about an indicator or a milestone."""

    acknowledged = "acknowledged"
    measure_planned = "measure_planned"
    done = "done"
    disputed = "disputed"
    not_ours = "not_ours"
    withdrawn = "withdrawn"


class Answer(Event):
    """Topic `policy.answer.v1`, key `body/item`: a body's answer, in the body's name, never a person's."""

    body: str
    item: str
    status: AnswerStatus
    reason: str | None = None
    evidence_url: str | None = None
    planned_date: date | None = None
    accepts_ownership: bool | None = None
    as_of: datetime
    public: bool = False


class Member(Event):
    """Topic `policy.member.v1`, key recommendation number: one member of a recommendation, as it stands now."""

    recommendation: int
    assessment: Assessment | None = None
    milestone: MilestoneState | None = None
    as_of: date | None = None


class RecommendationStatus(StrEnum):
    """How a recommendation is known."""

    measured = "measured"
    milestones_only = "milestones_only"
    not_known_yet = "not_known_yet"


class MemberState(Model):
    """One indicator inside a roll-up: its own verdict and what counts here (a proxy is never worse than at_risk)."""

    key: str
    indicator: str
    title: Text
    validity: Validity
    lead: bool
    verdict: Verdict
    counted: Verdict | None = None
    reason: Undetermined | None = None
    stand_in: bool = False
    episode: Sha256
    inputs_sha256: Sha256


class RecommendationState(Event):
    """Topic `policy.recommendation.v1`, key recommendation number: the roll-up with its members.

    `headline` is the counted verdict of `headline_member` (the lead indicator, else the worst confirmed direct one,
    else the best-supported proxy); with milestones only it is None and the counts stand for themselves.
    """

    number: int
    slug: str
    title: Text
    area: str
    lead_body: str
    status: RecommendationStatus
    headline: Verdict | None = None
    headline_member: str | None = None
    members: tuple[MemberState, ...] = ()
    distribution: dict[Verdict, int] = {}
    milestones: dict[str, int] = {}
    milestone_ids: tuple[str, ...] = ()
    agenda: AgendaEdition
    as_of: date | None = None
