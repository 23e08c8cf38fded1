"""The page operations ask: /healthz, /status and /metrics, beside every service."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from services.runtime.health import Health
from services.runtime.metrics import Metrics


def admin_app(health: Health, metrics: Metrics) -> FastAPI:
    """The three pages of one process."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/healthz")
    def healthz() -> JSONResponse:
        faults = health.faults()
        return JSONResponse({"faults": faults}, status_code=503 if faults or not health.started else 200)

    @app.get("/status")
    def status() -> JSONResponse:
        return JSONResponse(health.status())

    @app.get("/metrics")
    def exposition() -> Response:
        _measure(health, metrics)
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return app


def _measure(health: Health, metrics: Metrics) -> None:
    """Show health among the metrics, as it is when asked."""
    metrics.started.set(health.started)
    metrics.faults.set(len(health.faults()))
    for loop in health.loops:
        metrics.loop_pending.labels(loop.name).set(loop.pending)
        metrics.loop_stalled.labels(loop.name).set(loop.seconds_since_progress)


class _Server(uvicorn.Server):
    """Uvicorn inside a process that handles its own signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serve(app: ASGIApp, host: str, port: int) -> AsyncIterator[int]:
    """Serve an ASGI app for the length of a block; yields the port. Port 0 takes a free one."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    server = _Server(
        uvicorn.Config(app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=3)
    )
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield int(listener.getsockname()[1])
    finally:
        server.should_exit = True
        await task
        listener.close()
