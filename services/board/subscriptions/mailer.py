"""Writes to those who follow: notes what is news, asks for confirmation, tells, and forgets who never confirmed."""

import asyncio
import contextlib
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal, get_args

import structlog

from services.board.subscriptions import store
from services.board.subscriptions.letters import Letters
from services.board.subscriptions.store import UNCONFIRMED, Subscription
from services.board.web.feeds.news import News, about, read_news
from services.board.web.moment import Moment
from services.board.web.parts import Part, part_of
from services.board.web.rendering import Renderer
from services.runtime.agenda import AgendaIndex
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.errors import PermanentError, TransientError
from services.runtime.health import Loop
from services.runtime.mail.base import MailMode, MailTransport
from services.runtime.mail.message import Envelope, RenderedMail, assemble
from services.runtime.metrics import Metrics
from services.runtime.wording import Lang

log = structlog.get_logger()

Outcome = Literal["sent", "retried", "refused", "forgotten"]
EVERY: Final = 30.0
# News beyond this number at one look would be an agenda made anew, not news.
_MOST_NEWS: Final = 5000
_AT_ONE_TURN: Final = 200
_DELAYS: Final = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 120, 360))
# A mailbox that puts every letter off, so many times over some days, is as good as dead.
_GIVE_UP: Final = 14


@dataclass(frozen=True, slots=True)
class LetterRules:
    """How letters leave this deployment; a lease lasts longer than the transport may take for one letter."""

    mode: MailMode
    sender: str
    desk: str
    public_url: str
    lease: timedelta


