"""What is behind: assessments against their series, roll-ups against assessments, alerts against episodes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from schemas.assessment import Heard

What = Literal["assessment", "rollup", "alert"]
Version = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Expected:
    """What the agenda asks for: the series of each assessment, and the assessments of each recommendation.

    `items` are, by assessment, what bodies may answer about so that it concerns its owners or target.
    """

    edition: int
    series: Mapping[str, frozenset[str]]
    members: Mapping[int, frozenset[str]]
    items: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """An assessment as it stands: from which versions and answers, by which edition, and with which episode."""

    edition: int
    inputs: Mapping[str, Version]
    inputs_sha256: str
    episode: str
    heard: Heard | None = None


@dataclass(frozen=True, slots=True)
class RolledUp:
    """A roll-up as it stands: of each member the inputs and the episode it was made from."""

    edition: int
    members: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class View:
    """Everything known at one moment.

    `answers` are the times of those about each item. `handled` holds (assessment, episode) as the alert service
    reported them.
    """

    series: Mapping[str, Version] = field(default_factory=dict)
    assessments: Mapping[str, Made] = field(default_factory=dict)
    rollups: Mapping[int, RolledUp] = field(default_factory=dict)
    handled: frozenset[tuple[str, str]] = frozenset()
    answers: Mapping[str, Sequence[datetime]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Behind:
    """One thing that is behind, why (`missed` changes when what it should know changes), and what to compute again."""

    what: What
    name: str
    missed: str
    rechecks: tuple[str, ...]


def find_behind(expected: Expected, view: View) -> list[Behind]:
    """Everything that is behind, at the first place of the chain where it can be seen.

    What hangs on an assessment that is itself behind is not counted as well: it will follow.
    """
    assessments = {item.name: item for item in _assessments(expected, view)}
    late = frozenset(assessments)
    return [*assessments.values(), *_rollups(expected, view, late), *_alerts(expected, view, late)]


def _assessments(expected: Expected, view: View) -> Iterator[Behind]:
    for key, wanted in expected.series.items():
        made = view.assessments.get(key)
        if made is None:
            yield Behind("assessment", key, "never made", (key,))
        elif made.edition < expected.edition:
            yield Behind("assessment", key, f"edition {expected.edition}", (key,))
        elif made.edition == expected.edition:
            newer = [f"{s} {view.series[s][0]}" for s in sorted(wanted) if s in view.series and _missed(s, made, view)]
            newer += _unheard(key, made, expected, view)
            if newer:
                yield Behind("assessment", key, ", ".join(newer), (key,))


def _unheard(key: str, made: Made, expected: Expected, view: View) -> list[str]:
    """What was answered about it that it has not taken in."""
    said = [at for item in expected.items.get(key, ()) for at in view.answers.get(item, ())]
    if not said:
        return []
    wanted = Heard(answers=len(said), newest=max(said))
    late = made.heard is None or made.heard.is_older_than(wanted)
    return [f"answers {wanted.answers} {wanted.newest.isoformat()}"] if late else []


def _missed(series: str, made: Made, view: View) -> bool:
    """Whether an assessment was made without this series, from a lower version, or from other content of the same."""
    used, now = made.inputs.get(series), view.series[series]
    return used is None or used[0] < now[0] or (used[0] == now[0] and used[1] != now[1])


def _rollups(expected: Expected, view: View, late: frozenset[str]) -> Iterator[Behind]:
    for number, keys in expected.members.items():
        rollup = view.rollups.get(number)
        if rollup is not None and rollup.edition > expected.edition:
            continue
        current = {key: view.assessments[key] for key in sorted(keys - late) if key in view.assessments}
        if rollup is None or rollup.edition < expected.edition:
            if not keys & late:
                yield Behind("rollup", str(number), f"edition {expected.edition}", tuple(current))
            continue
        missed = [key for key, made in current.items() if rollup.members.get(key) != (made.inputs_sha256, made.episode)]
        if missed:
            why = ", ".join(f"{key} {current[key].inputs_sha256[:12]} {current[key].episode[:12]}" for key in missed)
            yield Behind("rollup", str(number), why, tuple(missed))


def _alerts(expected: Expected, view: View, late: frozenset[str]) -> Iterator[Behind]:
    for key in expected.series:
        made = view.assessments.get(key)
        if made is not None and key not in late and (key, made.episode) not in view.handled:
            yield Behind("alert", key, made.episode, (key,))
