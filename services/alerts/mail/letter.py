"""A whole alert mail: its stories in order of weight, the subject, and what frames them."""

from collections.abc import Sequence

from schemas.alerts import AlertKind
from schemas.verdicts import Verdict
from services.alerts.domain.severity import rank
from services.alerts.mail.content import AlertItem, AlertMailContent, DeskReason, MailContent
from services.alerts.mail.definition import definition_story
from services.alerts.mail.desk import desk_story
from services.alerts.mail.milestone import milestone_story
from services.alerts.mail.opening import counts_as
from services.alerts.mail.population import lower_first, placed_title
from services.alerts.mail.story import Block, Letter, Link, Story, listed, say
from services.alerts.mail.telling import indicator_story, state
from services.alerts.mail.words import numbered
from services.alerts.texts import phrase
from services.runtime.wording import Lang

_MORE = phrase(" and others")
_REST = phrase(" and more")
_MOST_NUMBERS = 6
# With a chart each, so many keep the HTML below 100 kB and the message below 600 kB.
_MOST_STORIES = 8
_AND_MORE = phrase("And also")
_PROOF_OF = phrase("Proof on the board for: {title}")
_SHORTENED = phrase("To keep the mail short only the {count} heaviest are told in full. There is also this:")
_INTRO = phrase("This message brings together what there is for you:")
_BANNERS = {
    DeskReason.no_owner: phrase("For the data team: no body is known that should get this mail."),
    DeskReason.no_contact: phrase("For the data team: meant for {body}, for which no address has been set."),
    DeskReason.undeliverable: phrase("For the data team: meant for {body}, where the mail could not be delivered."),
    DeskReason.muted: phrase("For the data team: meant for {body}, whose address has unsubscribed."),
    DeskReason.reassigned: phrase("For the data team: {body} answered that this is not theirs. Whose is it?"),
    DeskReason.which_successor: phrase(
        "For the data team: meant for {body}, which no longer exists; its tasks went to {successors}. "
        "Which of them is the lead now? Put it into a next edition of the agenda."
    ),
    DeskReason.defined: phrase(
        "For the data team: {body} has completed the target. Put it into a next edition of the agenda."
    ),
    DeskReason.disputed: phrase(
        "For the data team: {body} disputes this. Is the figure, the target or the date right?"
    ),
    DeskReason.redirected: phrase("For the data team: meant for {body}; all mail is now redirected to you."),
}
_ABOUT = phrase(
    "Koers watches whether Flanders keeps the SERV recommendations of 2018 on the digital society. "
    "A question, or an error? Write to {desk}."
)
_BOARD = phrase("The public board")
_EVERYTHING = phrase("Everything there is for your organisation")
_UNSUBSCRIBE = phrase("No more mails from Koers")


def alert_letter(content: AlertMailContent, lang: Lang) -> Letter:
    """The mail about one or several alerts of one body; the heaviest comes first."""
    items = sorted(content.alerts, key=_weight)
    stories = tuple(_story(item, content, lang) for item in items[:_MOST_STORIES])
    intro = (_INTRO[lang],) if len(stories) > 1 else ()
    return Letter(
        lang=lang,
        stories=stories,
        banner=banner(content, lang),
        intro=intro,
        rest=_rest(items[_MOST_STORIES:], content, lang),
        footer=about(content, lang),
        links=ways_out(content, lang),
    )


def subject_words(stories: tuple[Story, ...], lang: Lang) -> dict[str, str]:
    """What the subject is made of: state first, the heaviest title, the recommendations; no figure that may change."""
    first = stories[0]
    numbers = sorted({number for story in stories for number in story.numbers})
    return {
        "state": first.state,
        "title": first.mention,
        "more": _MORE[lang] if len(stories) > 1 else "",
        "numbers": numbered(numbers[:_MOST_NUMBERS], lang) if numbers else "",
        "rest": _REST[lang] if len(numbers) > _MOST_NUMBERS else "",
    }


def banner(content: MailContent, lang: Lang) -> tuple[str, ...]:
    """Why the desk reads a mail that is not about the desk; empty otherwise."""
    wording = _BANNERS.get(content.desk_reason) if content.desk_reason else None
    heirs = listed((name[lang] for name in content.body.successors), lang)
    return (say(wording, lang, body=content.body.name[lang], successors=heirs),) if wording else ()


def about(content: MailContent, lang: Lang) -> tuple[str, ...]:
    """What Koers is, and where to ask."""
    return (say(_ABOUT, lang, desk=content.desk_address),)


def ways_out(content: MailContent, lang: Lang) -> tuple[Link, ...]:
    """The board, the page with everything there is for the body, and how to get no more mails."""
    ways = ((content.board_url, _BOARD), (content.body_url, _EVERYTHING), (content.unsubscribe_url, _UNSUBSCRIBE))
    return tuple(Link(url, label[lang]) for url, label in ways if url)


def _rest(items: Sequence[AlertItem], content: AlertMailContent, lang: Lang) -> Block | None:
    """What would make the mail too long: for each where it can be answered, and where its proof stands."""
    if not items:
        return None
    links = tuple(link for item in items for link in _ways_to(item, lang))
    return Block(_AND_MORE[lang], (say(_SHORTENED, lang, count=_MOST_STORIES),), links)


def _ways_to(item: AlertItem, lang: Lang) -> tuple[Link, ...]:
    title = _title(item, lang)
    if item.action_url is None:
        return (Link(item.board_url, title),)
    return (Link(item.action_url, title), Link(item.board_url, say(_PROOF_OF, lang, title=title)))


def _title(item: AlertItem, lang: Lang) -> str:
    """State and subject, as in the list above."""
    if item.assessment:
        return f"{state(item, item.assessment, lang)}: {lower_first(placed_title(item.assessment, lang))}"
    return item.milestone.title[lang] if item.milestone else item.alert_id


def _story(item: AlertItem, content: AlertMailContent, lang: Lang) -> Story:
    if item.milestone:
        return milestone_story(item, item.milestone, content, lang)
    if item.report:
        return desk_story(item, item.report, content, lang)
    if item.assessment and item.kind is AlertKind.target_to_define and item.assessment.target_to_define:
        return definition_story(item, item.assessment, item.assessment.target_to_define, content, lang)
    if item.assessment:
        return indicator_story(item, item.assessment, content, lang)
    raise ValueError(f"alert {item.alert_id} has no subject")


def _weight(item: AlertItem) -> int:
    """The heaviest first; a milestone overdue weighs as much as an indicator off track."""
    if item.assessment:
        return -rank(counts_as(item.recommendations, item.assessment))
    return -rank(Verdict.off_track if item.kind is AlertKind.milestone_overdue else Verdict.on_track)
