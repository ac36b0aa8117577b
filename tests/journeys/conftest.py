"""What a journey may ask for: a house of its own, cleared when it is over."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from app.embedded import servers as embedded
from app.embedded.servers import Servers
from app.operations.migrations import migrate
from tests.databases import migrated_database
from tests.journeys.house import House
from tests.leaks import watch
from tests.queues import queue_of


@pytest.fixture
def house(
    servers: Servers, worker_id: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[House]:
    """A migrated database, an empty queue and a folder; programs are started by the journey."""
    name = f"journey_{worker_id}_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**6}"
    own = migrated_database(servers, name)
    redis_url = queue_of(own.redis_url, worker_id, "journey")
    with redis.Redis.from_url(redis_url) as queue:
        queue.flushdb()  # a killed worker of the journey before left what it had
    house = House(
        Servers(own.database_url, own.owner_database_url, own.admin_url, redis_url), tmp_path
    )
    yield house
    _close(house)


@pytest.fixture
def house_alone(tmp_path: Path) -> Iterator[House]:
    """A house whose servers nobody shares: the journey may kill them."""
    tmp_path.chmod(0o711)
    with embedded.start_watched(tmp_path / "servers") as (servers, own):
        migrate(servers.owner_database_url)
        house = House(servers, tmp_path, own={each.name: each for each in own})
        yield house
        _close(house)


def _close(house: House) -> None:
    for program in house.programs:
        program.stop()
        assert not watch.found_in(program.output.read_text()), "a secret in the log"