class Mailer:
    """Any number may run. A kill between acceptance and mark is the one moment in which a letter may be sent twice."""

    def __init__(
        self, database: Database, agenda: AgendaIndex, clock: Clock, reaction: timedelta,
        renderers: Mapping[Lang, Renderer], transport: MailTransport, rules: LetterRules,
        settled: Callable[[], bool], loop: Loop, metrics: Metrics,
    ) -> None:  # fmt: skip
        """`settled` tells whether the projector has caught up: what it has not stored yet is no news yet."""
        self._database, self._agenda, self._clock, self._reaction = database, agenda, clock, reaction
        self._renderers, self._transport, self._rules = renderers, transport, rules
        self._letters = {lang: Letters(renderer, rules.public_url) for lang, renderer in renderers.items()}
        self._settled, self._loop, self._metrics = settled, loop, metrics
        for outcome in get_args(Outcome):
            metrics.letters.labels(outcome)

    async def run(self, stop: asyncio.Event, *, every: float = EVERY) -> None:
        """Take a turn every `every` seconds until `stop` is set. Raises TransientError from the database."""
        while not stop.is_set():
            done = await self.turn()
            self._loop.beat(pending=0, done=done)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), every)

    async def turn(self) -> int:
        """Do what is due; returns for how many subscriptions. News waits while mail is held, questions do not."""
        news = await self._read_news() if self._settled() else None
        done = 0
        while done < _AT_ONE_TURN and await self._take_one(news):
            done += 1
        async with self._database.transaction() as connection:
            for state, number in (await store.count(connection)).items():
                self._metrics.subscriptions.labels(state).set(number)
        return done

    async def _read_news(self) -> Mapping[Lang, list[News]]:
        """All news there is, noted as seen."""
        now = self._clock.now()
        moment = Moment(now, reaction=self._reaction)
        async with self._database.transaction() as connection:
            found = {
                lang: await read_news(
                    connection, self._agenda, moment, renderer, self._rules.public_url, most=_MOST_NEWS
                )
                for lang, renderer in self._renderers.items()
            }
            names = {one.entry.name: one.entry.at for news in found.values() for one in news}
            await store.note_news(connection, names, now)
        return found

    async def _take_one(self, news: Mapping[Lang, list[News]] | None) -> bool:
        lease, now = secrets.token_hex(8), self._clock.now()
        tell = news is not None and self._rules.mode != "hold"
        async with self._database.transaction() as connection:
            found = await store.claim(connection, lease, now, now + self._rules.lease, tell=tell)
        if found is None:
            return False
        try:
            part = part_of(self._agenda, found.part, Moment(now).today)
        except KeyError:
            await self._forget(found, "its part is no longer on the agenda")
            return True
        if found.to_ask:
            await self._ask(found, lease, part)
        elif found.confirmed_at is None:
            await self._forget(found, "nobody confirmed it")
        else:
            await self._tell(found, lease, part, (news or {}).get(found.language, []))
        return True

    async def _ask(self, found: Subscription, lease: str, part: Part) -> None:
        letter = self._letters[found.language].question(found, part)
        name = f"{found.token}|asked|{found.requested_at.isoformat()}"
        if not await self._sent(found, lease, letter, name):
            return
        now = self._clock.now()
        due = found.requested_at + UNCONFIRMED if found.confirmed_at is None else found.rhythm.after_looking(now)
        async with self._database.transaction() as connection:
            await store.asked(connection, found.token, lease, due)

    async def _tell(self, found: Subscription, lease: str, part: Part, news: list[News]) -> None:
        now = self._clock.now()
        after, until = found.told_until or now, found.telling_until or now
        async with self._database.transaction() as connection:
            seen = await store.news_seen(connection, after, until)
        told = [one.entry for one in about(news, part.numbers) if one.entry.name in seen]
        if not told or not found.rhythm.is_time(min(seen[entry.name] for entry in told), now):
            async with self._database.transaction() as connection:
                await store.told(connection, found.token, lease, None, found.rhythm.after_looking(now))
            return
        letter = self._letters[found.language].news(found, part, told)
        if await self._sent(found, lease, letter, f"{found.token}|told|{after.isoformat()}"):
            async with self._database.transaction() as connection:
                await store.told(connection, found.token, lease, until, found.rhythm.after_telling(self._clock.now()))

    async def _sent(self, found: Subscription, lease: str, letter: RenderedMail, name: str) -> bool:
        """Whether the relay took it; if not, it is tried again later, or the address is forgotten."""
        redirected = self._rules.mode == "redirect"
        envelope = Envelope(
            mail_id=hashlib.sha256(name.encode()).hexdigest()[:32],
            sender=self._rules.sender,
            recipient=self._rules.desk if redirected else found.address,
            reply_to=self._rules.desk,
            date=self._clock.now(),
            language=found.language,
            unsubscribe_url=self._letters[found.language].page_of(found.token),
        )
        try:
            message = assemble(letter, envelope)
            await self._transport.send(message, sender=self._rules.sender, recipient=envelope.recipient)
        except TransientError as error:
            if "code" in error.details and found.attempts >= _GIVE_UP and not redirected:
                await self._forget(found, "its mailbox takes nothing")
                return False
            due_at = self._clock.now() + _DELAYS[min(found.attempts, len(_DELAYS) - 1)]
            async with self._database.transaction() as connection:
                await store.put_off(connection, found.token, lease, due_at)
            self._count("retried", error)
            return False
        except PermanentError as error:
            if error.details.get("mailbox") and not redirected:
                await self._forget(found, "its mailbox refuses mail for good")
                return False
            # The relay will have none of this letter: it will not of the same one tomorrow.
            self._count("refused", error)
            return True
        self._count("sent")
        return True

    async def _forget(self, found: Subscription, why: str) -> None:
        async with self._database.transaction() as connection:
            await store.forget(connection, found.token)
        self._metrics.letters.labels("forgotten").inc()
        log.info("subscription_forgotten", why=why, part=found.part)

    def _count(self, outcome: Outcome, error: TransientError | PermanentError | None = None) -> None:
        """Neither log nor metrics know whose letter it is; the relay's own words often name the address."""
        self._metrics.letters.labels(outcome).inc()
        if error:
            log.warning("letter_not_taken", outcome=outcome, error=error.message)
