"""`python -m services.ingest`: the ingest worker."""

import sys

from services.ingest.bootstrap import run
from services.ingest.settings import IngestSettings
from services.runtime.clock import SystemClock
from services.runtime.errors import ConfigError
from services.runtime.logs import configure_logging
from services.runtime.process import EXIT_CONFIG, run_service
from services.runtime.settings import load_settings


def main() -> int:
    """Run until a signal stops it; the exit code says whether a restart can help."""
    try:
        settings = load_settings(IngestSettings)
    except ConfigError as error:
        print(f"koers: {error.message}", file=sys.stderr)
        return EXIT_CONFIG
    configure_logging("ingest", form=settings.log_format, level=settings.log_level)
    return run_service(lambda stop: run(settings, SystemClock(), stop))


if __name__ == "__main__":
    sys.exit(main())
