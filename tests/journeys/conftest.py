"""What a journey may ask for: a house of its own, cleared when it is over."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import embedded
from app.embedded import Servers
from tests.journeys.house import House
from tests.leaks import watch


@pytest.fixture
def house(
    servers: Servers, worker_id: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[House]:
    """A migrated database, an empty queue and a folder; programs are started by the journey."""
    number = int(worker_id.removeprefix("gw")) if worker_id != "master" else 0
    name = f"journey_{worker_id}_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**6}"
    own = embedded.create_database(servers, name, "chamado")
    # The queues of the other tests are numbered upwards from 1.
    redis_url = own.redis_url.rsplit("/", 1)[0] + f"/{15 - number}"
    house = House(
        Servers(own.database_url, own.owner_database_url, own.admin_url, redis_url), tmp_path
    )
    yield house
    for program in house.programs:
        program.stop()
        assert not watch.found_in(program.output.read_text()), "a secret in the log"
