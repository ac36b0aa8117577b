"""Fills one organization with as many tickets and orders as a benchmark asks for, in minutes.

Everything keeps the rules that the tables keep; what is left out are the signed reports, so a
closed order of this organization has no PDF.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from rich.progress import Progress

from app.catalog.models import CodeKind
from app.core.data.database import Database
from app.core.data.statements import Statement
from app.core.events.dispatcher import dispatch
from app.core.security.actors import Actor
from app.core.security.passwords import hash_password
from app.core.settings import Settings
from app.core.values.clock import now
from app.desks.service import default_desk
from app.organizations.service import find_tenant
from app.people.models import Role
from bench.scale import sql
from bench.scale.words import sentences, subjects
from demo.builder.organizations import BENCH, refuse_production
from demo.builder.script import invented
from demo.builder.stage import PASSWORD, Stage

SPAN = timedelta(days=730)
BATCH = 10_000
#: Batches under way at a time: PostgreSQL checks foreign keys on one core per connection.
CONNECTIONS = 2


@dataclass(frozen=True, slots=True)
class _Bench:
    """The organization, and who and what its rows refer to, as the statements want it."""

    database: Database
    organization_id: UUID
    given: dict[str, Any]

    async def run(self, statement: Statement, **given: Any) -> list[asyncpg.Record]:
        async with self.database.transaction(Actor(self.organization_id)) as session:
            return await session.rows(statement, **self.given, **given)


async def seed_scale(settings: Settings, n: int, progress: Progress) -> None:
    """Add n tickets with their messages and n orders with their visits, spread over two years.

    The organization has the domain `bench` and is made when it is missing, with the people, goods
    and codes of the demo. The subject of ticket number k holds the word `raro<k>`.
    """
    refuse_production(settings)
    database = await Database.connect(
        settings.database_url, write_pool=CONNECTIONS, read_pool=CONNECTIONS
    )
    try:
        organization_id = await _organization(database)
        bench = await _prepare(database, organization_id, n)
        # Or the checks of foreign keys go by the wrong index, and take three times as long.
        await _as_owner(settings, [f"analyze {table}" for table in sql.REFERRED])
        rows = progress.add_task("tickets and orders", total=n)
        await _in_batches(bench, sql.ROWS, n, lambda done: progress.advance(rows, done))
        # Nothing may wait in the log: what is written next must not be delivered one by one.
        await dispatch(database, organization_id)
        events = progress.add_task("their events", total=n)
        await _in_batches(bench, sql.EVENTS, n, lambda done: progress.advance(events, done))
    finally:
        await database.close()
    tidied = progress.add_task("vacuum and analyze", total=1)
    await _as_owner(settings, [f"vacuum (analyze) {table}" for table in sql.TABLES])
    progress.advance(tidied)


async def _as_owner(settings: Settings, commands: list[str]) -> None:
    """Look after the tables, where the owner's login is known; autovacuum comes by later."""
    if not settings.owner_database_url:
        return
    owner = await asyncpg.connect(settings.owner_database_url)
    for command in commands:
        await owner.execute(command)
    await owner.close()


async def _organization(database: Database) -> UUID:
    found = await find_tenant(database, BENCH)
    if found is not None:
        return found
    # Without rules and promises: what is measured is the way of a request.
    told = invented("demo").model_copy(
        update={"name": "Bancada de Testes", "domain": BENCH, "promises": [], "rules": []}
    )
    stage = Stage(database, told)
    await stage.set_up(await hash_password(PASSWORD))
    return stage.organization_id


async def _prepare(database: Database, organization_id: UUID, n: int) -> _Bench:
    """Hire the people and win the customers of this run, and take its numbers."""
    async with database.transaction(Actor(organization_id)) as session:
        await default_desk(session)
    started, clients = now() - SPAN, min(max(20, n // 50), 20_000)
    bench = _Bench(database, organization_id, {"now": now()})
    first = {
        name: (await bench.run(sql.TAKE_NUMBERS, name=name, count=n))[0]["first"]
        for name in ("tickets", "orders")
    }
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
        "now": bench.given["now"],
        "since": started,
        "step": SPAN.total_seconds() / n,
        "first_ticket": first["tickets"],
        "first_order": first["orders"],
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
    return _Bench(database, organization_id, given)


async def _in_batches(bench: _Bench, statement: Statement, n: int, advance: Any) -> None:
    """Run the statement for 0..n-1 in ranges, several at a time."""
    ranges: Iterator[tuple[int, int]] = (
        (low, min(low + BATCH, n) - 1) for low in range(0, n, BATCH)
    )

    async def work() -> None:
        for low, high in ranges:
            await bench.run(statement, low=low, high=high)
            advance(high - low + 1)

    async with asyncio.TaskGroup() as together:
        for _ in range(CONNECTIONS):
            together.create_task(work())
