"""What is news on the board, in words: verdicts that changed, milestones that moved, what bodies said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.policy import Answer
from services.board.web.feeds.atom import Entry
from services.board.web.moment import Moment
from services.board.web.queries.changes import Step, VerdictChange, read_said, read_steps, read_verdict_changes
from services.board.web.rendering import Renderer
from services.runtime.agenda import AgendaIndex
from services.runtime.database import Connection
from services.runtime.wording import VERDICTS

MOST = 50


@dataclass(frozen=True, slots=True)
class News:
    """An entry with the recommendations it is about."""

    entry: Entry
    numbers: tuple[int, ...]


async def read_news(
    connection: Connection, agenda: AgendaIndex, moment: Moment, renderer: Renderer, public_url: str, *, most: int = 500
) -> list[News]:
    """Everything that is news, the newest first; of each kind the `most` newest."""
    teller = _Teller(agenda, renderer, f"{public_url}/{renderer.lang}")
    found = [
        *teller.verdicts(await read_verdict_changes(connection, moment, most=most)),
        *teller.steps(await read_steps(connection, moment, most=most)),
        *teller.answers(await read_said(connection, moment, most=most)),
    ]
    return sorted(found, key=lambda news: news.entry.at, reverse=True)


def about(news: Iterable[News], numbers: frozenset[int] | None) -> list[News]:
    """What is about any of these recommendations, in the order given; None takes all."""
    return [one for one in news if numbers is None or numbers & set(one.numbers)]


@dataclass(frozen=True, slots=True)
class _Teller:
    agenda: AgendaIndex
    renderer: Renderer
    site: str

    def verdicts(self, changes: Iterable[VerdictChange]) -> Iterator[News]:
        lang, t = self.renderer.lang, self.renderer.t
        for change in changes:
            b = change.brief
            before, after = VERDICTS[change.before][lang], VERDICTS[b.verdict][lang]
            entry = Entry(
                name=f"verdict/{b.key}/{change.known_from.isoformat()}",
                title=t("news.verdict", title=b.title[lang], verdict=after),
                text=t("news.verdict_text", before=before, verdict=after, cause=self.renderer.cause(b.cause)),
                link=f"{self.site}/indicators/{b.indicator}/",
                at=change.known_from,
            )
            yield News(entry, b.recommendations)

    def steps(self, steps: Iterable[Step]) -> Iterator[News]:
        lang, t = self.renderer.lang, self.renderer.t
        for step in steps:
            state = step.state
            entry = Entry(
                name=f"milestone/{state.id}/{step.known_from.isoformat()}",
                title=t("news.step", title=state.title[lang], status=t(f"milestone.{state.status}")),
                text=state.status_note[lang] if state.status_note else state.done_when[lang],
                link=f"{self.site}/milestones/{state.id}/",
                at=step.known_from,
            )
            yield News(entry, state.recommendations)

    def answers(self, answers: Iterable[Answer]) -> Iterator[News]:
        t = self.renderer.t
        for answer in answers:
            numbers = self.agenda.numbers_of(answer.item)
            indicator, _, place = answer.item.partition("/")
            entry = Entry(
                name=f"answer/{answer.body}/{answer.item}/{answer.as_of.isoformat()}",
                title=t("news.answer", body=self._body(answer.body), status=t(f"answer.{answer.status}")),
                text=answer.reason or t(f"answer.{answer.status}"),
                link=f"{self.site}/{'indicators' if place else 'milestones'}/{indicator}/",
                at=answer.as_of,
            )
            yield News(entry, numbers)

    def _body(self, name: str) -> str:
        try:
            return self.agenda.body(name).name[self.renderer.lang]
        except KeyError:
            return name
