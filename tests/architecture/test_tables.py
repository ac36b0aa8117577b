"""Every table belongs to an organization: by its key, by its links and by row-level security."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import aliased

from app.core.data.database import Base, Database
from app.domains import FLOORS, import_tables
from app.embedded.servers import Servers
from tests.callers import Caller

#: Reference tables: what must be unique in the whole world. They point at nothing.
REFERENCE = {"tenant_domains"}
#: What strangers name who do not know of which organization it is: looked for on every node.
LOOKED_FOR_EVERYWHERE = {("evidence_records", "code"), ("evidence_records", "file_sha256")}
import_tables()
#: As the models describe them; tests/platform holds that the migrations make the same.
TABLES = {table.name: table for table in Base.metadata.sorted_tables}


def test_every_key_begins_with_the_organization() -> None:
    for name, table in TABLES.items():
        if name in REFERENCE:
            continue
        keys = [list(table.primary_key.columns)]
        keys += [list(c.columns) for c in table.constraints if isinstance(c, UniqueConstraint)]
        keys += [list(c.columns) for c in table.constraints if isinstance(c, ExcludeConstraint)]
        keys += [list(i.columns) for i in table.indexes if i.columns]
        for key in keys:
            if (name, key[0].name) in LOOKED_FOR_EVERYWHERE:
                continue
            assert key[0].name == "organization_id", f"{name}: {[c.name for c in key]}"


def test_every_link_stays_inside_the_organization() -> None:
    for name, table in TABLES.items():
        for link in table.constraints:
            if isinstance(link, ForeignKeyConstraint):
                assert link.column_keys[0] == "organization_id", f"{name}: {link.column_keys}"
                assert link.ondelete != "SET NULL", f"{name}: {link.column_keys}"


def test_a_link_is_declared_by_the_domain_that_lies_above() -> None:
    """Foreign keys point down: only a domain above may add a key to a table below."""
    floor = {
        mapper.class_.__tablename__: FLOORS.index(mapper.class_.__module__.split(".")[1])
        for mapper in Base.registry.mappers
    }
    declared = defaultdict(set)
    for path in Path("app").rglob("models.py"):
        for table in re.findall(r'owned_reference\("\w+", "(\w+)"', path.read_text()):
            declared[FLOORS.index(path.parts[1])].add(table)
    upward = {
        (below, table)
        for below, tables in declared.items()
        for table in tables
        if floor[table] > below
    }
    assert not upward


def test_names_fit_a_sharded_database() -> None:
    for table in TABLES.values():
        names = [*(c.name for c in table.constraints), *(i.name for i in table.indexes)]
        assert not [name for name in names if len(str(name or "")) >= 50]


async def _rows(database: Database, sql: str) -> list[Any]:
    async with database.reads.connection() as connection:
        return await connection.fetch(sql)


async def _tables(database: Database) -> set[str]:
    rows = await _rows(
        database,
        """select relname from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')""",
    )
    return {row["relname"] for row in rows} - {"alembic_version"}


async def test_row_level_security_is_on_and_forced_everywhere(database: Database) -> None:
    rows = await _rows(
        database,
        """select relname from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
              and not (relrowsecurity and relforcerowsecurity) and relname <> 'alembic_version'""",
    )
    assert not rows
    assert await _tables(database) == set(TABLES)


async def test_without_an_organization_there_is_nothing_to_see(
    ada: Caller, database: Database
) -> None:
    await ada.post("/v1/tickets", {"subject": "Sem sinal", "description": "A luz da ONU pisca."})
    for name in sorted(TABLES):
        assert await database.outside_tenants(f"select count(*) from {name}") == 0, name


async def test_raw_sql_of_one_organization_sees_none_of_another(
    ada: Caller, stranger: Caller, database: Database
) -> None:
    await ada.post("/v1/tickets", {"subject": "Sem sinal", "description": "A luz da ONU pisca."})
    async with database.read(stranger.actor) as connection:
        for name in sorted(TABLES):
            sql = f"select count(*) from {name} where organization_id = $1"
            assert await connection.fetchval(sql, ada.organization_id) == 0, name


async def test_the_orm_names_the_organization_even_where_no_policy_binds(
    ada: Caller, stranger: Caller, servers: Servers
) -> None:
    body = {"subject": "Sem sinal", "description": "A luz da ONU pisca."}
    await ada.post("/v1/tickets", body)
    await stranger.post("/v1/tickets", body)
    unbound = await Database.connect(servers.admin_url)
    seen = set()
    for mapper in Base.registry.mappers:
        model: Any = mapper.class_
        other = aliased(model)
        async with unbound.transaction(ada.actor) as session:
            theirs = select(other.organization_id).where(
                other.organization_id.in_(select(model.organization_id))
            )
            found = set(await session.scalars(select(model.organization_id)))
            found |= set(await session.scalars(theirs))
            assert found <= {ada.organization_id}, model
            seen |= {model.__name__} if found else set()
    await unbound.close()
    # Those whose key is more than an id, and those whose key it is.
    assert {"EventRecord", "EventHead", "Counter", "Ticket"} <= seen


async def test_the_app_owns_nothing_and_bypasses_nothing(database: Database) -> None:
    roles = await _rows(
        database,
        """select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb
             from pg_roles where rolname = current_user""",
    )
    assert tuple(roles[0]) == ("chamado_app", False, False, False, False)
    owned = "select count(*) from pg_class where relowner = current_user::regrole"
    assert await database.outside_tenants(owned) == 0


async def test_a_link_into_another_organization_is_refused_by_the_key(
    ada: Caller, stranger: Caller
) -> None:
    theirs = await stranger.post(
        "/v1/tickets", {"subject": "Sem sinal", "description": "A luz da ONU pisca."}
    )
    problem = await ada.post(
        "/v1/tickets",
        {
            "subject": "Sem sinal",
            "description": "Em nome de outra pessoa",
            "requester_id": theirs["requester_id"],
        },
        422,
    )
    assert problem["code"] == "unknown_reference"
    assert [e["pointer"] for e in problem["errors"]] == ["#/body/requester_id"]
