"""Migrations that a sharded database runs as well, in the order and the pieces that it asks for."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from app.core.data.database import Base
from app.embedded.servers import Servers
from app.operations.migrations import migrate
from tests.databases import empty_database

_BODY = re.compile(r"\$\$.*?\$\$", re.DOTALL)
_TEXT = re.compile(r"'[^']*'")
_CREATED = re.compile(r"create table (\w+)", re.IGNORECASE)
_REFERRED = re.compile(r"references (\w+)", re.IGNORECASE)
_DISTRIBUTED = re.compile(r"create_(?:reference|distributed)_table\('(\w+)'")


@contextmanager
def _noted() -> Iterator[tuple[list[str], dict[str, str]]]:
    """The commands that are sent meanwhile, in order, and the settings of their connections."""
    sent: list[str] = []
    settings: dict[str, str] = {}

    def note(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        sent.append(sql)

    def connect(_dialect: Any, _record: Any, _given: Any, options: dict[str, Any]) -> None:
        settings.update(options["server_settings"])

    event.listen(Engine, "before_cursor_execute", note)
    event.listen(Engine, "do_connect", connect)
    yield sent, settings
    event.remove(Engine, "before_cursor_execute", note)
    event.remove(Engine, "do_connect", connect)


@pytest.fixture(scope="module")
def migrated(servers: Servers) -> tuple[list[str], dict[str, str]]:
    fresh = empty_database(servers, f"{servers.database_url.rpartition('/')[2]}_fresh")
    with _noted() as (sent, settings):
        migrate(fresh.owner_database_url)
    assert any("create table tickets" in sql.lower() for sql in sent)
    return sent, settings


def test_each_message_is_one_command(migrated: tuple[list[str], dict[str, str]]) -> None:
    several = [
        sql for sql in migrated[0] if ";" in _TEXT.sub("", _BODY.sub("", sql)).rstrip().rstrip(";")
    ]
    assert not several


def test_a_table_is_distributed_before_any_key_points_at_it(
    migrated: tuple[list[str], dict[str, str]],
) -> None:
    made: set[str] = set()
    distributed: set[str] = set()
    early = []
    for sql in migrated[0]:
        here = set(_CREATED.findall(sql))
        made |= here
        distributed |= set(_DISTRIBUTED.findall(sql))
        early += [(sql, table) for table in set(_REFERRED.findall(sql)) - distributed - here]
    assert not early
    assert made - {"alembic_version"} == distributed == set(Base.metadata.tables)


def test_what_is_changed_on_all_nodes_is_changed_in_turn(
    migrated: tuple[list[str], dict[str, str]],
) -> None:
    assert migrated[1]["citus.multi_shard_modify_mode"] == "sequential"
    assert migrated[1]["citus.enable_unsafe_triggers"] == "on"
