"""Renders a mail's content to subject, plain text and HTML: one set of sentences, three templates."""

from functools import cache
from typing import Any

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from services.alerts.mail.content import AlertMailContent, MailContent, NoteContent, OverviewContent
from services.alerts.mail.layout import aligned, header_line, one_line, paragraph
from services.alerts.mail.letter import alert_letter, subject_words
from services.alerts.mail.note import note_letter
from services.alerts.mail.overview import overview
from services.alerts.mail.story import say
from services.alerts.mail.words import is_address
from services.alerts.texts import phrase
from services.runtime.errors import PermanentError
from services.runtime.mail.message import Image, RenderedMail
from services.runtime.wording import Lang

_OVERVIEW = phrase("Starting point: where the recommendations of {body} stand")
_EDITION = phrase("What edition {edition} of the agenda changes for {body}")


def render(content: MailContent, lang: Lang) -> RenderedMail:
    """Put a mail into words. Raises PermanentError for one with nothing to say."""
    if isinstance(content, OverviewContent):
        return render_overview(content, lang)
    return render_note(content, lang) if isinstance(content, NoteContent) else render_alert(content, lang)


def render_alert(content: AlertMailContent, lang: Lang) -> RenderedMail:
    """One mail about all alerts of `content`, complete in its text part. Raises PermanentError for no alerts."""
    if not content.alerts:
        raise PermanentError(f"a mail to {content.body.id} has no alerts")
    letter = alert_letter(content, lang)
    words = {"letter": letter, **subject_words(letter.stories, lang)}
    return _rendered("alert", words, letter.images)


def render_note(content: NoteContent, lang: Lang) -> RenderedMail:
    """A short mail about an answer or a mailbox."""
    letter = note_letter(content, lang)
    return _rendered("alert", {"letter": letter, **subject_words(letter.stories, lang)}, letter.images)


def render_overview(content: OverviewContent, lang: Lang) -> RenderedMail:
    """The overview of one body at the first start, or of what another edition of the agenda changed."""
    title = _OVERVIEW if content.edition is None else _EDITION
    named = say(title, lang, body=content.body.name[lang], edition=content.edition)
    words = {"letter": overview(content, lang), "title": named}
    return _rendered("overview", words, ())


def _rendered(name: str, words: dict[str, Any], images: tuple[Image, ...]) -> RenderedMail:
    subject = header_line(_plain().get_template(f"{name}.subject.txt").render(words))
    words = {**words, "subject": subject}
    text = _plain().get_template(f"{name}.txt").render(words)
    html = _inliner().inline(_marked_up().get_template(f"{name}.html").render(words))
    return RenderedMail(subject=subject, text=f"{text.strip()}\n", html=html, images=images)


@cache
def _plain() -> Environment:
    """Templates of subject and text, which filters lay out."""
    environment = _environment()
    environment.filters |= {"paragraph": paragraph, "aligned": aligned, "address": _address}
    return environment


@cache
def _marked_up() -> Environment:
    """Templates of HTML: every value is put on one line and escaped."""
    environment = _environment(finalize=_clean)
    environment.filters |= {"address": _address, "attribute": _attribute}
    return environment


def _environment(**more: Any) -> Environment:
    """The templates of this package; a value that is missing is an error."""
    return Environment(
        loader=PackageLoader("services.alerts.mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **more,
    )


@cache
def _inliner() -> css_inline.CSSInliner:
    """Rules go into style attributes for clients that drop style elements; media queries stay in one."""
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def _clean(value: Any) -> Any:
    return one_line(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _attribute(text: str) -> str:
    """Words for an attribute. The inliner writes attributes without escaping < and >, so they must not be there."""
    return text.replace("<", "\u2039").replace(">", "\u203a")


def _address(url: str) -> str:
    """The address itself. Raises PermanentError for one that a mail may not link to."""
    if not is_address(url):
        raise PermanentError("a mail may only link to http and https addresses", url=url)
    return url
