"""The words of a back-test, in both languages, for the table and the page."""

from collections.abc import Mapping, Sequence

from schemas.base import Text
from services.cli.backtest.outcome import Mail, Outcome, Run, Step
from services.runtime.wording import REASONS, VERDICTS, Lang, format_period, format_published, format_value

WORDS: Mapping[str, Text] = {
    "title": Text(nl="Terugblik", en="Back-test"),
    "window": Text(nl="{first} tot en met {last}", en="{first} to {last}"),
    "edition": Text(nl="editie {edition} van de agenda", en="edition {edition} of the agenda"),
    "indicator": Text(nl="indicator", en="indicator"),
    "known_by": Text(nl="bekend door", en="known by"),
    "verdicts": Text(nl="oordeel in de tijd", en="verdict over time"),
    "verdict": Text(nl="oordeel", en="verdict"),
    "figure": Text(nl="cijfer", en="figure"),
    "day": Text(nl="dag", en="day"),
    "told": Text(nl="aan", en="to"),
    "what": Text(nl="wat", en="what"),
    "why": Text(nl="waarom", en="why"),
    "mails": Text(nl="mails", en="mails"),
    "mails_told": Text(nl="Wat zou zijn gemaild", en="What would have been mailed"),
    "no_mails": Text(nl="Er zou niets zijn gemaild.", en="Nothing would have been mailed."),
    "taken_back": Text(nl="teruggenomen", en="taken back"),
    "taken_back_on": Text(nl="{day}: {verdict}, {why}", en="{day}: {verdict}, {why}"),
    "no_longer": Text(nl="geen oordeel meer", en="no verdict any more"),
    "share": Text(nl="aandeel", en="share"),
    "held": Text(nl="wacht op een mens", en="waits for a person"),
    "desk": Text(nl="datadesk", en="data desk"),
    "unconfirmed": Text(nl="niet bevestigd", en="not confirmed"),
    "standing": Text(nl="op de eerste dag", en="on the first day"),
    "recording": Text(nl="opgenomen antwoord", en="recorded answer"),
    "publication_order": Text(nl="volgorde van publicatie", en="publication order"),
    "calendar": Text(nl="kalender", en="calendar"),
    "lag_unknown": Text(nl="publicatiedag niet bekend", en="day of release not known"),
    "vintages": Text(nl="{count} opnamen", en="{count} recordings"),
    "revised": Text(nl="cijfer herzien", en="figure revised"),
    "late": Text(nl="cijfer kwam later", en="figure came late"),
    "verdict_worsened": Text(nl="oordeel verslechterd", en="verdict worsened"),
    "target_missed": Text(nl="doel gemist", en="target missed"),
    "gap_widening": Text(nl="kloof groeit", en="gap widens"),
    "series_break": Text(nl="breuk in de reeks", en="break in the series"),
    "revision_changed_verdict": Text(nl="herziening verandert het oordeel", en="revision changes the verdict"),
    "data_stale": Text(nl="cijfer blijft uit", en="figure overdue"),
    "unknown": Text(nl="onbekend", en="unknown"),
    "totals": Text(
        nl="Mails: {mails}; teruggenomen: {taken_back} ({share}); wachten op een mens: {held}; berichten aan de "
        "datadesk: {notices}. Indicatoren met cijfers: {indicators}, waarvan met een oordeel op het einde: "
        "{with_verdict}.",
        en="Mails: {mails}; taken back: {taken_back} ({share}); waiting for a person: {held}; notices to the data "
        "desk: {notices}. Indicators with figures: {indicators}, of which with a verdict at the end: {with_verdict}.",
    ),
    "no_share": Text(nl="geen aandeel", en="no share"),
    "without_figures": Text(nl="Indicatoren zonder cijfers: {count}.", en="Indicators without figures: {count}."),
    "order": Text(
        nl="Indicatoren met meer dan één opname, afgespeeld zoals die bekend werden: {vintages}. Met één opname: "
        "{single}; daar geldt elk cijfer als bekend op het einde van zijn periode plus de publicatietermijn van de "
        "dataset, zodat een herziening er niet te zien is. Waarvan zonder bekende termijn: {unknown}; daar telt het "
        "einde van de periode.",
        en="Indicators with more than one recording, replayed as those became known: {vintages}. With one recording: "
        "{single}; there each figure counts as known at the end of its period plus the dataset's release lag, so that "
        "no revision can be seen. Of these without a known lag: {unknown}; there the end of the period counts.",
    ),
    "today": Text(
        nl="Doelen, grenzen en marges zijn die van de huidige agenda. Niemand antwoordt, en elke bron is bereikbaar.",
        en="Targets, limits and tolerances are those of the present agenda. Nobody answers, and every source is within "
        "reach.",
    ),
    "compared": Text(
        nl="Met elke marge maal {factor}: indicatoren met een ander oordeel: {verdicts_changed}, op de laatste dag: "
        "{last_verdicts_changed}; mails erbij: {mails_more}, eraf: {mails_fewer}; valse meldingen vermeden: "
        "{false_alarms_avoided}, erbij: {false_alarms_added}.",
        en="With every tolerance times {factor}: indicators with another verdict: {verdicts_changed}, on the last day: "
        "{last_verdicts_changed}; mails more: {mails_more}, fewer: {mails_fewer}; false alarms avoided: "
        "{false_alarms_avoided}, added: {false_alarms_added}.",
    ),
    "comparison": Text(nl="Met andere marges", en="With other tolerances"),
    "marks": Text(
        nl="Een ruit is een mail; een open ruit is een mail die later is teruggenomen.",
        en="A diamond is a mail; a hollow one is a mail that was taken back later.",
    ),
    "unjudged": Text(nl="Nooit te beoordelen", en="Never to be judged"),
    "instead": Text(nl="{first} tot {until}: {holds} → {tried}", en="{first} until {until}: {holds} → {tried}"),
    "coverage": Text(nl="Dekking van de 80 %-band", en="Coverage of the 80% band"),
    "judged": Text(nl="Beoordeelde plaatsen: {histories} reeksen", en="Places that are judged: {histories} histories"),
    "with_compared": Text(
        nl="Met de plaatsen ter vergelijking: {histories} reeksen",
        en="With the places they are compared with: {histories} histories",
    ),
    "of_file": Text(nl="Het bestand: {histories} reeksen", en="The file: {histories} histories"),
    "over_all": Text(nl="alles samen", en="over all"),
    "years_ahead": Text(nl="jaren vooruit: {part}", en="years ahead: {part}"),
    "figures_known": Text(nl="bekende cijfers: {part}", en="figures known: {part}"),
    "inside": Text(nl="in de band", en="inside"),
    "below": Text(nl="eronder", en="below"),
    "above": Text(nl="erboven", en="above"),
    "covered": Text(nl="dekking", en="coverage"),
    "coverage_how": Text(
        nl="Elke reeks is bij elk cijfer afgebroken, vooruitgerekend en met elk later cijfer tot de volgende breuk "
        "vergeleken. De band moet 80 % ervan bevatten. Cijfers van één reeks hangen samen.",
        en="Each history was cut at each figure, projected, and held against each later figure up to the next break. "
        "The band should hold 80% of them. Figures of one history are not independent.",
    ),
    "refused": Text(
        nl="Door de controles apart gelegd: {recipe}, {day}: {reason}",
        en="Set apart by the checks: {recipe}, {day}: {reason}",
    ),
}


