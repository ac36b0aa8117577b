"""Passwords are long and not guessable; a forgotten one is replaced by a link that works once."""

import asyncio
import re
from datetime import timedelta

import pytest
import time_machine
from fastapi import FastAPI

from app.core.values.clock import now
from app.gateways.mail import FakeMailer
from tests.callers import PASSWORD, Caller, Drain
from tests.mails import text_of

PHRASE = "gato azul na telha"


def _credentials(caller: Caller, password: str = PASSWORD) -> dict[str, str]:
    return {
        "domain": caller.domain,
        "company": "matriz",
        "username": caller.username,
        "password": password,
    }


async def _forget(caller: Caller, drain: Drain, mailer: FakeMailer) -> str:
    """Ask for a link and return the token that the mail brings."""
    email = (await caller.get("/v1/me"))["email"]
    await caller.post("/v1/auth/forgot-password", {"domain": caller.domain, "email": email}, 202)
    await drain(caller.organization_id)
    (token,) = re.findall(r"#(chm_reset_\w+)", text_of(mailer.sent[-1]))
    return str(token)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("eleven char", "too_short"),
        ("password1234", "guessable_password"),
        ("aaaaaaaaaaaaaaaa", "guessable_password"),
        ("123456789012", "guessable_password"),
        ("qwertyuiopas", "guessable_password"),
        ("minhasenha123", "guessable_password"),
        ("Ada Reis 2026", "guessable_password"),  # her own name
        ("Rede-Boa-2026!", "guessable_password"),  # her organization's
        ("réde bôa réde bôa", "guessable_password"),
        ("chamado-chamado", "guessable_password"),  # this product's
        ("AdaChamadoRedeBoa", "guessable_password"),
    ],
)
async def test_what_guessers_try_first_is_refused(ada: Caller, password: str, code: str) -> None:
    change = {"current_password": PASSWORD, "new_password": password}
    problem = await ada.put("/v1/me/password", change, 422)
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [("#/body/new_password", code)]


@pytest.mark.parametrize(
    "password", ["gato azul na telha", "x" * 5 + "Ø漢字 é bom" * 17, "correct horse battery staple"]
)
async def test_no_composition_is_asked_for_and_any_character_will_do(
    ada: Caller, password: str
) -> None:
    await ada.put(
        "/v1/me/password", {"current_password": PASSWORD, "new_password": password[:200]}, 204
    )
    await ada.post("/v1/auth/sessions", _credentials(ada, password[:200]))


async def test_changing_it_takes_the_present_one_and_ends_the_other_sessions(ada: Caller) -> None:
    elsewhere = await ada.post("/v1/auth/sessions", _credentials(ada))
    wrong = {"current_password": "not this one at all", "new_password": PHRASE}
    assert (await ada.put("/v1/me/password", wrong, 422))["code"] == "password_wrong"
    await ada.put("/v1/me/password", {"current_password": PASSWORD, "new_password": PHRASE}, 204)
    bearer = {"Authorization": f"Bearer {elsewhere['access_token']}"}
    assert (await ada.send("GET", "/v1/me", headers=bearer)).status_code == 401
    await ada.get("/v1/me")
    await ada.post("/v1/auth/sessions", _credentials(ada), 401)
    await ada.post("/v1/auth/sessions", _credentials(ada, PHRASE))


async def test_nobody_goes_around_the_present_one_by_handing_oneself_another(ada: Caller) -> None:
    path = f"/v1/people/{ada.person_id}/temporary-password"
    await ada.post(path, {"password": "outra vez provisória"}, 403)
    await ada.post("/v1/auth/sessions", _credentials(ada))


@pytest.mark.usefixtures("long_delays")
async def test_guessing_the_present_one_is_slowed_down(ada: Caller) -> None:
    wrong = {"current_password": "not this one at all", "new_password": PHRASE}
    for _ in range(6):
        await ada.put("/v1/me/password", wrong, 422)
    assert (await ada.put("/v1/me/password", wrong, 429))["code"] == "sign_in_delayed"


