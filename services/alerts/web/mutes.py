"""The page that stops mail to a mailbox; mail programs POST to it by themselves (RFC 8058), people press a button."""

from collections.abc import Mapping

from starlette.responses import HTMLResponse

from services.alerts.links import BadLink, Links
from services.alerts.mail.content import Language
from services.alerts.notes import tell_desk_of_mute
from services.alerts.store import answers
from services.alerts.web.pages import Pages
from services.runtime.clock import Clock
from services.runtime.database import Database


class MutePages:
    """Asks, and stops."""

    def __init__(self, database: Database, clock: Clock, links: Links, pages: Pages) -> None:
        self._database, self._clock, self._links, self._pages = database, clock, links, pages

    async def show(self, token: str, wanted: Language | None) -> HTMLResponse:
        """Ask; looking changes nothing."""
        language = wanted or "nl"
        try:
            self._links.read_mute(token)
        except BadLink as error:
            return self._pages.message(error.fault, language, 403)
        return self._pages.page("mute.html", language, own_path=f"/u/{token}")

    async def take(self, token: str, form: Mapping[str, str], wanted: Language | None) -> HTMLResponse:
        """Stop, whatever a mail program or a button puts into the form; doing it twice is no fault."""
        language = wanted or "nl"
        try:
            address = self._links.read_mute(token)
        except BadLink as error:
            return self._pages.message(error.fault, language, 403)
        async with self._database.transaction() as connection:
            now = self._clock.now()
            if await answers.mute(connection, address, now):
                await tell_desk_of_mute(connection, address, now)
        return self._pages.message("muted", language, 200)
