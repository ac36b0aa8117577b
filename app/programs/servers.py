"""The servers behind the settings of a command."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.core.settings import Settings
from app.embedded import servers as embedded
from app.embedded.processes import CannotStartError
from app.embedded.servers import OwnServer, Servers
from app.programs.preflight import place_of


@contextmanager
def servers_for(
    settings: Settings, *, alone: bool = False, makes: bool = False
) -> Iterator[Settings]:
    """The settings with servers behind them: given, found running in the folder, or started.

    `alone`: what runs in the folder is no place for this command. `makes`: where no servers have
    ever run it begins; every other command has nothing to look at there.
    """
    if settings.database_url:
        yield _given(settings)
    elif not alone and (servers := embedded.attach(settings.home)):
        yield _at(settings, servers)
    elif not makes and not embedded.is_made(settings.home):
        raise CannotStartError(
            f"There is nothing in {settings.home} yet: begin with `chamado run`, or name"
            " your servers in CHAMADO_DATABASE_URL and CHAMADO_REDIS_URL."
        )
    else:
        with embedded.start(settings.home, url=settings.base_url) as servers:
            yield _at(settings, servers)


@contextmanager
def own_servers_for(settings: Settings) -> Iterator[tuple[Settings, list[OwnServer]]]:
    """The same for whoever looks after the servers: given, which are none of ours, or started."""
    if settings.database_url:
        yield _given(settings), []
    else:
        url = settings.base_url
        with embedded.start_watched(settings.home, url=url) as (servers, own):
            yield _at(settings, servers), own


def database_of(settings: Settings, *, owner: bool = False) -> str:
    """Name the database that a command works on."""
    place = place_of(settings.owner_database_url if owner else settings.database_url)
    return f"{place}, embedded in {settings.home}" if settings.embedded_servers else place


def _given(settings: Settings) -> Settings:
    return settings.model_copy(update={"embedded_servers": False})


def _at(settings: Settings, servers: Servers) -> Settings:
    return settings.model_copy(
        update={
            "database_url": servers.database_url,
            "owner_database_url": servers.owner_database_url,
            "backup_database_url": servers.admin_url,
            "redis_url": servers.redis_url,
            "embedded_servers": True,
        }
    )
