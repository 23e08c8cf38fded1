"""The parts of a mail that the plain text and the HTML both show, so that they cannot say different things."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.base import Text
from services.alerts.texts import phrase
from services.runtime.mail.message import Image
from services.runtime.wording import Lang

_AND = phrase("and")


@dataclass(frozen=True)
class Row:
    """One line of the aligned figures: what, how much, and a remark."""

    label: str
    value: str
    remark: str = ""


@dataclass(frozen=True)
class Link:
    """An address; `label` tells what is there."""

    url: str
    label: str


@dataclass(frozen=True)
class Block:
    """A headed part of the mail: sentences, addresses, the choices the reader has, and what to know about them.

    `aside` goes on after the heading; `button` marks the one thing the reader is asked to do, `points` sentences that
    stand for themselves.
    """

    heading: str
    sentences: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    choices: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    aside: str = ""
    button: bool = False
    points: bool = False


@dataclass(frozen=True)
class Story:
    """One subject of a mail.

    `state` and `tone` are the badge, `title` the heading and `mention` the title after a colon, `lead` what to read
    first, `numbers` the recommendations.
    """

    title: str
    mention: str
    state: str
    tone: str
    lead: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    remarks: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    image: Image | None = None
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Letter:
    """A whole mail in one language: `banner` for the desk, `intro`, the stories, and `footer`.

    `rest` are the matters there was no room for, each with its address.
    """

    lang: Lang
    stories: tuple[Story, ...]
    banner: tuple[str, ...] = ()
    intro: tuple[str, ...] = ()
    rest: Block | None = None
    footer: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def images(self) -> tuple[Image, ...]:
        """The pictures the HTML refers to."""
        return tuple(story.image for story in self.stories if story.image)


def say(phrase: Text, lang: Lang, **values: object) -> str:
    """A phrase in the reader's language with its gaps filled; a missing value raises KeyError."""
    return phrase[lang].format(**values)


def listed(parts: Iterable[str], lang: Lang) -> str:
    """`a`, `a en b`, `a, b en c`."""
    *head, last = list(parts) or [""]
    return f"{', '.join(head)} {_AND[lang]} {last}" if head else last


def capital(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]
