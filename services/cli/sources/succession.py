"""`koers series succeed`: a publisher replaces a code or a dataset, and the history goes on under the new one.

The agenda is edited as text, so that its comments and its order stay: the new series stands before the old one, which
from then on fills only the periods the new one lacks; a caveat says so to the reader, and a break where it is one.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from schemas.period import Period
from schemas.series import SeriesId
from services.ingest.recipes import CONNECTORS
from services.runtime.agenda import check_agenda
from services.runtime.errors import ConfigError

_ITEM = "      - "
_FIELD = "    "


@dataclass
class Succession:
    """One replacement; `told` are the lines for the person who asked for it."""

    old: SeriesId
    new: SeriesId
    broken: bool
    first: Period | None
    told: list[str] = field(default_factory=list)


def succeed(succession: Succession, folder: Path, recipes: Path = CONNECTORS) -> list[str]:
    """Edit the agenda in `folder` and the recipes; returns what was done and what is left to do.

    Raises ConfigError, and leaves every file as it was, when nothing uses the old series or the agenda would not hold.
    """
    before = {path: path.read_text(encoding="utf-8") for path in sorted((folder / "indicators").glob("*.yaml"))}
    after = {path: _edited(text, succession) for path, text in before.items()}
    changed = {path: text for path, text in after.items() if text != before[path]}
    if not changed:
        raise ConfigError(
            f"no indicator names {succession.old}; give the series as the agenda writes it, without a place"
        )
    for path, text in changed.items():
        path.write_text(text, encoding="utf-8")
    faults = check_agenda(folder, draft=True).faults.lines
    if faults:
        for path in changed:
            path.write_text(before[path], encoding="utf-8")
        raise ConfigError("the agenda would not hold, nothing is changed:\n  " + "\n  ".join(faults))
    _recipes(succession, recipes)
    succession.told.append(
        "raise the edition in edition.yaml and say why; `koers agenda check` and `diff` show the rest"
    )
    return succession.told


def _edited(text: str, succession: Succession) -> str:
    """The file with the new series before every use of the old one."""
    lines = text.splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith("  - id: ")] + [len(lines)]
    if len(starts) == 1:
        return text
    parts = [lines[: starts[0]]]
    parts += [_indicator(lines[first:last], succession) for first, last in pairwise(starts)]
    return "\n".join(line for part in parts for line in part) + "\n"


def _indicator(lines: list[str], succession: Succession) -> list[str]:
    uses = [i for i, line in enumerate(lines) if re.match(rf"^\s+(- )?id: {re.escape(str(succession.old))}$", line)]
    if not uses:
        return lines
    name = lines[0].partition("id: ")[2]
    for use in reversed(uses):
        first, last = _item(lines, use)
        lines = [*lines[:first], *_successor(lines[first:last], succession), *lines[first:]]
    succession.told.append(f"{name}: {succession.new} comes first, {succession.old} fills what it lacks")
    lines = _with_caveat(lines, succession)
    return _with_break(lines, name, succession) if succession.broken else lines


def _item(lines: list[str], inside: int) -> tuple[int, int]:
    """The first line of the list item around a line, and the one behind its last."""
    first = next(i for i in range(inside, -1, -1) if lines[i].startswith(_ITEM))
    last = next(
        (i for i in range(first + 1, len(lines)) if not lines[i].startswith(_ITEM.replace("-", " "))), len(lines)
    )
    return first, last


def _successor(item: list[str], succession: Succession) -> list[str]:
    """The reference to the new series: same input and places, its codes not confirmed until somebody has seen them."""
    kept: list[str] = []
    for line in item:
        if re.match(r"^\s+(- )?(verified|note):", line) or (kept and line.startswith(" " * 10)):
            continue
        kept.append(line.replace(str(succession.old), str(succession.new)))
    return [
        *kept,
        "        verified: partly",
        f"        note: Takes over from {succession.old}; not yet seen in an answer.",
    ]


def _end_of(lines: list[str], name: str) -> int | None:
    """The line behind a field of an indicator; None where it has none."""
    first = next((i for i, line in enumerate(lines) if re.match(rf"^{_FIELD}{name}:", line)), None)
    if first is None:
        return None
    return next((i for i in range(first + 1, len(lines)) if not lines[i].startswith(_FIELD + " ")), len(lines))


def _with_caveat(lines: list[str], succession: Succession) -> list[str]:
    """Whoever reads a figure of the indicator is told of the change."""
    old, new = succession.old.dataset, succession.new.dataset
    what = f"{old} was replaced by {new}" if old != new else f"a code of {old} was replaced"
    wat = f"{old} werd vervangen door {new}" if old != new else f"een code van {old} werd vervangen"
    told = [
        f"      - en: The publisher changed the series ({what}); periods the new one lacks come from the old one.",
        f"        nl: De uitgever wijzigde de reeks ({wat}); perioden die de nieuwe mist, komen uit de oude.",
    ]
    return _appended(lines, "caveats", told)


def _appended(lines: list[str], name: str, told: list[str]) -> list[str]:
    """The lines at the end of a list of the indicator; a list it lacks is begun behind the drift policy."""
    at = _end_of(lines, name)
    if at is not None:
        return [*lines[:at], *told, *lines[at:]]
    at = _end_of(lines, "drift_policy") or len(lines)
    return [*lines[:at], f"{_FIELD}{name}:", *told, *lines[at:]]


def _with_break(lines: list[str], name: str, succession: Succession) -> list[str]:
    period = f"      - period: '{succession.first.label}'\n        reason:" if succession.first else "      - reason:"
    told = [
        *period.split("\n"),
        f"          en: change of series, from {succession.old.dataset} to {succession.new.dataset}",
        f"          nl: wijziging van reeks, van {succession.old.dataset} naar {succession.new.dataset}",
    ]
    at = _end_of(lines, "breaks")
    if at is not None:
        return [*lines[:at], *told, *lines[at:]]
    at = _end_of(lines, "drift_policy") or len(lines)
    succession.told.append(
        f"{name}: a break {'in ' + succession.first.label if succession.first else 'without a date'}"
    )
    return [*lines[:at], "    breaks:", *told, *lines[at:]]


def _recipes(succession: Succession, root: Path) -> None:
    """The recipe of a new dataset, after that of the old one, which names its successor."""
    old, new = succession.old, succession.new
    if (old.source, old.dataset) == (new.source, new.dataset):
        return
    former = root / old.source / "recipes" / f"{old.dataset}.yaml"
    recipe = root / new.source / "recipes" / f"{new.dataset}.yaml"
    if former.exists():
        text = former.read_text(encoding="utf-8")
        if old.source == new.source and not recipe.exists():
            own = re.sub(rf"(?m)^dataset: {re.escape(old.dataset)}$", f"dataset: {new.dataset}", text)
            recipe.write_text(own, encoding="utf-8")
            succession.told.append(f"wrote recipe {new.source}.{new.dataset}; look at its title, unit and rhythm")
        if old.source == new.source and "\nsuccessor:" not in text:
            former.write_text(f"{text.rstrip()}\nsuccessor: {new.dataset}\n", encoding="utf-8")
            succession.told.append(f"recipe {old.source}.{old.dataset} names {new.dataset} as its successor")
    if not recipe.exists():
        succession.told.append(f"write a recipe for {new.source}.{new.dataset}")
