"""`chamado serve`: the API, in this process or in several that share what it loads."""

import resource
import socket
import sys

import structlog
import uvicorn

from app.core import logs
from app.core.settings import Settings
from app.embedded.processes import freeze_start_up
from app.main import create_app
from app.programs.connections import MOST_CONNECTIONS, LimitedConnection
from app.programs.prefork import Prefork
from app.programs.servers import database_of

log = structlog.get_logger()

_GRACE_SECONDS = 20
#: Closing connections takes a moment more than the requests do.
_FAREWELL_SECONDS = 5


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self._settings = settings

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        freeze_start_up()
        if self.started:
            url = self._settings.base_url
            log.info("api_ready", url=url, database=database_of(self._settings))


def serve(settings: Settings, processes: int) -> None:
    """Answer requests until SIGTERM or Ctrl-C; those that run then are finished first."""
    logs.configure(as_json=settings.logs_as_json)
    _allow_files()
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=LimitedConnection,
        access_log=False,
        server_header=False,
        # uvicorn would believe whoever connects from this machine.
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=[str(network) for network in settings.trusted_proxies],
        log_level="warning",
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    config.load()

    def answer(listener: socket.socket) -> None:
        server = _Server(config, settings)
        server.run([listener])
        if not server.started:
            sys.exit("The API does not start.")

    listener = config.bind_socket()
    if processes == 1:
        answer(listener)
    else:
        Prefork(listener, answer, _GRACE_SECONDS + _FAREWELL_SECONDS).supervise(processes)


def _allow_files() -> None:
    """Take as many file descriptors as we may, up to what our connections need."""
    few, many = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTIONS
    if few != resource.RLIM_INFINITY and few < wanted:
        most = wanted if many == resource.RLIM_INFINITY else min(wanted, many)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, many))
