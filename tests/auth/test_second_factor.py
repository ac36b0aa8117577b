"""A second factor: one-time codes beside the password, and codes for when the generator is lost."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pyotp
import pytest
import time_machine
from fastapi import FastAPI

from app.auth.second_factors import service as second_factors
from app.core.security.actors import Actor
from app.core.values.clock import now
from app.organizations.models import Organization
from app.people.models import Person
from tests.callers import PASSWORD, Caller

STEP = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def a_step_has_just_begun() -> Iterator[None]:
    """A code that is asked for twice is the same one, however slow the machine is."""
    at = now()
    with time_machine.travel(at + STEP - timedelta(seconds=at.timestamp() % 30), tick=True):
        yield


async def _set_up(caller: Caller) -> tuple[pyotp.TOTP, list[str]]:
    """A generator in use, and the codes for its loss. Its code of this moment is used up."""
    made = await caller.post("/v1/me/second-factor", {"password": PASSWORD}, 200)
    generator = pyotp.parse_uri(made["otpauth_uri"])
    assert isinstance(generator, pyotp.TOTP)
    assert generator.secret == made["secret"]
    shown = await caller.post("/v1/me/second-factor/confirm", {"code": generator.now()}, 200)
    return generator, shown["recovery_codes"]


def _credentials(caller: Caller, **more: Any) -> dict[str, Any]:
    return {
        "domain": caller.domain,
        "company": "matriz",
        "username": caller.username,
        "password": PASSWORD,
    } | more


async def _code(caller: Caller, code: str | None, expect: int, **more: Any) -> Any:
    given = _credentials(caller, **more) | ({"code": code} if code else {})
    return await caller.post("/v1/auth/sessions", given, expect)


async def test_it_counts_once_a_first_code_has_proven_it(ada: Caller) -> None:
    made = await ada.post("/v1/me/second-factor", {"password": PASSWORD}, 200)
    assert made["otpauth_uri"].startswith("otpauth://totp/Rede%20Boa:")
    assert made["qr_svg"].startswith("data:image/svg+xml")
    await _code(ada, None, 201)
    assert (await ada.get("/v1/me/second-factor"))["enabled"] is False

    again = await ada.post("/v1/me/second-factor", {"password": PASSWORD}, 200)
    stale = pyotp.TOTP(made["secret"]).now()
    problem = await ada.post("/v1/me/second-factor/confirm", {"code": stale}, 422)
    assert problem["code"] == "code_wrong"
    right = {"code": pyotp.TOTP(again["secret"]).now()}
    shown = await ada.post("/v1/me/second-factor/confirm", right, 200)
    assert len(set(shown["recovery_codes"])) == 10
    state = await ada.get("/v1/me/second-factor")
    assert (state["enabled"], state["recovery_codes_left"], state["required"]) == (True, 10, False)
    problem = await ada.post("/v1/me/second-factor", {"password": PASSWORD}, 409)
    assert problem["code"] == "second_factor_exists"


async def test_another_one_replaces_it_once_confirmed_and_shows_a_code_of_the_old(
    app: FastAPI, ada: Caller
) -> None:
    old, recovery = await _set_up(ada)
    await _require(app, ada, "manager")  # who has to have one may change it all the same
    wanted = {"password": PASSWORD}
    assert (await ada.post("/v1/me/second-factor", wanted, 409))["code"] == "second_factor_exists"
    problem = await ada.post("/v1/me/second-factor", wanted | {"code": "123456"}, 422)
    assert problem["code"] == "code_wrong"
    made = await ada.post("/v1/me/second-factor", wanted | {"code": recovery[0]}, 200)
    fresh = pyotp.TOTP(made["secret"])
    with time_machine.travel(now() + STEP, tick=True):
        await _code(ada, fresh.now(), 401)
        await _code(ada, old.now(), 201)
        await ada.post("/v1/me/second-factor/confirm", {"code": old.now()}, 422)
        shown = await ada.post("/v1/me/second-factor/confirm", {"code": fresh.now()}, 200)
    with time_machine.travel(now() + 2 * STEP, tick=True):
        await _code(ada, old.now(), 401)
        await _code(ada, recovery[1], 401)
        await _code(ada, fresh.now(), 201)
        await _code(ada, shown["recovery_codes"][0], 201)
    problem = await ada.post("/v1/me/second-factor/confirm", {"code": "123456"}, 409)
    assert problem["code"] == "second_factor_exists"


async def test_there_is_no_moment_without_one_while_it_is_replaced(
    app: FastAPI, ada: Caller
) -> None:
    _, recovery = await _set_up(ada)
    wanted = {"password": PASSWORD, "code": recovery[0]}
    fresh = pyotp.TOTP((await ada.post("/v1/me/second-factor", wanted, 200))["secret"])
    async with app.state.runtime.database.transaction(ada.actor) as session:
        person = await session.fetch(Person, ada.person_id, lock=True)
        await second_factors.confirm(session, person, app.state.runtime.encryptor, fresh.now())
        meanwhile = asyncio.create_task(_code(ada, None, 401))
        await asyncio.sleep(0.5)
    assert (await meanwhile)["code"] == "second_factor_required"


async def test_setting_it_up_takes_the_password(ada: Caller) -> None:
    problem = await ada.post("/v1/me/second-factor", {"password": "not this one"}, 422)
    assert problem["code"] == "password_wrong"


async def test_signing_in_takes_password_and_code_and_a_code_is_good_once(ada: Caller) -> None:
    generator, _ = await _set_up(ada)
    assert (await _code(ada, None, 401))["code"] == "second_factor_required"
    used = generator.now()
    assert (await _code(ada, used, 401))["code"] == "second_factor_wrong"
    # With a wrong password nothing tells that there is a second factor.
    problem = await _code(ada, None, 401, password="not this one at all")
    assert problem["code"] == "invalid_credentials"
    with time_machine.travel(now() + STEP, tick=True):
        await _code(ada, generator.now(), 201)
        assert (await _code(ada, generator.now(), 401))["code"] == "second_factor_wrong"


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 201), (0, 201), (1, 201), (2, 401)])
async def test_a_clock_may_be_off_by_one_step(ada: Caller, steps: int, status: int) -> None:
    generator, _ = await _set_up(ada)
    with time_machine.travel(now() + 10 * STEP, tick=True):
        await _code(ada, generator.at(now() + steps * STEP), status)


async def test_one_code_shown_twice_at_once_opens_one_session(ada: Caller) -> None:
    generator, recovery = await _set_up(ada)
    with time_machine.travel(now() + STEP, tick=True):
        for code in (generator.now(), recovery[0]):
            answers = await asyncio.gather(
                *(
                    ada.send("POST", "/v1/auth/sessions", json=_credentials(ada, code=code))
                    for _ in range(4)
                )
            )
            assert sorted(a.status_code for a in answers) == [201, 401, 401, 401]


async def test_a_recovery_code_is_good_once_and_new_ones_void_the_old(ada: Caller) -> None:
    generator, recovery = await _set_up(ada)
    await _code(ada, recovery[0].lower().replace("-", " "), 201)
    assert (await _code(ada, recovery[0], 401))["code"] == "second_factor_wrong"
    assert (await ada.get("/v1/me/second-factor"))["recovery_codes_left"] == 9
    with time_machine.travel(now() + STEP, tick=True):
        fresh = await ada.post(
            "/v1/me/second-factor/recovery-codes", {"code": generator.now()}, 200
        )
    await _code(ada, recovery[1], 401)
    await _code(ada, fresh["recovery_codes"][0], 201)


@pytest.mark.usefixtures("long_delays")
async def test_guessing_codes_is_slowed_down_even_between_steps_without_one(ada: Caller) -> None:
    await _set_up(ada)
    statuses = []
    for n in range(7):
        await ada.send("POST", "/v1/auth/sessions", json=_credentials(ada))
        body = _credentials(ada, code=f"{n:06}")
        statuses.append((await ada.send("POST", "/v1/auth/sessions", json=body)).status_code)
    assert statuses.count(429) >= 1


async def test_signing_in_in_two_steps_never_runs_into_a_delay(ada: Caller) -> None:
    generator, _ = await _set_up(ada)
    for n in range(1, 9):
        with time_machine.travel(now() + n * STEP, tick=True):
            await _code(ada, None, 401)
            await _code(ada, generator.now(), 201)


@pytest.mark.usefixtures("long_delays")
async def test_guessing_a_code_when_signed_in_is_slowed_down(ada: Caller) -> None:
    await _set_up(ada)
    for n in range(6):
        await ada.post("/v1/me/second-factor/remove", {"code": f"{n:06}"}, 422)
    problem = await ada.post("/v1/me/second-factor/remove", {"code": "000007"}, 429)
    assert problem["code"] == "sign_in_delayed"


async def test_what_is_no_wrong_code_is_not_counted_as_one(ada: Caller) -> None:
    for _ in range(9):
        await ada.post("/v1/me/second-factor/confirm", {"code": "123456"}, 409)
        await ada.post("/v1/me/second-factor/confirm", {"code": "1"}, 422)
    await _set_up(ada)


async def test_it_is_removed_by_a_code_and_reset_by_whoever_looks_after_the_person(
    ada: Caller, bob: Caller
) -> None:
    _, recovery = await _set_up(bob)
    await bob.post("/v1/me/second-factor/remove", {"code": recovery[0]}, 204)
    await _code(bob, None, 201)

    await _set_up(bob)
    caio = await ada.colleague("coordinator", "Caio Luz")
    await caio.post(f"/v1/people/{bob.person_id}/reset-second-factor", None, 204)
    await bob.get("/v1/me", 401)
    await _code(bob, None, 201)
    await _set_up(ada)
    await caio.post(f"/v1/people/{ada.person_id}/reset-second-factor", None, 403)


async def test_nobody_resets_ones_own_by_being_signed_in(ada: Caller) -> None:
    await _set_up(ada)
    await ada.post(f"/v1/people/{ada.person_id}/reset-second-factor", None, 403)
    assert (await ada.get("/v1/me/second-factor"))["enabled"] is True


async def _require(app: FastAPI, caller: Caller, *roles: str) -> None:
    async with app.state.runtime.database.transaction(Actor(caller.organization_id)) as session:
        organization = await session.fetch(Organization, caller.organization_id)
        organization.settings = {"second_factor_roles": list(roles)}
        session.signals.add("credentials")


async def test_an_organization_asks_a_role_for_it_and_that_is_felt_at_once_everywhere(
    app: FastAPI, second: FastAPI, ada: Caller, bob: Caller
) -> None:
    async def status(process: FastAPI) -> tuple[int, str]:
        transport = httpx.ASGITransport(process)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            headers = {"Authorization": f"Bearer {bob.token}"}
            answer = await client.get("/v1/tickets", headers=headers)
        return answer.status_code, answer.json().get("code", "")

    for process in (app, second):
        assert await status(process) == (200, "")
    await _require(app, ada, "agent")
    await asyncio.sleep(1)
    for process in (app, second):
        assert await status(process) == (403, "second_factor_setup_required")
    await ada.get("/v1/tickets")  # the others are not asked

    assert (await bob.get("/v1/me/second-factor"))["required"] is True
    _, recovery = await _set_up(bob)
    await asyncio.sleep(1)
    for process in (app, second):
        assert await status(process) == (200, "")
    problem = await bob.post("/v1/me/second-factor/remove", {"code": recovery[0]}, 409)
    assert problem["code"] == "second_factor_obligatory"


async def test_the_secret_lies_sealed_and_a_refused_code_is_in_the_log(
    app: FastAPI, ada: Caller
) -> None:
    generator, _ = await _set_up(ada)
    await _code(ada, "000000", 401)
    async with app.state.runtime.database.read(ada.actor) as connection:
        encrypted = await connection.fetchval(
            "select secret from second_factors where organization_id = $1", ada.organization_id
        )
        names = await connection.fetch(
            "select name from events where organization_id = $1 order by seq", ada.organization_id
        )
    assert generator.secret.encode() not in encrypted
    assert [n["name"] for n in names][-2:] == [
        "person.second_factor_added",
        "person.sign_in_failed",
    ]
