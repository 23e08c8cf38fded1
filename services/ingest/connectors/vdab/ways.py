"""Further ways in to VDAB, by the kind of access: its Vacature API, where a client of it is configured."""

from collections.abc import Mapping
from contextlib import AsyncExitStack

from services.ingest.connectors.vdab.access import vacancy_api
from services.ingest.connectors.vdab.sync import VacancyPoller
from services.ingest.desk import Desk
from services.ingest.loop import Polls
from services.ingest.settings import IngestSettings


async def ways(settings: IngestSettings, desk: Desk, stack: AsyncExitStack) -> Mapping[str, Polls]:
    """The poller of the API, its client closed with the stack. Raises ConfigError."""
    api = vacancy_api(settings, desk.clock)
    return {"vacancies": VacancyPoller(desk, await stack.enter_async_context(api))} if api else {}
