"""What every page needs, put together once and handed to it by the application."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from schemas.base import Text
from services.board.desk.limits import Readers
from services.board.web.drawings import Drawings
from services.board.web.freshness import Freshness
from services.board.web.glossary import Term
from services.board.web.kept import Kept
from services.board.web.rendering import Renderer
from services.runtime.agenda import AgendaIndex
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.wording import Lang


@dataclass(frozen=True)
class Site:
    """The board's surroundings.

    `archive` holds the publishers' bytes, `mail_dir` caught mails where there are any, `open_data`
    the bulk downloads; a new verdict is published
    `reaction` after it was known. `started` is when this process began to serve.
    """

    agenda: AgendaIndex
    database: Database
    clock: Clock
    public_url: str
    archive: Path
    mail_dir: Path | None
    open_data: Path
    reaction: timedelta
    started: datetime
    glossary: Mapping[str, Term]
    readers: Readers
    freshness: Freshness
    renderers: Mapping[Lang, Renderer]
    drawings: Drawings
    kept: Kept

    def in_both(self, say: Callable[[Renderer], str]) -> Text:
        """What `say` tells with the renderer of each language."""
        return Text(nl=say(self.renderers["nl"]), en=say(self.renderers["en"]))


def site_of(request: Request) -> Site:
    """The site of this application."""
    site: Site = request.app.state.site
    return site


SiteDep = Annotated[Site, Depends(site_of)]
