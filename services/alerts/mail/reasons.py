"""Why this body, why now, and what it can do: the parts of a mail about responsibility."""

from schemas.alerts import AlertKind
from schemas.assessment import Assessment, Owner
from schemas.base import Text
from schemas.verdicts import Cause, Validity, Verdict
from services.alerts.domain.routing import DESK
from services.alerts.mail.content import AlertItem, AlertMailContent, DeskReason, MailBody
from services.alerts.mail.opening import PROXY, counts_as
from services.alerts.mail.proof import publisher_of
from services.alerts.mail.reminders import reminded
from services.alerts.mail.story import Block, Link, listed, say
from services.alerts.mail.words import numbered, the_period
from services.alerts.texts import phrase, phrase_in, plural
from services.runtime.clock import BRUSSELS
from services.runtime.wording import (
    VERDICTS,
    Lang,
    flag_names,
    format_date,
    format_period,
    format_published,
)

_WHY_YOU = phrase("Why you")
_LEAD = {
    False: phrase("Your organisation, {body}, is the proposed lead for SERV {what}."),
    True: phrase("Your organisation, {body}, is the lead for SERV {what} and has confirmed that itself."),
}
_NO_OWNER = phrase("No lead is known for SERV {what}; that is why the data team gets this message.")
_TEAM = phrase("You look after the data of Koers.")
_ACCEPTS = phrase("You have accepted the target.")
_OTHERS = plural("{others} gets this message too.", "{others} get this message too.")
_WHY_NOW = phrase("Why now")
_CAUSES = {
    Cause.data: phrase("{publisher} published the value for {period}{on}, {reservation}."),
    Cause.revision: phrase(
        "{publisher} revised figures published earlier{on}; the value for {period} is {reservation}."
    ),
    Cause.deadline: phrase("The target year has passed and the figure for {period} is there, {reservation}."),
    Cause.target_change: phrase("The target was changed, not the figures."),
    Cause.method_change: phrase("The calculation was changed, not the figures."),
    Cause.source_change: phrase("The figures now come from another source: {publisher}."),
}
_ON = phrase(" on {date}")
_FIRM = phrase("without reservation")
_SOFT = phrase("with a reservation ({flags})")
_SUSPECT = phrase("conspicuous jump")
_TURN = phrase("The verdict{own} goes from '{old}' to '{new}'.")
_STAYS = phrase("The verdict{own} stays '{new}'.")
_FIRST_VERDICT = phrase("The verdict{own} is '{new}'.")
_OWN = phrase(" on the figure itself")
_KINDS = {
    AlertKind.gap_widening: phrase("The gap is widening."),
    AlertKind.series_break: phrase("The series breaks: figures before and after the break cannot be compared."),
    AlertKind.data_stale: phrase("By the rhythm of the source the next figure should have been there already."),
}
_FIRST_MAIL = phrase("This is the first mail about it.")
_REPEAT = phrase("The previous mail about it went out on {date}{was}.")
_WAS_FIGURE = phrase(" with {shown} ({period})")
_WAS_VERDICT = phrase(", verdict '{verdict}'")

_DO = phrase("What you can do")
_BY = phrase(", by {date}, no login")
_NO_LOGIN = phrase(", no login")
_ANSWER = phrase_in("verb", "Answer")
_CHOICES = phrase("report a measure and date | dispute figure or target | not ours | later")
_PARTS = phrase("complete the target | dispute the target | not ours | later")
_STEPS = phrase("done, with proof | report state and date | dispute the date | not ours | later")
_HANDLE = phrase("Handle")
_HARMLESS = phrase("Opening the link changes nothing.")
_PUBLIC = phrase("Your answer appears on the public board in your organisation's name.")


def why_you(item: AlertItem, content: AlertMailContent, lang: Lang) -> Block:
    """The body's part in it, proposed or accepted, and the other bodies that got the alert (never people)."""
    if content.desk_reason is DeskReason.desk_matter or (content.body.id == DESK and content.desk_reason is None):
        return Block(_WHY_YOU[lang], (_TEAM[lang],))
    what = numbered(item.recommendations, lang)
    said = [_role(content.body, content.desk_reason, what, lang)]
    if item.assessment:
        said += [_ACCEPTS[lang]] if _accepts_target(item.assessment, content.body) else []
        said += _proxies(item, item.assessment, lang)
    said += [_others(item.others, lang)] if item.others else []
    return Block(_WHY_YOU[lang], tuple(said))


def why_now(item: AlertItem, a: Assessment, content: AlertMailContent, lang: Lang) -> Block:
    """What prompts a reminder, the publication or change behind it, the verdict before and after, the mail before."""
    said = [_cause(a, lang), *([_KINDS[item.kind][lang]] if item.kind in _KINDS else [])]
    again = reminded(item, content, lang)
    return Block(_WHY_NOW[lang], (*again, *said, _turn(item, a, lang), repeated(item, a.unit, lang)))


