"""Settings of the board's two processes."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from services.runtime.hosts import HostSettings
from services.runtime.mail.settings import RelaySettings
from services.runtime.settings import DatabaseSettings, Environment


class BoardSettings(DatabaseSettings):
    """What both processes need to know."""

    reaction_days: Annotated[
        int,
        Field(
            description="Days a new verdict waits before the board shows it, so that its owner can answer first.",
            ge=0,
            le=365,
        ),
    ] = 0

    @property
    def open_data_dir(self) -> Path:
        """Where the bulk downloads lie, below the state folder that both processes share."""
        return self.state_dir / "open-data"

    @property
    def reaction(self) -> timedelta:
        """How long a new verdict waits."""
        return timedelta(days=self.reaction_days)


class PublicSettings(Environment):
    """Where readers are."""

    public_url: Annotated[
        str,
        Field(
            description="Public address of this process's pages, without a slash at the end.",
            examples=["https://koers.example"],
            pattern=r"^https?://[^\s]+[^/\s]$",
        ),
    ]


class ProjectorSettings(BoardSettings, PublicSettings, RelaySettings):
    """What the projector, the reconciler and the mailer of subscriptions need to know."""

    recheck_grace: Annotated[
        float,
        Field(description="Seconds a verdict may be behind its figures before it is asked for again.", gt=0),
    ] = 30.0
    reconcile_every: Annotated[
        float, Field(description="Seconds between two comparisons of what is behind what.", gt=0)
    ] = 5.0


class WebSettings(BoardSettings, PublicSettings, HostSettings):
    """What the public pages need to know."""

    board_host: Annotated[str, Field(description="Address the board's pages listen on.")] = "127.0.0.1"
    board_port: Annotated[int, Field(description="Port of the board's pages; 0 takes a free one.", ge=0, le=65535)] = (
        8400
    )
    mail_dir: Annotated[
        Path | None,
        Field(description="Folder of caught mails, shown to readers on this machine; only with the embedded catcher."),
    ] = None
