"""The servers of a run of tests, started for it or given, and the databases on them."""

import json
import os
from dataclasses import asdict, fields

import pytest

from app.embedded.servers import Servers, create_database, run_sql
from app.operations.migrations import migrate

_PREFIX = "CHAMADO_TEST_"
#: How parallel workers learn where the servers of the run are.
_SHARED = "CHAMADO_TEST_SERVERS"
_created: list[tuple[Servers, str]] = []


def given_servers() -> Servers | None:
    """Servers that exist already: a cluster, or a version of PostgreSQL of one's own.

    CHAMADO_TEST_DATABASE_URL, _OWNER_DATABASE_URL, _ADMIN_URL (a superuser) and _REDIS_URL name
    them, all four or none. The roles and their passwords are made as the addresses say.
    """
    names = {field.name: _PREFIX + field.name.upper() for field in fields(Servers)}
    found = {name: os.environ.get(variable, "") for name, variable in names.items()}
    if not any(found.values()):
        return None
    if missing := [names[name] for name, value in found.items() if not value]:
        raise pytest.UsageError(f"Set {', '.join(missing)} too, or none of {_PREFIX}*.")
    return Servers(**found)


def share(servers: Servers) -> None:
    """Tell the parallel workers, which inherit the environment."""
    os.environ[_SHARED] = json.dumps(asdict(servers))


def shared() -> Servers:
    return Servers(**json.loads(os.environ[_SHARED]))


def migrated_database(servers: Servers, name: str) -> Servers:
    """Make a database with our schema: a copy of the first, or migrated on servers given to us."""
    if given_servers() is None:
        return create_database(servers, name, "chamado")
    created = empty_database(servers, name)
    migrate(created.owner_database_url)
    return created


def empty_database(servers: Servers, name: str) -> Servers:
    """Make a database with our roles and extensions, and nothing else."""
    if given_servers() is not None:
        _created.append((servers, name))
    return create_database(servers, name)


def drop_databases() -> None:
    """Leave nothing behind on servers that are not ours."""
    for servers, name in _created:
        gone = 'drop database if exists :"name" with (force)'
        run_sql(servers.with_database("postgres"), gone, name=name)
