"""What a journey may ask for: a house of its own, cleared when it is over."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from app.embedded import servers as embedded
from app.embedded.servers import Servers
from tests.journeys.house import House
from tests.leaks import watch
from tests.queues import queue_of


@pytest.fixture
def house(
    servers: Servers, worker_id: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[House]:
    """A migrated database, an empty queue and a folder; programs are started by the journey."""
    name = f"journey_{worker_id}_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**6}"
    own = embedded.create_database(servers, name, "chamado")
    redis_url = queue_of(own.redis_url, worker_id, "journey")
    with redis.Redis.from_url(redis_url) as queue:
        queue.flushdb()  # a killed worker of the journey before left what it had
    house = House(
        Servers(own.database_url, own.owner_database_url, own.admin_url, redis_url), tmp_path
    )
    yield house
    for program in house.programs:
        program.stop()
        assert not watch.found_in(program.output.read_text()), "a secret in the log"
