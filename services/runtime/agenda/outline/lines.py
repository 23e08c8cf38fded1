"""An indicator or a milestone in one line, for lists."""

from schemas.agenda import Indicator, Milestone
from services.runtime.agenda.outline.look_ups import LookUps
from services.runtime.agenda.words import target_text, word
from services.runtime.wording import Lang, format_date, format_period, format_round, place_name


def path_text(indicator: Indicator, lang: Lang) -> str:
    """`straight, from 54.5% in 2021 (Flemish Region)`."""
    told = word("path", indicator.path, lang)
    start = indicator.baseline
    if start is None:
        return told
    value = format_round(start.value, indicator.unit, lang)
    from_in = ("van", "in") if lang == "nl" else ("from", "in")
    when = format_period(start.period, lang)
    return f"{told}, {from_in[0]} {value} {from_in[1]} {when} ({place_name(start.geo, lang)})"


def judged_text(indicator: Indicator, lang: Lang) -> str:
    """What it is judged against, in one line."""
    if indicator.target is not None:
        told = f"{'doel' if lang == 'nl' else 'target'}: {target_text(indicator.target, indicator.unit, lang)}"
        path = f"{'pad' if lang == 'nl' else 'path'}: {path_text(indicator, lang)}"
        return told if indicator.path == "none" else f"{told}; {path}"
    if indicator.benchmark is not None:
        what = "vergeleken met" if lang == "nl" else "compared with"
        return f"{what} {word('benchmark', indicator.benchmark, lang)}"
    none = {"nl": "geen doel en geen vergelijking, alleen de richting", "en": "no target, no benchmark, direction only"}
    return f"{none[lang]}: {word('direction', indicator.direction, lang)}"


def milestone_line(milestone: Milestone, about: LookUps) -> str:
    """`m015-1 Title: not checked yet; due 30 June 2027 (proposed by Koers); Owner [id]`."""
    lang = about.lang
    told = [word("status", milestone.status.value, lang)]
    if milestone.due is not None:
        basis = word("due_basis", milestone.due_basis.value, lang) if milestone.due_basis is not None else ""
        told.append(f"{'tegen' if lang == 'nl' else 'due'} {format_date(milestone.due, lang)} ({basis})")
    if milestone.recurrence is not None:
        told.append(f"{'herhaling' if lang == 'nl' else 'repeats'} {milestone.recurrence}")
    return f"{milestone.id} {milestone.title[lang]}: {'; '.join([*told, about.body(milestone.owner)])}"
