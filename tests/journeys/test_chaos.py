"""API, worker, Valkey and PostgreSQL are killed in turn under load: what was answered, stays.

`CHAMADO_CHAOS_SECONDS` says how long; continuous integration takes two minutes.
"""

import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from app.core.values.ids import new_id
from demo.builder.stage import PASSWORD
from tests.journeys.house import House, Person, Program
from tests.patience import PATIENCE, wait_for

SECONDS = float(os.environ.get("CHAMADO_CHAOS_SECONDS", "20"))
#: Between a kill's mending and the next kill: long enough for requests to be under way.
PAUSE = 3.0
REQUESTERS, AGENTS = 10, 10


@dataclass
class Ledger:
    """What the API has answered with 2xx: ids that callers have chosen."""

    tickets: list[str] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    #: Answers that no client can expect: what became of the request is not said.
    unexpected: list[str] = field(default_factory=list)
    #: No new request begins after this one,
    over: threading.Event = field(default_factory=threading.Event)
    #: and what has no answer by now is lost.
    given_up: threading.Event = field(default_factory=threading.Event)


@dataclass
class Parts:
    """The four processes, each of which can be killed and started again at its old address."""

    house: House
    programs: dict[str, Program] = field(default_factory=dict)

    def start(self, command: str) -> None:
        self.programs[command] = self.house.start(command)

    def revive(self) -> None:
        """Start again what ended by itself, as whoever looks after the programs does."""
        for command, program in self.programs.items():
            if program.process.poll() is not None:
                self.start(command)

    def is_ready(self) -> bool:
        self.revive()
        return self.house._is_ready()

    def restart_program(self, command: str) -> None:
        self.programs[command].kill()
        self.start(command)

    def restart_server(self, name: str) -> None:
        self.house.kill_server(name)
        self.house.own[name].start_again()

    @property
    def in_turn(self) -> Iterator[Callable[[], None]]:
        return itertools.cycle(
            (
                lambda: self.restart_program("worker"),
                lambda: self.restart_server("Valkey"),
                lambda: self.restart_program("serve"),
                lambda: self.restart_server("PostgreSQL"),
            )
        )


@pytest.fixture
def parts(house_alone: House) -> Parts:
    limits = ("READ", "WRITE", "SIGN_IN_ADDRESS")
    house_alone.options = {f"CHAMADO_{name}_LIMIT": "1000000" for name in limits}
    house_alone.chamado("seed")
    return Parts(house_alone)


def test_what_was_answered_is_there_once_with_all_its_consequences(parts: Parts) -> None:
    house, ledger = parts.house, Ledger()
    for command in ("serve", "worker"):
        parts.start(command)
    wait_for(house._is_ready, "the API")
    requester = Person.sign_in(house, "demo", "cliente", PASSWORD)
    agent = Person.sign_in(house, "demo", "agente", PASSWORD)
    clients = [
        threading.Thread(target=_use, args=(act, person, ledger))
        for act, person, count in ((_open, requester, REQUESTERS), (_reply, agent, AGENTS))
        for _ in range(count)
    ]
    for client in clients:
        client.start()
    ends = time.monotonic() + SECONDS
    for kill in parts.in_turn:
        time.sleep(PAUSE)
        parts.revive()
        kill()
        # One part at a time: a slow machine would else kill what has never served a request.
        wait_for(parts.is_ready, "the API")
        if time.monotonic() > ends:
            break
    ledger.over.set()
    ends = time.monotonic() + PATIENCE
    for client in clients:
        client.join(max(ends - time.monotonic(), 0))
    ledger.given_up.set()
    for client in clients:
        client.join()
    wait_for(lambda: _is_quiet(house), "the end of all work")

    assert not ledger.unexpected
    assert not ledger.lost
    assert ledger.tickets
    assert ledger.replies
    _assert_each_is_there_once(house, ledger)


def _use(act: Callable[[Person, Ledger], None], person: Person, ledger: Ledger) -> None:
    while not ledger.over.is_set():
        act(person, ledger)


def _open(person: Person, ledger: Ledger) -> None:
    body = {"id": str(new_id()), "subject": "Sem sinal", "description": "Luz vermelha."}
    if _send(person, ledger, "/v1/tickets", body):
        ledger.tickets.append(body["id"])


def _reply(person: Person, ledger: Ledger) -> None:
    if not ledger.tickets:
        time.sleep(0.1)
        return
    ticket_id = ledger.tickets[-1]
    body = {"id": str(new_id()), "body": "Vamos verificar."}
    if _send(person, ledger, f"/v1/tickets/{ticket_id}/replies", body):
        ledger.replies.append(body["id"])


def _send(person: Person, ledger: Ledger, path: str, body: dict[str, str]) -> bool:
    """Send until there is an answer that says what became of it, as a good client does."""
    while not ledger.given_up.is_set():
        try:
            answer = httpx.post(
                f"{person.http.base_url}{path}".replace("//v1", "/v1"),
                json=body,
                headers={**person.http.headers, "Idempotency-Key": body["id"]},
                timeout=10,  # a client that gives up and sends it again
            )
        except httpx.TransportError:
            time.sleep(0.2)
            continue
        if answer.is_success:
            return True
        # 409: nobody says yet what became of the same request that was sent before.
        if answer.status_code not in (409, 503):
            ledger.unexpected.append(f"{answer.status_code} {answer.text}")
        time.sleep(0.2)
    ledger.lost.append(body["id"])
    return False


def _is_quiet(house: House) -> bool:
    waiting = """select (select count(*) from event_heads h
                           join dispatcher_positions p using (organization_id) where p.seq < h.seq)
                      + (select count(*) from deliveries) + (select count(*) from outbox_tasks)"""
    return house.sql(waiting) == ["0"]


def _assert_each_is_there_once(house: House, ledger: Ledger) -> None:
    kept = house.sql("select id from tickets")
    assert not set(ledger.tickets) - set(kept)
    messages = house.sql("select id from messages")
    assert not set(ledger.replies) - set(messages)
    for name, key, told in (
        ("ticket.opened", "ticket_id", ledger.tickets),
        ("ticket.replied", "message_id", ledger.replies),
    ):
        announced = house.sql(f"select payload ->> '{key}' from events where name = '{name}'")
        assert {announced.count(each) for each in told} == {1}
    # Each reply rang the requester once: in a line of its own, or in one that counts on.
    told_otherwise = house.sql(
        """select t.id from tickets t
            where (select count(*) from messages m
                    where m.organization_id = t.organization_id and m.ticket_id = t.id
                      and m.author_kind = 'agent' and m.kind = 'public_reply')
               <> (select coalesce(sum(n.event_count), 0) from notifications n
                    where n.organization_id = t.organization_id and n.subject_id = t.id
                      and n.person_id = t.requester_id and n.event = 'ticket.replied')"""
    )
    # The demo has replies that solve, of which another line tells.
    assert not set(told_otherwise) & set(ledger.tickets)
