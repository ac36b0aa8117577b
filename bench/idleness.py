"""What organizations cost in which nothing happens: the rounds of the worker."""

import asyncio
import time
from collections.abc import Iterator

from app.core.data.database import Base, Database
from app.core.security.actors import Actor
from app.core.settings import Settings
from app.core.values.ids import new_id
from app.core.values.text import DEFAULT_LOCALE
from app.domains import import_tables
from app.organizations.service import create_organization
from bench.costs import Meter, spent
from bench.servers import Target

_DOMAIN = "idle"
_COLUMNS = """
    select table_name, array_agg(quote_ident(column_name) order by ordinal_position) as names,
           array_agg(case when data_type = 'uuid'
                          then format('case when %1$I = $1 then copy_id else %1$I end', column_name)
                          when column_name = 'domain' then format('%I || place + $3', column_name)
                          else quote_ident(column_name) end
                     order by ordinal_position) as copies
      from information_schema.columns
     where table_name = any ($1) and is_generated = 'NEVER' group by 1"""


def found(settings: Settings) -> None:
    """Make the organization that the others are copies of."""
    import_tables()

    async def make() -> None:
        database = await Database.connect(settings.database_url, write_pool=1, read_pool=1)
        async with database.transaction(Actor(new_id())) as session:
            await create_organization(
                session,
                name="Parada",
                domain=_DOMAIN,
                company_code="matriz",
                company_name="Matriz",
                locale=DEFAULT_LOCALE,
                zone="America/Sao_Paulo",
            )
        await database.close()

    asyncio.run(make())


def minutes(
    meter: Meter, worker: Target, sizes: list[int], *, seconds: float
) -> Iterator[tuple[int, dict[str, float]]]:
    """Milliseconds of each part in a minute of rest, with so many organizations in all."""
    there = 1
    for size in sizes:
        _copy(meter, there, size)
        there = size
        meter.await_quiet()
        before = meter.read(worker.pid, worker.pid)
        time.sleep(seconds)
        used = spent(before, meter.read(worker.pid, worker.pid))
        yield size, {name: used[name] * 60 / seconds for name in ("worker", "postgres", "valkey")}


def _copy(meter: Meter, there: int, wanted: int) -> None:
    """Copy the organization, row by row as it is, under ids and domains of their own."""
    [template] = meter.ask("select organization_id from tenant_domains where domain = $1", _DOMAIN)
    tables = [table for table in Base.metadata.sorted_tables if "organization_id" in table.columns]
    # Rows come in any order: foreign keys are as right in the copies as in the original.
    meter.ask("select set_config('session_replication_role', 'replica', false)")
    columns = meter.runner.run(meter.admin.fetch(_COLUMNS, [table.name for table in tables]))
    ids = [new_id() for _ in range(there, wanted)]
    for name, names, copies in columns:
        meter.ask(
            f"""insert into {name} ({", ".join(names)})
                select {", ".join(copies)}
                  from {name}, unnest($2::uuid[]) with ordinality as c(copy_id, place)
                 where organization_id = $1 and $3::bigint > 0""",  # noqa: S608 - names of our own tables
            *(template, ids, there),
        )
    meter.ask("analyze")
