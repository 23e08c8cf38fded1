"""The words of the caveats, in both languages."""

from collections.abc import Sequence

from schemas.base import Text
from schemas.period import Period
from schemas.verdicts import Undetermined

_PLACES = {
    "BE": Text(en="Belgium", nl="België"),
    "BE2": Text(en="the Flemish Region", nl="het Vlaams Gewest"),
    "VG": Text(en="the Flemish Community", nl="de Vlaamse Gemeenschap"),
}
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MONTHS_NL = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
_REASONS = {
    Undetermined.suppressed: Text(en="the publisher does not show it", nl="de uitgever toont ze niet"),
    Undetermined.incomparable: Text(en="its definition differs", nl="de definitie wijkt af"),
}
_NOT_THERE = Text(en="it is not there", nl="ze is er niet")

PROVISIONAL = Text(
    en="The publisher calls the newest figure provisional or estimated.",
    nl="De uitgever noemt het recentste cijfer voorlopig of geschat.",
)
UNCONFIRMED = Text(
    en="The newest figure would give a worse verdict; that counts once a final figure or the next release confirms it.",
    nl="Het recentste cijfer zou een slechter oordeel geven; dat telt zodra een definitief cijfer of de volgende "
    "publicatie het bevestigt.",
)
MARGIN = Text(
    en="The verdict before stands: the newest figure passes the threshold by less than the margin that keeps verdicts "
    "steady.",
    nl="Het vorige oordeel blijft: het recentste cijfer gaat minder ver over de drempel dan de marge die oordelen "
    "stabiel houdt.",
)
LOW_RELIABILITY = Text(
    en="The publisher calls the newest figure of low reliability; it confirms nothing by itself.",
    nl="De uitgever noemt het recentste cijfer weinig betrouwbaar; het bevestigt op zichzelf niets.",
)
SUSPECT = Text(
    en="The newest figure jumps against its own history and still has to be looked at.",
    nl="Het recentste cijfer springt tegenover de eigen reeks en moet nog worden nagekeken.",
)
REBASED = Text(
    en="The declared baseline lies before the break; the first figure after it is the start.",
    nl="Het opgegeven vertrekpunt ligt voor de breuk; het eerste cijfer erna is het vertrekpunt.",
)
OTHER_PERIODS = Text(
    en="Figures of another frequency are known; they are not judged.",
    nl="Er zijn cijfers met een andere frequentie bekend; die worden niet beoordeeld.",
)
UNION_TARGET = Text(
    en="The target binds the European Union as a whole; it is no Flemish norm.",
    nl="Het doel geldt voor de Europese Unie als geheel; het is geen Vlaamse norm.",
)
TARGET_UNVERIFIED = Text(
    en="The target has not yet been checked in full against its source.",
    nl="Het doel is nog niet volledig met de bron vergeleken.",
)
TARGET_TO_DEFINE = Text(
    en="The target is not complete: its owner is asked to define the rest. Until then nothing is judged.",
    nl="Het doel is niet volledig: de trekker wordt gevraagd de rest te bepalen. Tot dan wordt er niets beoordeeld.",
)
LINEAR_INSTEAD = Text(
    en="The declared path cannot be drawn from this start; a straight line is used.",
    nl="Het opgegeven pad kan vanaf dit vertrekpunt niet worden getekend; er wordt een rechte lijn gebruikt.",
)
METHODS_DISAGREE = Text(en="Another method gives another verdict.", nl="Een andere methode geeft een ander oordeel.")


def stand_in(geo: str, instead_of: str) -> Text:
    """Another place's figure."""
    used, lacking = _place(geo), _place(instead_of)
    return Text(
        en=f"The figure is of {used.en}: there is none for {lacking.en}.",
        nl=f"Het cijfer is van {used.nl}: er is er geen voor {lacking.nl}.",
    )


def newest_missing(period: Period, reason: Undetermined | None) -> Text:
    """A newer period without usable value."""
    why = _REASONS.get(reason, _NOT_THERE) if reason else _NOT_THERE
    return Text(
        en=f"The value for {period.label} cannot be used: {why.en}.",
        nl=f"De waarde voor {period.label} is niet bruikbaar: {why.nl}.",
    )


