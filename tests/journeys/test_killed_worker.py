"""SIGKILL in the middle of a worker's work loses nothing and doubles nothing."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import policy
from email.parser import BytesParser

import asyncpg

from app.core.data.database import Database
from app.core.security.passwords import hash_password
from demo.builder.organizations import play_request
from demo.builder.script import Outcome, Raised, Request, Visit, invented
from demo.builder.stage import PASSWORD, Stage
from tests.journeys.house import House
from tests.mails import text_of
from tests.patience import wait_for

DETAILS = "Cabo substituído."
STORY = Request(
    subject="Sem sinal",
    description="Luz vermelha.",
    site="Loja do Cambuí",
    reply="Vamos mandar alguém.",
    order=Raised(
        problem="SEM-SINAL",
        visit=Visit(
            technician="tecnico",
            in_minutes=-30,
            lasts_minutes=60,
            started=True,
            outcome=Outcome(
                cause="FIBRA-ROMPIDA",
                solution="TROCA-DROP",
                details=DETAILS,
                attended_by="Helena Duarte",
            ),
        ),
    ),
)
#: Whoever moves the mark, or removes a task, has done the work, and has yet to commit: there it
#: waits for us.
TURNSTILE = """
create function wait_for_the_test() returns trigger language plpgsql as
  $$ begin perform pg_advisory_xact_lock_shared(tg_argv[0]::int); return coalesce(new, old); end $$;
create trigger turnstile before update on dispatcher_positions
  for each row when (new.seq > old.seq) execute function wait_for_the_test('1');
create trigger turnstile before delete on outbox_tasks
  for each row execute function wait_for_the_test('2')
"""
BATCH, OUTBOX_TASKS = 1, 2
#: What was claimed would be tried again when its lease runs out; the test does not wait for that.
LEASES_RUN_OUT = """
update dispatcher_positions set leased_until = null;
update outbox_tasks set due_at = now() where due_at is not null
"""


async def test_killed_between_claim_and_commit_everything_happens_once(house: House) -> None:
    house.sql(TURNSTILE)
    await _close_an_order(house)

    async with _turnstile_shut(house, BATCH):
        worker = house.start("worker")
        _until_held(house, BATCH, 1)
        worker.kill()
    assert _count(house, "notifications") == 0
    assert _count(house, "outbox_tasks") == 0

    async with _turnstile_shut(house, OUTBOX_TASKS):
        house.sql(LEASES_RUN_OUT)
        worker = house.start("worker")
        # The report, and mails that the ticket was received, of the reply and of the solution.
        _until_held(house, OUTBOX_TASKS, 4)
        worker.kill()
    assert _count(house, "files") == 0
    assert _count(house, "outbox_tasks") == 4
    assert len(house.mails()) == 3  # they went out, and nobody knows it

    house.sql(LEASES_RUN_OUT)
    house.start("worker")
    wait_for(lambda: _is_all_done(house), "the end of all work")
    _assert_everything_happened_once(house)


async def _close_an_order(house: House) -> None:
    """A ticket, its reply, its order and the closed visit: everything waits for a worker."""
    database = await Database.connect(house.servers.database_url, write_pool=1, read_pool=1)
    # Without promises and rules of a desk, which would have work of their own.
    told = invented("demo").model_copy(update={"promises": [], "rules": []})
    stage = Stage(database, told)
    await stage.set_up(await hash_password(PASSWORD))
    await play_request(stage, STORY)
    await database.close()
    house.sql("update desks set order_outcome = 'solve'")
    house.sql("update people set notify_by_mail = username = 'cliente'")


@asynccontextmanager
async def _turnstile_shut(house: House, key: int) -> AsyncIterator[None]:
    guard = await asyncpg.connect(house.servers.admin_url)
    await guard.execute("select pg_advisory_lock($1)", key)
    try:
        yield
    finally:
        await guard.close()


def _until_held(house: House, key: int, count: int) -> None:
    """Until so many jobs have done their work and stand before the turnstile."""
    waiting = f"""select count(*) from pg_locks where not granted and locktype = 'advisory'
        and objid = {key} and database = (select oid from pg_database
                                          where datname = current_database())"""
    wait_for(lambda: int(house.sql(waiting)[0]) >= count, f"{count} jobs at turnstile {key}")


def _is_all_done(house: House) -> bool:
    behind = """select count(*) from event_heads h
        join dispatcher_positions m using (organization_id) where m.seq < h.seq"""
    return house.sql(behind) == ["0"] and not _count(house, "deliveries") + _count(
        house, "outbox_tasks"
    )


def _assert_everything_happened_once(house: House) -> None:
    told = """select count(*) from notifications n join people p on p.id = n.person_id
        where p.username = 'cliente'"""
    assert house.sql(told) == ["2"]
    assert house.sql("select body from messages order by seq") == [
        STORY.description,
        STORY.reply,
        DETAILS,
    ]
    assert house.sql("select status from tickets") == ["solved"]
    for name in ("ticket.visit_scheduled", "ticket.solved", "order.report_issued"):
        assert house.sql(f"select count(*) from events where name = '{name}'") == ["1"]

    [sha256] = house.sql("select sha256 from files")
    [pdf] = [path for path in (house.home / "files").rglob("*") if path.is_file()]
    assert hashlib.sha256(pdf.read_bytes()).hexdigest() == sha256
    mails = [BytesParser(policy=policy.default).parsebytes(p.read_bytes()) for p in house.mails()]
    assert len({mail["Message-ID"] for mail in mails}) == len(mails) == 3
    assert sum(DETAILS in text_of(mail) for mail in mails) == 1


def _count(house: House, table: str) -> int:
    return int(house.sql(f"select count(*) from {table}")[0])
