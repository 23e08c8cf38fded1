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
    """The pages of one process.

    `/startupz` is well once the start is over, `/livez` while every loop makes progress (restarting helps where it does
    not), `/readyz` and `/healthz` while both hold. A process that is stopped answers none of them.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.get("/healthz")
    def healthz() -> JSONResponse:
        faults = health.faults()
        return JSONResponse({"faults": faults}, status_code=503 if faults or not health.started else 200)

    app.get("/readyz")(healthz)

    @app.get("/livez")
    def livez() -> JSONResponse:
        faults = health.faults()
        return JSONResponse({"faults": faults}, status_code=503 if faults else 200)

    @app.get("/startupz")
    def startupz() -> JSONResponse:
        return JSONResponse({"started": health.started}, status_code=200 if health.started else 503)

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
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named asyncio sets TCP_NODELAY; without it the body of an answer waits 40 ms for the
    # acknowledgement of its head.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
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