def word(name: str, lang: Lang, **values: object) -> str:
    """The words under a name, with the values in their places."""
    return WORDS[name][lang].format(**values)


def how(run: Run, lang: Lang) -> str:
    """By what an indicator's figures became known: `2 recordings`, `publication order`."""
    if run.vintages > 1:
        return word("vintages", lang, count=run.vintages)
    order = word("publication_order", lang)
    return order if run.lag_known else f"{order}; {word('lag_unknown', lang)}"


def verdict_of(step: Step, lang: Lang) -> str:
    """The verdict with what weakens it: the reason there is none, or that nothing confirms it yet."""
    name = VERDICTS[step.verdict][lang]
    if step.reason:
        return f"{name} ({REASONS[step.reason][lang]})"
    return name if step.confirmed else f"{name} ({word('unconfirmed', lang)})"


def figure_of(step: Step, run: Run, lang: Lang) -> str:
    """The newest figure as published, with its period."""
    if step.period is None or step.shown is None:
        return "-"
    return f"{format_period(step.period, lang)}: {format_published(step.shown, run.unit, lang)}"


def change_of(mail: Mail, lang: Lang) -> str:
    """What a mail tells: kind, from and to, period."""
    before = VERDICTS[mail.previous][lang] if mail.previous else word("unknown", lang)
    period = f" ({format_period(mail.period, lang)})" if mail.period else ""
    return f"{word(mail.kind.value, lang)}: {before} → {VERDICTS[mail.verdict][lang]}{period}"


def receivers(mail: Mail, names: Mapping[str, Text], lang: Lang) -> str:
    """Whom it goes to; a mail that waits for a person says so."""
    bodies = ", ".join(names[body][lang] if body in names else body for body in mail.bodies) or word("desk", lang)
    return f"{bodies} ({word('held', lang)})" if mail.hold else bodies


def fate(mail: Mail, lang: Lang) -> str:
    """When and why it was taken back; empty where it stands."""
    back = mail.taken_back
    if back is None:
        return ""
    verdict = VERDICTS[back.verdict][lang] if back.verdict else word("no_longer", lang)
    return word("taken_back_on", lang, day=back.day, verdict=verdict, why=word(back.why, lang))


def percent(share: float | None, lang: Lang) -> str:
    """`25 %` of a share; words where there is none."""
    return word("no_share", lang) if share is None else format_value(100 * share, "percent", lang, 0)


def notes(outcome: Outcome, lang: Lang) -> Sequence[str]:
    """How the days were rebuilt, what is assumed, and what was set apart."""
    several = sum(run.vintages > 1 for run in outcome.runs)
    unknown = sum(not run.lag_known for run in outcome.runs if run.vintages <= 1)
    told = [
        word("order", lang, vintages=several, single=len(outcome.runs) - several, unknown=unknown),
        word("today", lang),
    ]
    if outcome.without_figures:
        told.append(word("without_figures", lang, count=len(outcome.without_figures)))
    return told + [
        word("refused", lang, recipe=found.recipe, day=found.day, reason=found.reason) for found in outcome.refused
    ]


def totals(outcome: Outcome, lang: Lang) -> str:
    """The sentence of the totals."""
    found = outcome.totals
    return word("totals", lang, **found.model_dump(exclude={"share"}), share=percent(found.share, lang))
