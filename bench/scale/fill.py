"""Fills one organization with as many tickets and orders as a benchmark asks for, in minutes.

Everything keeps the rules that the tables keep; what is left out are the signed reports, so a
closed order of this organization has no PDF.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from rich.progress import Progress

from app.catalog.models import CodeKind
from app.core.data.database import Database
from app.core.data.statements import Statement
from app.core.data.transactions import begin
from app.core.events.dispatcher import drain
from app.core.security.actors import Actor
from app.core.security.passwords import hash_password
from app.core.settings import Settings
from app.core.values.clock import now
from app.desks.service import default_desk
from app.organizations.service import find_tenant
from app.people.models import Role
from bench.scale import sql
from bench.scale.bulk import drop_indexes
from bench.scale.words import sentences, subjects
from demo.builder.organizations import BENCH, refuse_production
from demo.builder.script import invented
from demo.builder.stage import PASSWORD, Stage

SPAN = timedelta(days=730)
BATCH = 10_000


@dataclass(frozen=True, slots=True)
class _Bench:
    """A transaction of the owner in the organization, and what all statements are given."""

    owner: "asyncpg.Connection[Any]"
    given: dict[str, Any]

    async def run(self, statement: Statement, **given: Any) -> list[asyncpg.Record]:
        return await self.owner.fetch(statement.sql, *statement.values(self.given | given))


async def seed_scale(settings: Settings, n: int, progress: Progress) -> None:
    """Add n tickets with their messages and n orders with their visits, spread over two years.

    The organization has the domain `bench` and is made when it is missing, with the people, goods
    and codes of the demo. The subject of ticket number k holds the word `raro<k>`. The tables are
    locked meanwhile: only their owner may drop and make indexes.
    """
    refuse_production(settings)
    organization_id = await _organization(settings)
    owner = await asyncpg.connect(
        settings.owner_database_url,
        server_settings={"maintenance_work_mem": "256MB", "work_mem": "64MB"},
    )
    try:
        rows = progress.add_task("tickets and orders", total=n)
        indexes = progress.add_task("indexes and keys", total=None)
        async with _transaction(owner, organization_id) as bench:
            commands = await drop_indexes(owner, sql.TABLES)
            many = await _prepare(bench, n)
            # Or the keys are checked row by row, and by the wrong index.
            await _run_on(owner, "analyze", sql.REFERRED)
            for low in range(0, n, BATCH):
                high = min(low + BATCH, n) - 1
                await many.run(sql.ROWS, low=low, high=high)
                progress.update(rows, completed=high + 1)
            await _run_on(owner, "analyze", sql.TABLES)
            progress.update(indexes, total=len(commands))
            for command in commands:
                await owner.execute(command)
                progress.advance(indexes)
        await _run_on(owner, "vacuum", sql.REFERRED + sql.TABLES)
    finally:
        await owner.close()


@asynccontextmanager
async def _transaction(
    owner: "asyncpg.Connection[Any]", organization_id: UUID
) -> AsyncIterator[_Bench]:
    await owner.execute(begin(organization_id))
    yield _Bench(owner, {"organization_id": organization_id, "now": now()})
    await owner.execute("commit")


async def _run_on(owner: "asyncpg.Connection[Any]", command: str, tables: tuple[str, ...]) -> None:
    await owner.execute(f"{command} {', '.join(tables)}")


async def _organization(settings: Settings) -> UUID:
    database = await Database.connect(settings.database_url, write_pool=1, read_pool=1)
    try:
        organization_id = await find_tenant(database, BENCH)
        if organization_id is None:
            # Without rules and promises: what is measured is the way of a request.
            told = invented("demo").model_copy(
                update={"name": "Bancada de Testes", "domain": BENCH, "promises": [], "rules": []}
            )
            stage = Stage(database, told)
            await stage.set_up(await hash_password(PASSWORD))
            organization_id = stage.organization_id
        async with database.transaction(Actor(organization_id)) as session:
            await default_desk(session)
        # Nothing may wait in the log: what is written next is not for listeners.
        while (await drain(database, organization_id)).more:
            pass
    finally:
        await database.close()
    return organization_id


async def _prepare(bench: _Bench, n: int) -> _Bench:
    """Hire the people and win the customers of this run, and take its numbers."""
    started, clients = bench.given["now"] - SPAN, min(max(20, n // 50), 20_000)
    first = {
        name: (await bench.run(sql.TAKE_NUMBERS, name=name, count=n))[0]["first"]
        for name in ("tickets", "orders")
    }
    events = await bench.run(sql.TAKE_EVENT_NUMBERS, count=2 * n)
    run = first["tickets"]
    # Enough technicians that no two visits of one meet: each has one every seven hours or so.
    crew = {
        Role.AGENT: max(5, n // 20_000),
        Role.TECHNICIAN: max(5, n // 2_500),
        Role.REQUESTER: clients,
    }
    people = {
        role: [
            row["id"]
            for row in await bench.run(
                sql.ADD_PEOPLE, role=role.value, count=count, run=run, since=started
            )
        ]
        for role, count in crew.items()
    }
    served = await bench.run(sql.ADD_CLIENTS, requesters=people[Role.REQUESTER], since=started)
    codes = await bench.run(sql.CODES)

    def of_kind(kind: CodeKind) -> list[UUID]:
        return [row["id"] for row in codes if row["kind"] == kind]

    given = {
        "since": started,
        "step": SPAN.total_seconds() / n,
        "first_ticket": first["tickets"],
        "first_order": first["orders"],
        "first_event": events[0]["first"],
        "requesters": [row["person_id"] for row in served],
        "customers": [row["customer_id"] for row in served],
        "sites": [row["site_id"] for row in served],
        "names": [row["name"] for row in served],
        "agents": people[Role.AGENT],
        "technicians": people[Role.TECHNICIAN],
        "problems": of_kind(CodeKind.PROBLEM),
        "causes": of_kind(CodeKind.CAUSE),
        "solutions": of_kind(CodeKind.SOLUTION),
        "subjects": subjects(),
        "sentences": sentences(),
        "zone": "America/Sao_Paulo",
    }
    return _Bench(bench.owner, bench.given | given)
