"""The story of an incomplete target: what is stated, what is missing, and that nothing is judged until then."""

from schemas.assessment import Assessment
from schemas.target import OpenTarget
from services.alerts.mail.content import AlertItem, AlertMailContent
from services.alerts.mail.notes import notes
from services.alerts.mail.opening import figure, preface
from services.alerts.mail.population import lower_first, placed_title
from services.alerts.mail.proof import proof
from services.alerts.mail.reasons import action, repeated, why_you
from services.alerts.mail.reminders import reminded
from services.alerts.mail.story import Block, Story, capital, say
from services.alerts.texts import phrase
from services.runtime.wording import TARGET_BASES, Lang, missing_phrase, stated_phrase

STATE = phrase("Target to be defined")
_INCOMPLETE = phrase("The target for this is not complete, {missing}.")
_UNJUDGED = phrase("As long as that is so, Koers judges nothing here and guesses nothing.")
_STATED = phrase("What is stated: {stated} ({basis}).")
_WHY_NOW = phrase("Why now")
_ONCE = phrase("We ask this once. Your answer goes into a next edition of the agenda.")


def definition_story(
    item: AlertItem, a: Assessment, target: OpenTarget, content: AlertMailContent, lang: Lang
) -> Story:
    """Everything the mail says about one target that is to be defined."""
    asked = action(item, content, lang)
    again = reminded(item, content, lang) or (_ONCE[lang],)
    now = Block(_WHY_NOW[lang], (*again, repeated(item, "", lang)))
    return Story(
        title=capital(placed_title(a, lang)),
        mention=lower_first(placed_title(a, lang)),
        state=STATE[lang],
        tone="risk",
        lead=(*preface(item.recommendations, a, lang), *definition(a, target, lang), figure(a, lang)),
        blocks=(
            why_you(item, content, lang),
            now,
            *([asked] if asked else []),
            proof(a, item.board_url, lang),
            notes(a, lang),
        ),
        numbers=item.recommendations,
    )


def definition(a: Assessment, target: OpenTarget, lang: Lang) -> tuple[str, ...]:
    """What is missing, what is stated on whose authority, and that there is no verdict until it is complete."""
    said = [say(_INCOMPLETE, lang, missing=missing_phrase(target, lang))]
    if stated := stated_phrase(target, a.unit, lang):
        said.append(say(_STATED, lang, stated=stated, basis=_authority(target, lang)))
    return (*said, _UNJUDGED[lang])


def _authority(target: OpenTarget, lang: Lang) -> str:
    return target.reference[lang].rstrip(".") if target.reference else TARGET_BASES[target.basis][lang]
