"""`python -m services.alerts consumer|sender|web`."""

import asyncio
import sys
from collections.abc import Sequence
from typing import TypeVar

from services.alerts.bootstrap import run_consumer, run_sender, run_web
from services.alerts.settings import ConsumerSettings, SenderSettings, WebSettings
from services.runtime.clock import SystemClock
from services.runtime.errors import ConfigError
from services.runtime.logs import configure_logging
from services.runtime.process import run_service
from services.runtime.settings import Settings, load_settings

S = TypeVar("S", bound=Settings)


def main(arguments: Sequence[str]) -> int:
    """Run one part until it is told to stop; returns the exit code."""

    async def run(stop: asyncio.Event) -> None:
        match arguments:
            case ["consumer"]:
                await run_consumer(_ready(load_settings(ConsumerSettings), "alerts-consumer"), SystemClock(), stop)
            case ["sender"]:
                await run_sender(_ready(load_settings(SenderSettings), "alerts-sender"), SystemClock(), stop)
            case ["web"]:
                await run_web(_ready(load_settings(WebSettings), "alerts-web"), SystemClock(), stop)
            case _:
                raise ConfigError("say which part to run: python -m services.alerts consumer|sender|web")

    return run_service(run)


def _ready(settings: S, service: str) -> S:
    configure_logging(service, form=settings.log_format, level=settings.log_level)
    return settings


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
