"""A worker outlives its servers: it waits for Valkey and PostgreSQL, and goes on by itself."""

import re

import httpx
import pytest

from tests.journeys.house import House, Person
from tests.patience import PATIENCE, wait_for

LEFT = """select (select count(*) from event_heads h
                    join dispatcher_positions p using (organization_id) where p.seq < h.seq)
               + (select count(*) from deliveries)"""


@pytest.mark.parametrize("name", ["Valkey", "PostgreSQL"])
def test_a_worker_waits_for_its_servers_and_goes_on(house_alone: House, name: str) -> None:
    house = house_alone
    house.found_organization("conecta", "regina")
    house.serve()
    regina = Person.sign_in(house, "conecta", "regina")
    worker = house.start("worker")
    _until_a_ticket_is_dealt_with(house, regina)
    before = len(worker.output.read_text())
    house.kill_server(name)
    wait_for(
        lambda: "error" in worker.output.read_text()[before:], f"a word about the end of {name}"
    )
    house.own[name].start_again()
    _until_a_ticket_is_dealt_with(house, regina)
    assert worker.process.poll() is None
    place = house.servers.database_url.rpartition("@")[2]
    for program in house.programs:
        told = program.output.read_text()
        assert f"Database: {place}\n" in told
        assert re.search(rf'"database": "{place}".*"event": "(api|worker)_ready"', told)


def test_a_worker_that_starts_without_its_database_says_why_in_one_line(house_alone: House) -> None:
    house_alone.kill_server("PostgreSQL")
    worker = house_alone.start("worker")
    assert worker.process.wait(PATIENCE) == 1
    [line] = worker.output.read_text().splitlines()
    assert line.startswith("chamado: CHAMADO_DATABASE_URL does not work: no PostgreSQL answers at")


def _until_a_ticket_is_dealt_with(house: House, regina: Person) -> None:
    body = {"subject": "Sem sinal", "description": "Luz vermelha."}
    wait_for(lambda: _is_opened(regina.http.post("/v1/tickets", json=body)), "a ticket")
    wait_for(lambda: house.sql(LEFT) == ["0"], "the end of all work")


def _is_opened(answer: httpx.Response) -> bool:
    assert answer.status_code in (201, 500, 503), answer.text  # connections that died are noticed
    return answer.status_code == 201
