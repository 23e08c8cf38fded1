"""What ingest publishes: series snapshots, revisions, poll reports and the milestone register."""

from datetime import date, datetime
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from schemas.base import Event, JsonObject, Model, Sha256, Slug, Text
from schemas.period import Period


class Citation(Model):
    """Where a transcribed figure comes from: who produced it, where it was published, when it was read."""

    publisher: str
    reference: str
    url: str | None = None
    read_on: date | None = None
    remark: str | None = None


class Observation(Model):
    """One published value of a series.

    `value` is the decimal string as published, None where the publisher shows none. `obs_flags` are the SDMX
    observation status letters (b d e f i m n p u and the legacy r s z), each once, in the publisher's order; `conf` is
    the confidentiality status (C, N, P). `raw` is the hash of the body it was read from, where that is not the
    snapshot's own. `suspect` marks a jump against the series' own history that a person must look at.
    """

    period: Period
    value: str | None = None
    obs_flags: str = ""
    conf: str | None = None
    raw: Sha256 | None = None
    citation: Citation | None = None
    suspect: bool = False
    releases: int = 1


class Coverage(Model):
    """The first and last period a publisher's answer speaks about; a value is withdrawn only inside it."""

    first: Period
    last: Period


class RawReference(Model):
    """The publisher's bytes in the archive: sha256 of the body as received, where from, how many."""

    sha256: Sha256
    url: str
    media_type: str
    bytes: int
    query: str | None = None


class Attribution(Model):
    """Whose figure it is and under which licence it may be shown."""

    publisher: str
    text: str
    licence: str
    licence_url: str | None = None


class ReleaseRhythm(Model):
    """When a dataset's next figure is to be expected, so that staleness is judged against its own rhythm.

    `year_offset` and `month` name the usual month, counted from the reference year; `lag_days` is from the end of the
    reference period to publication (negative when published before it ends); `every_years` 2 for a biennial survey.
    """

    month: int | None = None
    year_offset: int | None = None
    lag_days: int | None = None
    every_years: int = 1
    note: str | None = None


class SeriesSnapshot(Event):
    """Topic `stats.series.v1`, key `series_id`: everything known of one series at one moment.

    `version` grows by one per published snapshot of the series. `content_sha256` is over unit and the sorted
    (period, value, obs_flags, conf), without labels and times, so equal figures have equal hashes. `published_at` is
    when the publisher released it (None where not told), `retrieved_at` when we learned it. `live` is False where the
    body is a recording that ships with Koers.
    """

    series_id: str
    source: str
    dataset: str
    dimensions: dict[str, str]
    unit: str
    frequency: str
    labels: dict[str, str]
    observations: tuple[Observation, ...]
    coverage: Coverage | None = None
    version: int
    published_at: datetime | None = None
    retrieved_at: datetime
    live: bool = True
    raw: RawReference
    recipe: str
    attribution: Attribution
    rhythm: ReleaseRhythm | None = None
    content_sha256: Sha256


class ChangeKind(StrEnum):
    """How one observation differs from the last published snapshot."""

    added = "added"
    revised = "revised"
    precision = "precision"
    suppressed = "suppressed"
    filled = "filled"
    withdrawn = "withdrawn"
    flag = "flag"


class ObservationChange(Model):
    """One changed observation; `old` is None for an addition, `new` is None for a withdrawal."""

    kind: ChangeKind
    period: Period
    old: Observation | None = None
    new: Observation | None = None


class SeriesRevision(Event):
    """Topic `stats.revision.v1`, key `series_id`: what a snapshot changed, written before it.

    `revision_id` is derived from (series_id, old_sha256, new_sha256): a crash between the two records loses nothing.
    """

    revision_id: Sha256
    series_id: str
    recipe: str
    old_sha256: Sha256 | None = None
    new_sha256: Sha256
    version: int
    published_at: datetime | None = None
    retrieved_at: datetime
    changes: tuple[ObservationChange, ...]


class PollOutcome(StrEnum):
    """How a poll of one recipe ended."""

    unchanged = "unchanged"
    changed = "changed"
    quarantined = "quarantined"
    failed = "failed"
    suspended = "suspended"


class PollReport(Event):
    """Topic `stats.poll.v1`, key `recipe`: the last poll and what ingest must remember of it.

    `sequence` is the archive position of the last body that was wholly published; a restart goes on behind it.
    `unreachable_since` is set while the source cannot be reached. `durations` are seconds per stage. `shape` are the
    codes per dimension of the last good body, with which the next one is compared.
    """

    recipe: str
    source: str
    dataset: str
    outcome: PollOutcome
    reason: str | None = None
    live: bool = True
    polled_at: datetime
    next_due: datetime | None = None
    unreachable_since: datetime | None = None
    last_success_at: datetime | None = None
    published_at: datetime | None = None
    retrieved_at: datetime | None = None
    raw_sha256: Sha256 | None = None
    sequence: int = 0
    validators: dict[str, str] = {}
    durations: dict[str, float] = {}
    series: int = 0
    series_changed: int = 0
    observations: int = 0
    changes: dict[ChangeKind, int] = {}
    suspects: int = 0
    missing: tuple[str, ...] = ()
    shape: dict[str, tuple[str, ...]] = {}
    attribution: Attribution | None = None
    rhythm: str | None = None
    next_release: str | None = None


class MilestoneStatus(StrEnum):
    """State of a milestone; `not_checked` is a state, not a gap."""

    done = "done"
    partly = "partly"
    announced = "announced"
    open = "open"
    not_checked = "not_checked"


class DueBasis(StrEnum):
    """What a due date rests on; only legal, policy and accepted dates can be overdue."""

    legal = "legal"
    policy = "policy"
    accepted = "accepted"
    proposal = "proposal"


class MilestoneState(Event):
    """Topic `policy.milestone.v1`, key milestone id: the register's state of one milestone.

    `done_on` is the day it was last done, from which a recurring one (`recurrence`, an ISO 8601 duration) is due again.
    `planned` is the day a body expects it where another date binds; it comes from answers, never from the register.
    """

    id: Slug
    title: Text
    done_when: Text
    status: MilestoneStatus
    status_note: Text | None = None
    as_of: date | None = None
    due: date | None = None
    due_basis: DueBasis | None = None
    due_note: Text | None = None
    planned: date | None = None
    recurrence: str | None = None
    done_on: date | None = None
    depends_on: tuple[str, ...] = ()
    owner: str | None = None
    recommendations: tuple[int, ...] = ()
    action: str | None = None
    reference: str | None = None
    edition: int

    @model_validator(mode="after")
    def _serves_something(self) -> Self:
        if bool(self.recommendations) == bool(self.action):
            raise ValueError(f"milestone {self.id}: give recommendations or an action, not both and not neither")
        return self


class Meta(Event):
    """Topic `koers.meta.v1`, key `name`: facts about this broker's data, first of all its `epoch`."""

    name: str
    value: str
    details: JsonObject = {}
