"""`python -m services.board projector|web`."""

import asyncio
import sys
from collections.abc import Sequence
from typing import TypeVar

from services.board.bootstrap import run_projector, run_web
from services.board.settings import ProjectorSettings, WebSettings
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
            case ["projector"]:
                await run_projector(_ready(load_settings(ProjectorSettings), "board-projector"), SystemClock(), stop)
            case ["web"]:
                await run_web(_ready(load_settings(WebSettings), "board-web"), SystemClock(), stop)
            case _:
                raise ConfigError("say which part to run: python -m services.board projector|web")

    return run_service(run)


def _ready(settings: S, service: str) -> S:
    configure_logging(service, form=settings.log_format, level=settings.log_level)
    return settings


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
