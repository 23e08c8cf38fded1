"""Further ways in to Statbel, by the kind of access: its files of open data stand at an address of their own."""

from collections.abc import Mapping
from contextlib import AsyncExitStack

from services.ingest.connectors.statbel.connector import Statbel
from services.ingest.connectors.statbel.files import HOME, StatbelFiles
from services.ingest.desk import Desk
from services.ingest.fetch import HttpFetcher
from services.ingest.loop import Polls
from services.ingest.poll import Poller
from services.ingest.settings import IngestSettings


async def ways(settings: IngestSettings, desk: Desk, stack: AsyncExitStack) -> Mapping[str, Polls]:
    """The poller of the files, its client closed with the stack."""
    base = settings.base_url("statbel_files", HOME)
    fetcher = HttpFetcher(base, spacing=Statbel.spacing, agent=settings.agent)
    files = StatbelFiles(await stack.enter_async_context(fetcher), desk.clock)
    return {"opendata": Poller(desk, files)}