def repeated(item: AlertItem, unit: str, lang: Lang) -> str:
    """That this is the first mail about it, or when the last one went out and what it said."""
    last = item.last_mail
    if last is None:
        return _FIRST_MAIL[lang]
    was = ""
    if last.shown and last.period:
        shown = format_published(last.shown, unit, lang)
        was = say(_WAS_FIGURE, lang, shown=shown, period=format_period(last.period, lang))
    if last.verdict:
        was += say(_WAS_VERDICT, lang, verdict=VERDICTS[last.verdict][lang])
    return say(_REPEAT, lang, date=format_date(last.sent_on, lang), was=was)


def action(item: AlertItem, content: AlertMailContent, lang: Lang) -> Block | None:
    """What the body can do, until when, that it is public, and that opening the link changes nothing.

    The desk acts as itself, so it is not told of an answer in a body's name.
    """
    if item.action_url is None:
        return None
    deadline = content.action_deadline
    until = say(_BY, lang, date=format_date(deadline, lang)) if deadline else _NO_LOGIN[lang]
    if content.desk_reason:
        links = (Link(item.action_url, _HANDLE[lang]),)
        return Block(_DO[lang], links=links, after=(_HARMLESS[lang],), aside=until, button=True)
    choices = tuple(_choices(item)[lang].split(" | "))
    links, after = (Link(item.action_url, _ANSWER[lang]),), (_PUBLIC[lang], _HARMLESS[lang])
    return Block(_DO[lang], links=links, choices=choices, after=after, aside=until, button=True)


def _choices(item: AlertItem) -> Text:
    if item.milestone:
        return _STEPS
    return _PARTS if item.kind is AlertKind.target_to_define else _CHOICES


def _role(body: MailBody, reason: DeskReason | None, what: str, lang: Lang) -> str:
    if reason is DeskReason.no_owner:
        return say(_NO_OWNER, lang, what=what)
    return say(_LEAD[body.accepted], lang, body=body.name[lang], what=what)


def _accepts_target(a: Assessment, body: MailBody) -> bool:
    return any(owner.body == body.id and owner.accepts_target for owner in a.owners)


def _proxies(item: AlertItem, a: Assessment, lang: Lang) -> list[str]:
    """The recommendations this is only a proxy for, where it is a direct measure for others."""
    links = [link for link in a.links if link.number in item.recommendations]
    proxies = [link.number for link in links if link.validity is Validity.proxy]
    return [say(PROXY, lang, what=numbered(proxies, lang))] if 0 < len(proxies) < len(links) else []


def _others(others: tuple[Owner, ...], lang: Lang) -> str:
    named = [_named(owner, lang) for owner in others]
    return say(_OTHERS.of(len(others)), lang, others=listed(named, lang))


def _named(owner: Owner, lang: Lang) -> str:
    """The body with its recommendations in brackets, in the name's own brackets where it ends with some."""
    name, numbers = owner.name[lang], numbered(owner.recommendations, lang)
    return f"{name[:-1]}; {numbers})" if name.endswith(")") else f"{name} ({numbers})"


def _cause(a: Assessment, lang: Lang) -> str:
    if a.latest is None:
        return ""
    published = a.latest.source.published_at
    on = say(_ON, lang, date=format_date(published.astimezone(BRUSSELS).date(), lang)) if published else ""
    publisher = publisher_of(a.latest, lang)
    words = {"publisher": f"{publisher}," if ", " in publisher else publisher}
    period = the_period(a.latest.period, lang)
    return say(_CAUSES[a.episode.cause], lang, on=on, period=period, reservation=reservation(a, lang), **words)


def reservation(a: Assessment, lang: Lang) -> str:
    """Whether the publisher stands by the newest value: without reservation, or the flags in words."""
    if a.latest is None:
        return ""
    soft = flag_names("".join(f for f in a.latest.flags if f in "pefiuns"), lang)
    soft += [_SUSPECT[lang]] if a.latest.suspect else []
    return say(_SOFT, lang, flags=listed(soft, lang)) if soft else _FIRM[lang]


def _turn(item: AlertItem, a: Assessment, lang: Lang) -> str:
    old, new = item.previous_verdict or a.episode.from_verdict, VERDICTS[a.verdict][lang]
    own = _OWN[lang] if counts_as(item.recommendations, a) is not a.verdict else ""
    if old in (None, Verdict.undetermined):
        return say(_FIRST_VERDICT, lang, own=own, new=new)
    return say(_STAYS if old is a.verdict else _TURN, lang, own=own, old=VERDICTS[old or a.verdict][lang], new=new)
