"""`chamado serve --processes`: several that share a port and what was loaded, under supervision."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from app.embedded.processes import free_port
from tests.journeys.house import House, Program
from tests.patience import PATIENCE, wait_for

#: What a process may cost beside the first one.
MOST_BYTES = 60 * 2**20


@pytest.fixture
def serving(house: House) -> Iterator[Program]:
    """An API of two processes. They go when the one that was started goes."""
    house.options = {"CHAMADO_METRICS_PORT": str(free_port())}
    program = house.serve("--processes", "2")
    yield program
    below = children(program)
    program.stop()
    assert not [pid for pid in below if Path(f"/proc/{pid}").exists()]


def test_one_that_is_killed_is_replaced_and_the_others_answer_meanwhile(
    house: House, serving: Program
) -> None:
    answered = 0
    first, second = children(serving)
    for victim in (first, second):  # the second time only the new one can answer
        os.kill(victim, signal.SIGKILL)
        for _ in range(20):
            assert httpx.get(f"{house.url}/healthz", timeout=PATIENCE).is_success
            answered += 1
        wait_for(partial(is_replaced, serving, victim), "two processes")
    assert not {first, second}.intersection(children(serving))
    # Whichever process is asked: what the killed ones have counted is counted.
    wait_for(lambda: counted(house) == answered, lambda: f"{counted(house)} of {answered} counted")


@pytest.mark.usefixtures("serving")
def test_what_is_no_request_has_limits_and_gets_a_problem_document(house: House) -> None:
    address = urlsplit(house.url)
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 10_000)
        answer = connection.recv(65_536)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b"application/problem+json" in answer


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is shared")
def test_a_further_process_costs_little_and_inherits_nothing_that_runs(
    house: House, serving: Program
) -> None:
    for _ in range(20):
        httpx.post(f"{house.url}/v1/auth/sessions", json={}, timeout=PATIENCE)
    for pid in children(serving):
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        own = [int(kilobytes) for kilobytes in re.findall(r"Private_\w+: +(\d+) kB", told)]
        assert 0 < sum(own) * 1024 < MOST_BYTES
    assert len(list(Path(f"/proc/{serving.process.pid}/task").iterdir())) == 1


def test_requests_in_flight_are_answered_when_it_is_asked_to_stop(
    house: House, serving: Program
) -> None:
    with ExitStack() as open_ones:
        waiting = [open_ones.enter_context(half_sent(house)) for _ in range(8)]
        serving.process.terminate()
        wait_for(lambda: is_refused(house), "connections are refused")
        for connection in waiting:
            connection.sendall(b"}")
            assert connection.recv(100).startswith(b"HTTP/1.1 422 ")
    assert serving.process.wait(PATIENCE) == 128 + signal.SIGTERM


def test_what_cannot_start_is_not_tried_again(house: House) -> None:
    house.servers = replace(house.servers, database_url=house.servers.owner_database_url)
    program = house.start("serve", "--processes", "2")
    assert program.process.wait(PATIENCE) == 1
    assert "The API does not start" in program.output.read_text()


def half_sent(house: House) -> socket.socket:
    """A request that is being read: its body ends later."""
    connection = socket.create_connection(("127.0.0.1", house.port), timeout=PATIENCE)
    connection.sendall(
        b"POST /v1/auth/sessions HTTP/1.1\r\nHost: chamado\r\nContent-Type: application/json\r\n"
        b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{"
    )
    # The server says so when the route asks for the body.
    assert connection.recv(100).startswith(b"HTTP/1.1 100 Continue\r\n")
    return connection


def is_refused(house: House) -> bool:
    try:
        socket.create_connection(("127.0.0.1", house.port)).close()
    except ConnectionError:
        return True
    return False


def is_replaced(program: Program, victim: int) -> bool:
    found = children(program)  # the dead one is among them until its parent has noticed
    return victim not in found and len(found) == 2


def children(program: Program) -> list[int]:
    found = subprocess.run(
        ["pgrep", "-P", str(program.process.pid)], capture_output=True, text=True, check=False
    )
    return [int(line) for line in found.stdout.split()]


def counted(house: House) -> int:
    url = f"http://127.0.0.1:{house.options['CHAMADO_METRICS_PORT']}/metrics"
    metrics = httpx.get(url, timeout=PATIENCE).text
    found = re.search(
        r'^chamado_http_request_seconds_count\{.*route="/healthz".*\} (\S+)$', metrics, re.MULTILINE
    )
    return int(float(found[1])) if found else 0