async def test_a_link_sets_a_new_password_once_and_ends_every_session(
    ada: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    token = await _forget(ada, drain, mailer)
    assert (ada.username in text_of(mailer.sent[-1]), mailer.sent[-1]["Subject"]) == (
        True,
        "Uma nova senha para Rede Boa",
    )
    reset = {"token": token, "password": PHRASE}
    answers = await asyncio.gather(
        *(ada.send("POST", "/v1/auth/reset-password", json=reset) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [204, 410, 410, 410]
    assert (await ada.post("/v1/auth/reset-password", reset, 410))["code"] == "reset_used"
    await ada.get("/v1/me", 401)
    await ada.post("/v1/auth/sessions", _credentials(ada, PHRASE))


async def test_a_link_is_good_for_half_an_hour(
    ada: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    token = await _forget(ada, drain, mailer)
    with time_machine.travel(now() + timedelta(minutes=30, seconds=1), tick=True):
        problem = await ada.post(
            "/v1/auth/reset-password", {"token": token, "password": PHRASE}, 410
        )
    assert problem["code"] == "reset_expired"
    await ada.post("/v1/auth/sessions", _credentials(ada))


async def test_a_guessable_password_does_not_use_the_link_up(
    ada: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    token = await _forget(ada, drain, mailer)
    await ada.post("/v1/auth/reset-password", {"token": token, "password": "password1234"}, 422)
    await ada.post("/v1/auth/reset-password", {"token": token, "password": PHRASE}, 204)


async def test_the_answer_does_not_tell_whether_the_address_is_known(
    app: FastAPI, ada: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    email = (await ada.get("/v1/me"))["email"]
    asked = [
        {"domain": ada.domain, "email": email.upper()},
        {"domain": ada.domain, "email": "nobody@example.com"},
        {"domain": "nowhere", "email": email},
    ]
    answers = [await ada.send("POST", "/v1/auth/forgot-password", json=body) for body in asked]
    assert {(a.status_code, a.text) for a in answers} == {(202, '{"good_for_minutes":30}')}
    # The same work as well: one wish is noted for either address, and looked into later.
    async with app.state.runtime.database.read(ada.actor) as connection:
        noted = await connection.fetchval(
            "select count(*) from outbox_tasks"
            " where organization_id = $1 and kind = 'password_reset'",
            ada.organization_id,
        )
    assert noted == 2
    await drain(ada.organization_id)
    assert [mail["To"] for mail in mailer.sent] == [f"Ada Reis <{email}>"]


async def test_who_asks_again_and_again_gets_one_letter(
    ada: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    await _forget(ada, drain, mailer)
    email = (await ada.get("/v1/me"))["email"]
    for _ in range(3):
        await ada.post("/v1/auth/forgot-password", {"domain": ada.domain, "email": email}, 202)
    await drain(ada.organization_id)
    assert len(mailer.sent) == 1


async def test_whoever_is_deactivated_gets_no_letter_and_no_way_in(
    ada: Caller, bob: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    token = await _forget(bob, drain, mailer)
    email = (await bob.get("/v1/me"))["email"]
    await ada.patch(f"/v1/people/{bob.person_id}", {"active": False})
    await bob.post("/v1/auth/reset-password", {"token": token, "password": PHRASE}, 410)
    with time_machine.travel(now() + timedelta(minutes=5), tick=True):
        await bob.post("/v1/auth/forgot-password", {"domain": bob.domain, "email": email}, 202)
        await drain(ada.organization_id)
    assert len(mailer.sent) == 1


async def test_a_temporary_password_is_not_the_name_of_whom_it_is_for(
    ada: Caller, tiago: Caller
) -> None:
    path = f"/v1/people/{tiago.person_id}/temporary-password"
    for password in ("Tiago Nunes 1", "RedeBoa RedeBoa"):
        problem = await ada.post(path, {"password": password}, 422)
        assert problem["errors"][0]["code"] == "guessable_password"
    new = {"username": "nova", "name": "Nova Lima", "role": "technician"}
    problem = await ada.post("/v1/people", new | {"password": "rede boa, nova lima"}, 422)
    assert problem["errors"][0]["code"] == "guessable_password"