def broken(period: Period, reason: Text | None) -> Text:
    """A break behind which nothing is compared."""
    return Text(
        en=f"Break in {period.label}{f' ({reason.en})' if reason else ''}: earlier figures are shown, not compared.",
        nl=f"Breuk in {period.label}{f' ({reason.nl})' if reason else ''}: eerdere cijfers worden getoond, niet "
        "vergeleken.",
    )


def broken_off(period: Period, reason: Text | None) -> Text:
    """A break with no value behind it."""
    return Text(
        en=f"Break in {period.label}{f' ({reason.en})' if reason else ''}: no figure since is known; earlier ones are "
        "shown, not compared.",
        nl=f"Breuk in {period.label}{f' ({reason.nl})' if reason else ''}: er is geen cijfer van daarna bekend; "
        "eerdere worden getoond, niet vergeleken.",
    )


def few_points(points: int) -> Text:
    """How little the verdict rests on."""
    if points == 1:
        return Text(en="The verdict rests on one figure only.", nl="Het oordeel steunt op maar één cijfer.")
    return Text(en="The verdict rests on two figures only.", nl="Het oordeel steunt op maar twee cijfers.")


def no_difference(first: str, last: str) -> Text:
    """Two newest figures within the tolerance of each other."""
    return Text(
        en=f"Sampling and rounding: {first} and {last} do not differ measurably.",
        nl=f"Steekproef en afronding: {_comma(first)} en {_comma(last)} verschillen niet aantoonbaar.",
    )


def last_known(period: Period) -> Text:
    """A figure without successor in sight."""
    return Text(
        en=f"No regular release is known; the last known figure is that of {period.label}.",
        nl=f"Er is geen vaste publicatie bekend; het laatst bekende cijfer is dat van {period.label}.",
    )


def overdue(month: str) -> Text:
    """A release that did not come."""
    when = _month(month)
    return Text(
        en=f"The next figure was expected in {when.en} and is not there yet.",
        nl=f"Het volgende cijfer werd verwacht in {when.nl} en is er nog niet.",
    )


def deadline_passed(year: int, month: str | None) -> Text:
    """A target year over, without its figure."""
    when = _month(month) if month else None
    if when is None:
        return Text(
            en=f"The target year {year} has passed; when its figure is due is not known.",
            nl=f"Het doeljaar {year} is voorbij; wanneer het cijfer ervan komt, is niet bekend.",
        )
    return Text(
        en=f"The target year {year} has passed; its figure is due in {when.en}.",
        nl=f"Het doeljaar {year} is voorbij; het cijfer ervan wordt verwacht in {when.nl}.",
    )


def slipping(year: int) -> Text:
    """A target met that will not be at this pace."""
    return Text(
        en=f"The target is met now, but at this pace no longer in {year}.",
        nl=f"Het doel is nu gehaald, maar bij dit tempo niet meer in {year}.",
    )


def saturated(level: float) -> Text:
    """As good as reached."""
    return Text(
        en=f"From {level:g} no further progress is expected; the target counts as met.",
        nl=f"Vanaf {_comma(f'{level:g}')} wordt geen vooruitgang meer verwacht; het doel geldt als gehaald.",
    )


def benchmark_lags(period: Period) -> Text:
    """A comparison older than the newest figure."""
    return Text(
        en=f"Compared in {period.label}, the newest period in which the benchmark is known.",
        nl=f"Vergeleken in {period.label}, de recentste periode waarin de vergelijkingswaarde bekend is.",
    )


def incomplete(titles: Sequence[Text]) -> Text:
    """Members a composite had to do without."""
    return Text(
        en=f"Computed without: {'; '.join(title.en for title in titles)}.",
        nl=f"Berekend zonder: {'; '.join(title.nl for title in titles)}.",
    )


def elsewhere(titles: Sequence[Text]) -> Text:
    """Members of a composite that are figures of another place."""
    return Text(
        en=f"Figures of another place: {'; '.join(title.en for title in titles)}.",
        nl=f"Cijfers van een andere plaats: {'; '.join(title.nl for title in titles)}.",
    )


def _place(geo: str) -> Text:
    return _PLACES.get(geo, Text(en=geo, nl=geo))


def _month(month: str) -> Text:
    year, number = month.split("-")
    return Text(en=f"{_MONTHS_EN[int(number) - 1]} {year}", nl=f"{_MONTHS_NL[int(number) - 1]} {year}")


def _comma(number: str) -> str:
    return number.replace(".", ",")
