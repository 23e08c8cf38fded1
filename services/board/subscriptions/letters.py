"""What a reader who follows a part of the agenda is written: the question first, then what changed."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import css_inline

from services.board.subscriptions.store import UNCONFIRMED, Subscription
from services.board.web.feeds.atom import Entry
from services.board.web.parts import Part
from services.board.web.rendering import Renderer
from services.runtime.mail.message import RenderedMail
from services.runtime.wording import format_date

# What does not fit stands on the board, where it is counted.
MOST: Final = 40
_WIDTH: Final = 76


@dataclass(frozen=True, slots=True)
class Link:
    """An address with its label."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The parts of a letter: plain text and HTML are both made from them."""

    subject: str
    lead: tuple[str, ...]
    foot: tuple[str, ...]
    entries: tuple[tuple[str, Entry], ...] = ()
    rest: str = ""
    button: Link | None = None
    end: Link | None = None


class Letters:
    """Writes letters in the language of `renderer`; `site` is the board's public address."""

    def __init__(self, renderer: Renderer, site: str) -> None:
        self._renderer, self._t, self._lang = renderer, renderer.t, renderer.lang
        self._site = f"{site}/{renderer.lang}"

    def question(self, subscription: Subscription, part: Part) -> RenderedMail:
        """The letter with the link: to confirm, or to whoever follows already to change it."""
        t, name = self._t, self._name(part)
        rhythm = t(f"subscribe.{subscription.rhythm}")
        if subscription.confirmed_at is None:
            subject = t("letters.confirm_subject", part=name)
            lead = (t("letters.confirm", part=name, rhythm=rhythm), t("letters.confirm_do", days=UNCONFIRMED.days))
            label = t("letters.confirm_button")
        else:
            subject = t("letters.already_subject", part=name)
            lead = (t("letters.already", part=name, rhythm=rhythm), t("letters.already_do"))
            label = t("letters.change")
        foot = (t("letters.nothing_else"),)
        return self._written(Letter(subject, lead, foot, button=Link(label, self.page_of(subscription.token))))

    def news(self, subscription: Subscription, part: Part, entries: Sequence[Entry]) -> RenderedMail:
        """The letter that tells what changed, the newest first."""
        t, name = self._t, self._name(part)
        shown = tuple((format_date(entry.at.date(), self._lang), entry) for entry in entries[:MOST])
        many, left = len(entries) > 1, len(entries) - MOST
        letter = Letter(
            subject=t("letters.many_subject", count=len(entries), part=name)
            if many
            else t("letters.one_subject", title=entries[0].title),
            lead=(t("letters.many", part=name) if many else t("letters.one", part=name),),
            entries=shown,
            rest=t("letters.rest", count=left, url=f"{self._site}/changed/") if left > 0 else "",
            foot=(
                t("letters.proof"),
                t("letters.why", part=name, rhythm=t(f"subscribe.{subscription.rhythm}")),
            ),
            end=Link(t("letters.change"), self.page_of(subscription.token)),
        )
        return self._written(letter)

    def page_of(self, token: str) -> str:
        """The page on which a subscription is confirmed, changed and ended; a POST from a mail program ends it."""
        return f"{self._site}/subscriptions/{token}/"

    def _name(self, part: Part) -> str:
        return part.title(self._lang, self._t("subscribe.whole"))

    def _written(self, letter: Letter) -> RenderedMail:
        html = self._renderer.render("letter.html", letter=letter)
        return RenderedMail(subject=_one_line(letter.subject), text=_plain(letter), html=_inliner().inline(html))


def _plain(letter: Letter) -> str:
    """The whole letter as plain text; an address stands on a line of its own, so that it stays one."""
    blocks = [_wrapped(sentence) for sentence in letter.lead]
    blocks += ["\n".join(_told(day, entry)) for day, entry in letter.entries]
    blocks += [_wrapped(letter.rest)] if letter.rest else []
    blocks += [f"{letter.button.label}:\n{letter.button.url}"] if letter.button else []
    blocks += ["-- ", *(_wrapped(sentence) for sentence in letter.foot)]
    blocks += [f"{letter.end.label}:\n{letter.end.url}"] if letter.end else []
    return "\n\n".join(blocks) + "\n"


def _told(day: str, entry: Entry) -> tuple[str, ...]:
    return _wrapped(entry.title, "- ", "  "), _wrapped(f"{day}: {entry.text}", "  ", "  "), f"  {entry.link}"


def _wrapped(text: str, first: str = "", indent: str = "") -> str:
    return textwrap.fill(
        _one_line(text), _WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _one_line(text: str) -> str:
    """Without line ends and other control characters, which words of a body might carry."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_style_tags=True)
