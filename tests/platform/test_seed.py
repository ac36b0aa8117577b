"""The demo organizations, and a great many rows for benchmarks: invented, and valid."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from rich.progress import Progress

from app.auth.sign_up.service import sign_up
from app.core.data.database import Database
from app.core.security.passwords import hash_password
from app.core.settings import Settings
from app.domains import import_jobs
from app.embedded.processes import CannotStartError
from app.embedded.servers import Servers
from app.people.models import Role
from app.people.schemas import PersonCreate
from bench.scale.fill import seed_scale
from demo.builder.organizations import make, seed_demo
from demo.builder.stage import PASSWORD
from tests.databases import migrated_database

#: What would be a lie, although no constraint forbids it.
WRONG = """
tickets where solved_at < first_response_at or first_response_at < opened_at
    or last_activity_at > now() or closed_at < solved_at or closed_at > now();
tickets where (status in ('solved', 'closed')) <> (solved_at is not null);
tickets t where last_seq <> (select max(seq) from messages m where m.ticket_id = t.id);
messages where created_at > now();
orders where (status = 'closed') <> (closed_at is not null);
orders o join visits v on v.order_id = o.id join bookings b on b.id = v.booking_id
    where (o.starts_at, o.technician_id) <> (b.starts_at, b.person_id);
orders o where status in ('scheduled', 'in_progress', 'closed')
    and not exists (select from visits v where v.order_id = o.id)
"""
#: What loading drops and makes again.
RULES = """select conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated
             from pg_constraint where connamespace = 'public'::regnamespace
       union all
       select tablename, indexname, indexdef, true from pg_indexes where schemaname = 'public'
        order by 1, 2, 3"""
Rows = Callable[[str], Awaitable[list[tuple[object, ...]]]]


@pytest.fixture
def empty(servers: Servers, settings: Settings) -> Settings:
    """A migrated database in which nobody works yet."""
    import_jobs()  # the dispatcher knows the listeners of its first use, and tests share it
    own = migrated_database(servers, f"seed_{uuid4().hex[:12]}")
    urls = {"database_url": own.database_url, "owner_database_url": own.owner_database_url}
    return settings.model_copy(update=urls)


@pytest.fixture
def rows(empty: Settings, servers: Servers) -> Rows:
    """Ask as the superuser, whom no policy binds."""
    name = empty.database_url.rpartition("/")[2]

    async def ask(sql: str) -> list[tuple[object, ...]]:
        admin = await asyncpg.connect(servers.with_database(name).admin_url)
        found = [tuple(row) for row in await admin.fetch(sql)]
        await admin.close()
        return found

    return ask


async def test_the_demo_is_made_once_with_everything_in_different_states(
    empty: Settings, rows: Rows
) -> None:
    assert await seed_demo(empty)
    assert not await seed_demo(empty)
    domains = await rows("select domain from tenant_domains order by 1")
    assert domains == [("demo",), ("outra",)]
    people = """select username, count(*) from people where kind = 'member'
         group by 1 having count(*) = 2 order by 1"""
    names = ("agente", "cliente", "coordenador", "gerente", "gestora", "tecnica", "tecnico")
    assert await rows(people) == [(name, 2) for name in names]
    for table, states in (
        ("tickets", {"new", "open", "on_hold", "solved"}),
        ("orders", {"open", "scheduled", "in_progress", "closed"}),
    ):
        assert {state for (state,) in await rows(f"select status from {table}")} == states
    assert await rows("select count(*) from signatures") == [(2,)]
    assert await rows("select stars from ratings") == [(5,), (5,)]
    desk = """select (select count(*) from sla_policies), (select count(*) from macros),
                     (select count(*) from automation_rules)"""
    assert await rows(desk) == [(2, 2, 4)]
    vans = """select count(distinct location_id) from balances b join locations l
        on l.id = b.location_id where l.kind = 'van' and b.quantity > 0"""
    assert await rows(vans) == [(4,)]


async def test_what_an_interruption_left_out_is_made_by_the_next_seed(
    empty: Settings, rows: Rows
) -> None:
    database = await Database.connect(empty.database_url, write_pool=1, read_pool=1)
    await make(database, "outra", await hash_password(PASSWORD))
    await database.close()
    assert await rows("select domain from tenant_domains") == [("outra",)]
    assert await seed_demo(empty)
    assert await rows("select domain from tenant_domains order by 1") == [("demo",), ("outra",)]


async def test_nothing_is_added_where_somebody_works(empty: Settings, rows: Rows) -> None:
    database = await Database.connect(empty.database_url, write_pool=1, read_pool=1)
    manager = PersonCreate(
        username="regina",
        name="Regina Prado",
        email="regina@conecta.example",
        role=Role.OWNER,
        password="correct horse battery",
    )
    await sign_up(database, name="Conecta", domain="conecta", manager=manager)
    await database.close()
    assert not await seed_demo(empty)
    assert await rows("select domain from tenant_domains") == [("conecta",)]


async def test_nothing_is_invented_in_production(empty: Settings, rows: Rows) -> None:
    production = empty.model_copy(update={"env": "production"})
    with pytest.raises(CannotStartError, match="never in production"):
        await seed_demo(production)
    with pytest.raises(CannotStartError, match="never in production"):
        await seed_scale(production, 10, Progress(disable=True))
    assert await rows("select domain from tenant_domains") == []


async def test_many_rows_keep_the_rules_that_no_constraint_keeps(
    empty: Settings, rows: Rows
) -> None:
    before = await rows(RULES)
    await seed_scale(empty, 1500, Progress(disable=True))
    await seed_scale(empty, 500, Progress(disable=True))
    assert await rows(RULES) == before
    assert await rows("select name, value from counters order by 1") == [
        ("orders", 2000),
        ("tickets", 2000),
    ]
    for table in ("tickets", "orders"):
        numbers = f"select count(distinct number), min(number), max(number) from {table}"
        assert await rows(numbers) == [(2000, 1, 2000)]
    assert await rows(
        """select h.seq = m.seq, h.seq = (select count(*) from events),
                  h.seq = (select max(seq) from events)
             from event_heads h, dispatcher_positions m"""
    ) == [(True, True, True)]
    for wrong in WRONG.split(";"):
        assert await rows(f"select count(*) from {wrong}") == [(0,)], wrong
    rare = "select number from tickets where search_vector @@ to_tsquery('chamado', 'raro1700')"
    assert await rows(rare) == [(1700,)]


async def test_a_benchmark_does_not_keep_the_demo_away(empty: Settings, rows: Rows) -> None:
    await seed_scale(empty, 20, Progress(disable=True))
    assert await seed_demo(empty)
    assert len(await rows("select domain from tenant_domains")) == 3


def test_the_password_is_the_one_that_is_told() -> None:
    for told in (Path("app/programs/welcome.py"), Path("README.md")):
        assert PASSWORD in told.read_text()
