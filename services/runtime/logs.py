"""Structured logs: one JSON object or one readable line an event, never a secret, never a flood."""

import logging
import sys
import time
from typing import Literal

import structlog

_NOISY = ("aiokafka", "faust", "mode")


class RateLimit(logging.Filter):
    """Lets through at most `burst` records per logger, level and window; a broker outage logs thousands a second."""

    def __init__(self, burst: int = 10, window: float = 10.0) -> None:
        super().__init__()
        self._burst, self._window = burst, window
        self._seen: dict[tuple[str, int], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        key, now = (record.name, record.levelno), time.monotonic()
        since, count = self._seen.get(key, (now, 0))
        if now - since > self._window:
            since, count = now, 0
        self._seen[key] = (since, count + 1)
        return count < self._burst


def configure_logging(service: str, *, form: Literal["json", "console"] = "json", level: str = "INFO") -> None:
    """Route structlog and the standard library to stderr in one form; every line names its service."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    limit = RateLimit()
    handler.addFilter(lambda record: not record.name.startswith(_NOISY) or limit.filter(record))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(service=service)
