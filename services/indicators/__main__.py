"""`python -m services.indicators`: one indicators worker."""

import asyncio
import sys

from services.indicators.bootstrap import run
from services.indicators.settings import IndicatorsSettings
from services.runtime.clock import SystemClock
from services.runtime.errors import ConfigError
from services.runtime.logs import configure_logging
from services.runtime.process import EXIT_CONFIG, run_service
from services.runtime.settings import load_settings


def main() -> int:
    """Read the settings and run; returns the exit code."""
    try:
        settings = load_settings(IndicatorsSettings)
    except ConfigError as error:
        print(f"koers: {error.message}", file=sys.stderr)
        return EXIT_CONFIG
    configure_logging("indicators", form=settings.log_format, level=settings.log_level)

    async def work(stop: asyncio.Event) -> None:
        await run(settings, SystemClock(), stop)

    return run_service(work)


if __name__ == "__main__":
    sys.exit(main())
