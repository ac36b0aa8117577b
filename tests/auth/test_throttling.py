"""Whoever guesses passwords is slowed down; whoever owns the account is not kept out."""

import asyncio
import statistics
import time

import httpx
import pytest
from fastapi import FastAPI

from app.auth.throttling.service import Backoff
from tests.callers import PASSWORD, Caller

WRONG = "definitely not this one"
REAL_DELAY = Backoff.delay

pytestmark = pytest.mark.usefixtures("long_delays")


def _credentials(caller: Caller, password: str = WRONG, **more: str) -> dict[str, str]:
    return {
        "domain": caller.domain,
        "company": "matriz",
        "username": caller.username,
        "password": password,
    } | more


async def _from(app: FastAPI, address: str, body: dict[str, str]) -> httpx.Response:
    """A sign-in that comes from this address."""
    transport = httpx.ASGITransport(app, client=(address, 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.post("/v1/auth/sessions", json=body)


async def test_two_hundred_wrong_sign_ins_from_everywhere_do_not_stop_the_owner(
    app: FastAPI, ada: Caller
) -> None:
    first = await _from(app, "198.51.100.7", _credentials(ada, PASSWORD))
    device = first.json()["device_token"]

    answers = [
        await _from(app, f"203.0.113.{n}", _credentials(ada, username=ada.username.upper()))
        for n in range(200)
    ]
    statuses = [answer.status_code for answer in answers]
    assert statuses[:100] == [401] * 100
    assert statuses.count(429) >= 90  # from a hundred on the account itself takes its time

    # On the device one was known on, wherever it is now; and from where one was before.
    travelling = await _from(app, "192.0.2.99", _credentials(ada, PASSWORD, device_token=device))
    assert travelling.status_code == 201
    assert travelling.json()["device_token"] == device
    assert (await _from(app, "198.51.100.7", _credentials(ada, PASSWORD))).status_code == 201


async def test_from_one_address_the_delay_grows_and_others_do_not_feel_it(
    app: FastAPI, ada: Caller, bob: Caller
) -> None:
    for _ in range(5):
        assert (await _from(app, "203.0.113.5", _credentials(ada))).status_code == 401
    assert (await _from(app, "203.0.113.5", _credentials(ada))).status_code == 401
    waits = await _from(app, "203.0.113.5", _credentials(ada, PASSWORD))
    assert (waits.status_code, waits.json()["code"]) == (429, "sign_in_delayed")
    assert int(waits.headers["retry-after"]) >= 1

    # Somebody else there, and she herself from elsewhere, sign in as ever.
    assert (await _from(app, "203.0.113.5", _credentials(bob, PASSWORD))).status_code == 201
    assert (await _from(app, "203.0.113.6", _credentials(ada, PASSWORD))).status_code == 201
    # After a while one more is looked at, and the right one begins anew.
    redis = app.state.runtime.redis
    async for key in redis.scan_iter("throttle:*:wait"):
        await redis.delete(key)
    assert (await _from(app, "203.0.113.5", _credentials(ada, PASSWORD))).status_code == 201


def test_the_delay_doubles_up_to_a_longest_one() -> None:
    backoff = Backoff(free=5, longest_seconds=900)
    assert [REAL_DELAY(backoff, failures) for failures in range(6, 18)] == [
        *(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900),
    ]
    assert REAL_DELAY(backoff, 10**9) == 900


async def test_guesses_that_come_all_at_once_do_not_slip_through(app: FastAPI, ada: Caller) -> None:
    answers = await asyncio.gather(
        *(_from(app, "203.0.113.9", _credentials(ada)) for _ in range(30))
    )
    assert [a.status_code for a in answers].count(401) == 6  # five, and the one of this second


async def test_a_known_device_that_guesses_is_slowed_down_by_itself(
    app: FastAPI, ada: Caller
) -> None:
    first = await _from(app, "198.51.100.7", _credentials(ada, PASSWORD))
    known = {"device_token": first.json()["device_token"]}
    for _ in range(6):
        assert (await _from(app, "192.0.2.1", _credentials(ada, **known))).status_code == 401
    assert (await _from(app, "192.0.2.1", _credentials(ada, **known))).status_code == 429
    # An invented device is no known one: it does not begin to count anew.
    for n in range(6):
        invented = {"device_token": f"chm_device_{n}"}
        await _from(app, "192.0.2.2", _credentials(ada, **invented))
    invented = {"device_token": "chm_device_7"}
    assert (await _from(app, "192.0.2.2", _credentials(ada, **invented))).status_code == 429


async def test_an_account_that_is_not_there_is_slowed_down_just_so(
    app: FastAPI, ada: Caller
) -> None:
    nobody = _credentials(ada, username="nobody.here")
    statuses = [(await _from(app, "203.0.113.11", nobody)).status_code for _ in range(7)]
    assert statuses == [401] * 6 + [429]


async def test_one_subscriber_of_ipv6_is_one_address(app: FastAPI, ada: Caller) -> None:
    statuses = [
        (await _from(app, f"2001:db8:7:1::{n:x}", _credentials(ada))).status_code for n in range(7)
    ]
    assert statuses == [401] * 6 + [429]


async def test_right_and_wrong_take_the_same_class_of_time(app: FastAPI, ada: Caller) -> None:
    """Whatever is wrong, one password is hashed: counted in the work of this process alone."""

    async def median(number: int, **wrong: str) -> float:
        took = []
        for n in range(5):
            started = time.process_time()
            answer = await _from(app, f"203.0.{number}.{n}", _credentials(ada, **wrong))
            took.append(time.process_time() - started)
            assert answer.status_code == 401
        return statistics.median(took)

    times = [
        await median(1, domain="nowhere"),
        await median(2, company="filial"),
        await median(3, username="nobody"),
        await median(4),
    ]
    assert min(times) > max(times) / 3, times


async def test_failures_are_in_the_log_without_what_was_typed(app: FastAPI, ada: Caller) -> None:
    typed = "a password in the wrong field"
    await _from(app, "203.0.113.20", _credentials(ada))
    await _from(app, "203.0.113.21", _credentials(ada, username=typed))
    async with app.state.runtime.database.read(ada.actor) as connection:
        rows = await connection.fetch(
            """select name, address, payload::text as payload from events
                where organization_id = $1 and name like '%sign_in_failed' order by seq""",
            ada.organization_id,
        )
    assert [(row["name"], row["address"]) for row in rows] == [
        ("person.sign_in_failed", "203.0.113.20"),
        ("organization.sign_in_failed", "203.0.113.21"),
    ]
    assert not any(typed in row["payload"] for row in rows)
