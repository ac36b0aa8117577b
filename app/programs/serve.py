"""`chamado serve`: the API in this process."""

import socket

import uvicorn

from app.core import logs
from app.core.settings import Settings
from app.embedded.processes import freeze_start_up
from app.main import create_app

_GRACE_SECONDS = 20


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        freeze_start_up()


def serve(settings: Settings) -> None:
    """Answer requests until SIGTERM or Ctrl-C; those that run then are finished first."""
    logs.configure(as_json=settings.logs_as_json)
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        server_header=False,
        log_level="warning",
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    _Server(config).run()
