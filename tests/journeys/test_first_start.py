"""A first start that is interrupted leaves nothing half made, and the next one is whole."""

import os
import signal

import asyncpg
import pytest

from tests.journeys.house import House
from tests.patience import PATIENCE, wait_for

#: The last thing of the organization `demo`, which is made last, waits here for the test.
TURNSTILE = """
create function wait_for_the_test() returns trigger language plpgsql as
  $$ begin perform pg_advisory_xact_lock_shared(1); return new; end $$;
create trigger turnstile before insert on quotes
  for each row execute function wait_for_the_test()
"""
HELD = """select count(*) from pg_locks where not granted and locktype = 'advisory'
    and database = (select oid from pg_database where datname = current_database())"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
async def test_an_interrupted_demo_is_not_there_and_the_next_start_makes_it(
    house: House, number: signal.Signals
) -> None:
    house.sql(TURNSTILE)
    guard = await asyncpg.connect(house.servers.admin_url)
    await guard.execute("select pg_advisory_lock(1)")
    seeding = house.start("seed")
    wait_for(lambda: house.sql(HELD) != ["0"], seeding.output.read_text)
    os.kill(seeding.process.pid, number)
    seeding.process.wait(PATIENCE)
    await guard.close()
    # The one that was complete is there, and nothing of the other.
    assert house.sql("select domain from tenant_domains") == ["outra"]
    assert house.sql("select count(*) from organizations") == ["1"]

    assert house.chamado("seed") == ""
    assert house.sql("select domain from tenant_domains order by 1") == ["demo", "outra"]
    assert house.sql("select count(*) from quotes") != ["0"]
