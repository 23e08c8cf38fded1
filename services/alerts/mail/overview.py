"""The one mail of the first start: where everything of a body stands, and what it is asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.verdicts import Undetermined, Verdict
from services.alerts.domain.routing import DESK
from services.alerts.mail.content import AlertItem, OverviewContent, OverviewMilestone, OverviewRow, OverviewTarget
from services.alerts.mail.definition import definition
from services.alerts.mail.desk import LEADS, STATES
from services.alerts.mail.letter import about, banner, ways_out
from services.alerts.mail.milestone import due_sentence, is_unchecked, status_sentence
from services.alerts.mail.opening import cap, preface
from services.alerts.mail.population import lower_first, placed_title
from services.alerts.mail.story import Link, Row, capital, say
from services.alerts.mail.telling import TONES
from services.alerts.mail.words import numbered
from services.alerts.texts import phrase, phrase_in
from services.runtime.wording import DATE_PASSED_UNCHECKED, REASONS, VERDICTS, Lang, publisher_name, verdict_sentence

_INTRO = {
    False: phrase("Koers begins to watch the SERV recommendations for which {body} is the proposed lead."),
    True: phrase("Koers begins to watch the SERV recommendations for which {body} is the lead."),
}
_DESK_INTRO = phrase(
    "Koers begins to watch the SERV recommendations. This is what has no lead or is about the data itself."
)
_NOT_OURS = phrase("Is your organisation not the right one? Then answer this mail.")
_EDITION = phrase(
    "The agenda of Koers has a new edition, number {edition}. These verdicts changed by it; no figure did. "
    "Nothing is asked of you."
)
_WHY = phrase("The reason: {why}")
_WAS = phrase("It was: {previous}.")
_COUNTED = phrase("This is how the indicators stand:")
_ONCE = phrase("This picture comes once. After it we write only when a verdict worsens or a date passes.")
_ANNOUNCED = phrase("A mail of its own comes about this.")
_OVERDUE = phrase("Milestones overdue")
_PASSED = phrase("Milestones: {how}")
_ASKED = phrase("Milestones: how do they stand?")
_TOGETHER = phrase("Answer about the milestones at once")
_ONE_FORM = phrase("One form for all milestones below")
_FILL_IN = phrase("Fill in what you know and leave the rest empty; opening the link changes nothing.")
_FORM = phrase("To the form")
_TO_DEFINE = phrase("Targets: would you complete them?")
_MATTERS = phrase("For the data team")
_BOARD, _ANSWER = phrase("On the board"), phrase_in("verb", "Answer")
_ORDER = (
    Verdict.missed, Verdict.moving_away, Verdict.off_track, Verdict.at_risk, Verdict.on_track, Verdict.met,
    Verdict.undetermined,
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One indicator, milestone or matter: its title, what there is to say, and where to go."""

    title: str
    sentences: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Section:
    """Entries under one heading."""

    heading: str
    tone: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Overview:
    """A whole overview in one language."""

    lang: Lang
    banner: tuple[str, ...]
    intro: tuple[str, ...]
    counts: tuple[Row, ...]
    sections: tuple[Section, ...]
    footer: tuple[str, ...]
    links: tuple[Link, ...]


def overview(content: OverviewContent, lang: Lang) -> Overview:
    """The overview of one body: the count of every verdict, then everything, the worst first."""
    counts = tuple(Row(capital(VERDICTS[v][lang]), str(content.counts[v])) for v in _ORDER if content.counts.get(v))
    judged = [(verdict, [row for row in content.rows if row.assessment.verdict is verdict]) for verdict in _ORDER]
    sections = [_section(verdict, rows, lang) for verdict, rows in judged if rows]
    return Overview(
        lang=lang,
        banner=banner(content, lang),
        intro=_intro(content, lang),
        counts=counts,
        sections=(*sections, *_asked(content, lang)),
        footer=about(content, lang),
        links=ways_out(content, lang),
    )


def _intro(content: OverviewContent, lang: Lang) -> tuple[str, ...]:
    if content.edition is not None:
        why = (say(_WHY, lang, why=content.why[lang]),) if content.why else ()
        return (say(_EDITION, lang, edition=content.edition), *why, _COUNTED[lang])
    if content.body.id == DESK:
        return (_DESK_INTRO[lang], _ONCE[lang], _COUNTED[lang])
    body = content.body.name[lang]
    doubt = () if content.body.accepted else (_NOT_OURS[lang],)
    return (say(_INTRO[content.body.accepted], lang, body=body), *doubt, _ONCE[lang], _COUNTED[lang])


def _section(verdict: Verdict, rows: Sequence[OverviewRow], lang: Lang) -> Section:
    entries = _unjudged(rows, lang) if verdict is Verdict.undetermined else [_indicator(row, lang) for row in rows]
    return Section(capital(VERDICTS[verdict][lang]), TONES[verdict], tuple(entries))


def _indicator(row: OverviewRow, lang: Lang) -> Entry:
    """A stand-in or a proxy is told first, so the verdict's sentence need not say it again."""
    a = row.assessment
    title = capital(placed_title(a, lang))
    if row.recommendations:
        title = f"{title} ({numbered(row.recommendations, lang)})"
    verdict = verdict_sentence(a.model_copy(update={"stand_in": None}), lang)
    said = [*preface(row.recommendations, a, lang), verdict, cap(row.recommendations, a, lang)]
    said += [_ANNOUNCED[lang]] if row.announced else []
    said += [say(_WAS, lang, previous=VERDICTS[row.previous][lang])] if row.previous else []
    return Entry(title, tuple(filter(None, said)), (Link(row.board_url, _BOARD[lang]),))


def _unjudged(rows: Sequence[OverviewRow], lang: Lang) -> list[Entry]:
    """What cannot be judged yet, together by reason."""
    titles: dict[str, list[str]] = {}
    for row in rows:
        reason = REASONS[row.assessment.reason or Undetermined.no_data][lang]
        titles.setdefault(capital(reason), []).append(lower_first(placed_title(row.assessment, lang)))
    return [Entry(reason, (f"{'; '.join(named)}.",), ()) for reason, named in titles.items()]


def _asked(content: OverviewContent, lang: Lang) -> list[Section]:
    late = [m for m in content.milestones if m.overdue]
    overdue = tuple(_milestone(m, lang) for m in late if not is_unchecked(m.milestone))
    passed = tuple(_milestone(m, lang) for m in late if is_unchecked(m.milestone))
    asked = tuple(_milestone(m, lang) for m in content.milestones if not m.overdue)
    together = _together(content, lang)
    targets = tuple(_target(t, lang) for t in content.targets)
    matters = tuple(_matter(item, lang) for item in content.matters)
    sections = (
        Section(_TOGETHER[lang], "risk", together),
        Section(_OVERDUE[lang], "bad", overdue),
        Section(say(_PASSED, lang, how=DATE_PASSED_UNCHECKED[lang]), "risk", passed),
        Section(_ASKED[lang], "risk", asked),
        Section(_TO_DEFINE[lang], "risk", targets),
        Section(_MATTERS[lang], "risk", matters),
    )
    return [section for section in sections if section.entries]


def _together(content: OverviewContent, lang: Lang) -> tuple[Entry, ...]:
    """One form for all milestones, where there are several and the body itself reads this."""
    if content.body_url is None or len(content.milestones) < 2:
        return ()
    links = (Link(f"{content.body_url}#milestones", _FORM[lang]),)
    return (Entry(_ONE_FORM[lang], (_FILL_IN[lang],), links),)


def _milestone(asked: OverviewMilestone, lang: Lang) -> Entry:
    m = asked.milestone
    title = f"{m.title[lang]} ({numbered(m.recommendations, lang)})" if m.recommendations else m.title[lang]
    links = [Link(asked.action_url, _ANSWER[lang])] if asked.action_url else []
    said = (due_sentence(m, asked.overdue, lang), status_sentence(m, lang))
    return Entry(title, said, (*links, Link(asked.board_url, _BOARD[lang])))


def _target(asked: OverviewTarget, lang: Lang) -> Entry:
    a = asked.assessment
    title = capital(placed_title(a, lang))
    if asked.recommendations:
        title = f"{title} ({numbered(asked.recommendations, lang)})"
    links = [Link(asked.action_url, _ANSWER[lang])] if asked.action_url else []
    said = definition(a, a.target_to_define, lang) if a.target_to_define else ()
    return Entry(title, said, (*links, Link(asked.board_url, _BOARD[lang])))


def _matter(item: AlertItem, lang: Lang) -> Entry:
    links = (Link(item.board_url, _BOARD[lang]),)
    if item.assessment:
        return Entry(capital(placed_title(item.assessment, lang)), (verdict_sentence(item.assessment, lang),), links)
    report = item.report
    if report is None:
        raise ValueError(f"alert {item.alert_id} is no matter of the data team")
    publisher = publisher_name(report.attribution.publisher if report.attribution else report.source, lang)
    said = (say(LEADS[item.kind], lang, publisher=publisher, dataset=report.dataset), report.reason or "")
    return Entry(f"{STATES[item.kind][lang]}: {publisher}, {report.dataset}", tuple(filter(None, said)), links)
