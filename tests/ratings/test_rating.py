"""Ratings: one for each resolution, by the requester alone, and never by a GET (story 11)."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.core.data.database import Database
from app.core.values.clock import now
from app.ratings.invitations.jobs import invite_to_rate
from tests.callers import Caller, Drain
from tests.mails import text_of
from tests.sweeping import run_sweep


@pytest.fixture
async def path(ada: Caller, bob: Caller, carla: Caller) -> str:
    """A ticket that an agent has, and nobody has answered."""
    ticket = await carla.post("/v1/tickets", {"subject": "Sem sinal", "description": "Nada."})
    found = f"/v1/tickets/{ticket['id']}"
    await ada.post(f"{found}/assign", {"assignee_id": str(bob.person_id)}, 200)
    return found


@pytest.fixture
async def answered(bob: Caller, path: str) -> str:
    await bob.post(f"{path}/replies", {"body": "Estamos vendo."})
    return path


async def test_there_is_nothing_to_rate_before_somebody_answered(
    bob: Caller, carla: Caller, path: str
) -> None:
    assert (await carla.get(f"{path}/rating"))["available"] is False
    problem = await carla.post(f"{path}/rating", {"stars": 5}, 409)
    assert problem["code"] == "rating_not_available"
    await bob.post(f"{path}/notes", {"body": "Uma nota não é resposta."})
    await carla.post(f"{path}/rating", {"stars": 5}, 409)
    await carla.patch(f"{path}/rating", {"stars": 5}, 409)


async def test_it_is_rated_once_and_changed_within_a_week(
    ada: Caller, bob: Caller, carla: Caller, answered: str
) -> None:
    assert (await carla.get(f"{answered}/rating"))["available"] is True
    rating = await carla.post(f"{answered}/rating", {"stars": 5, "comment": "Rápido."})
    assert (rating["cycle"], rating["agent_name"], rating["source"]) == (1, "Bob Prado", "portal")
    again = await carla.post(f"{answered}/rating", {"stars": 1}, 409)
    assert (again["code"], again["rating_id"]) == ("rating_exists", rating["id"])

    changed = await carla.patch(f"{answered}/rating", {"stars": 4, "clear": ["comment"]})
    assert (changed["stars"], changed["comment"]) == (4, None)
    assert [(h["stars"], h["comment"]) for h in changed["history"]] == [(5, "Rápido.")]
    same = await carla.patch(f"{answered}/rating", {"stars": 4})
    assert same["version"] == changed["version"]

    shown = await bob.get(f"{answered}/rating")
    assert (shown["available"], shown["rating"]["stars"], shown["earlier"]) == (False, 4, [])
    listed = await ada.get("/v1/ratings", stars=4, agent_id=bob.person_id)
    assert [r["id"] for r in listed["items"]] == [rating["id"]]
    assert (await ada.get("/v1/ratings", stars=5))["items"] == []
    assert len((await ada.get("/v1/ratings", stars=[4, 5]))["items"]) == 1
    given_at = rating["created_at"]
    assert len((await ada.get("/v1/ratings", created_after=given_at))["items"]) == 1
    assert (await ada.get("/v1/ratings", created_before=given_at))["items"] == []
    await ada.get("/v1/ratings", 422, stars=6)
    await carla.get("/v1/ratings", 403)


async def test_after_a_week_it_stays_as_it_is(carla: Caller, answered: str) -> None:
    await carla.post(f"{answered}/rating", {"stars": 5})
    with time_machine.travel(now() + timedelta(days=6)):
        await carla.patch(f"{answered}/rating", {"stars": 4})
    with time_machine.travel(now() + timedelta(days=8)):
        problem = await carla.patch(f"{answered}/rating", {"stars": 1}, 409)
    assert problem["code"] == "rating_locked"
    assert (await carla.get(f"{answered}/rating"))["rating"]["stars"] == 4


@pytest.mark.parametrize("stars", [0, 6, 4.5, "5", None])
async def test_there_are_one_to_five_stars(carla: Caller, answered: str, stars: Any) -> None:
    await carla.post(f"{answered}/rating", {"stars": stars}, 422)
    await carla.post(f"{answered}/rating", {"stars": 3, "comment": "x" * 2001}, 422)
    assert (await carla.get(f"{answered}/rating"))["rating"] is None


async def test_only_the_requester_rates(
    ada: Caller, bob: Caller, carla: Caller, stranger: Caller, answered: str
) -> None:
    dora = await ada.colleague("requester", "Dora Lins")
    for nosy, status in ((bob, 403), (ada, 403), (dora, 404), (stranger, 404)):
        await nosy.post(f"{answered}/rating", {"stars": 5}, status)
    await ada.post(f"{answered}/participants", {"person_id": str(dora.person_id), "role": "cc"})
    assert (await dora.post(f"{answered}/rating", {"stars": 1}, 403))["code"] == "rating_not_yours"
    assert (await carla.get(f"{answered}/rating"))["rating"] is None


async def test_each_resolution_is_rated(bob: Caller, carla: Caller, answered: str) -> None:
    await bob.post(f"{answered}/solve", {"details": "Trocado."}, 200)
    await carla.post(f"{answered}/rating", {"stars": 5})
    await carla.post(f"{answered}/replies", {"body": "Caiu de novo."})
    state = await carla.get(f"{answered}/rating")
    assert (state["available"], state["cycle"], state["rating"]) == (False, 2, None)
    assert [r["stars"] for r in state["earlier"]] == [5]
    await bob.post(f"{answered}/solve", {"details": "Agora sim."}, 200)
    assert (await carla.post(f"{answered}/rating", {"stars": 2}))["cycle"] == 2


async def test_a_bad_rating_is_a_case_for_the_lead(
    ada: Caller, bob: Caller, carla: Caller, answered: str, drain: Drain
) -> None:
    await carla.post(f"{answered}/rating", {"stars": 1, "comment": "SEGREDO-DA-CARLA"})
    await drain(ada.organization_id)
    heard = [n for n in (await ada.get("/v1/notifications"))["items"] if "rated" in n["event"]]
    assert len(heard) == 1
    assert "1" in heard[0]["title"]
    assert "SEGREDO" not in str((await ada.get(f"{answered}/timeline"))["items"])
    assert "rated" not in str((await bob.get("/v1/notifications"))["items"])


@pytest.fixture
async def token(
    ada: Caller,
    bob: Caller,
    carla: Caller,
    answered: str,
    database: Database,
    drain: Drain,
    mailer: Any,
) -> str:
    """Of the mail that asks how it was, a day after the ticket was solved."""
    await bob.post(f"{answered}/solve", {"details": "Trocado."}, 200)

    async def ask() -> list[str]:
        await run_sweep(database, ada.organization_id, invite_to_rate)
        await drain(ada.organization_id)
        bodies = [text_of(mail) for mail in mailer.sent]
        return [found for body in bodies for found in re.findall(r"rating#(chm_rate_\w+)", body)]

    assert await ask() == []
    with time_machine.travel(now() + timedelta(hours=25)):
        await ask()
        [found] = await ask()  # asked twice, written once
    return found


async def test_a_link_is_looked_at_often_and_rates_once(
    carla: Caller, stranger: Caller, answered: str, token: str
) -> None:
    """Whoever holds the link is in nobody's session: the stranger's counts for nothing here."""
    for _ in range(3):  # a scanner of mails
        seen = await stranger.post("/v1/read-rating-invitation", {"token": token}, 200)
    assert (seen["subject"], seen["agent_name"], seen["stars"]) == ("Sem sinal", "Bob Prado", None)
    assert (await carla.get(f"{answered}/rating"))["rating"] is None

    vote = {"token": token, "stars": 5}
    for nonce in ({}, {"nonce": "0" * 64}):
        refused = await stranger.post("/v1/rate-by-invitation", vote | nonce, 403)
        assert refused["code"] == "nonce_missing"
    vote["nonce"] = seen["nonce"]
    await stranger.post("/v1/rate-by-invitation", vote, 204)
    rating = (await carla.get(f"{answered}/rating"))["rating"]
    assert (rating["stars"], rating["source"]) == (5, "email")
    assert rating["rated_by_id"] == str(carla.person_id)

    replay = await stranger.post("/v1/rate-by-invitation", vote | {"stars": 1}, 403)
    assert replay["code"] == "nonce_missing"
    vote["nonce"] = (await stranger.post("/v1/read-rating-invitation", {"token": token}, 200))[
        "nonce"
    ]
    twice = await stranger.post("/v1/rate-by-invitation", vote | {"stars": 1}, 409)
    assert twice["code"] == "rating_exists"


async def test_a_link_ends_with_its_cycle_and_its_month(
    carla: Caller, stranger: Caller, answered: str, token: str
) -> None:
    async def read(expected: int, token: str = token) -> None:
        await stranger.post("/v1/read-rating-invitation", {"token": token}, expected)

    await read(200)
    with time_machine.travel(now() + timedelta(days=32)):
        await read(410)
    await carla.post(f"{answered}/replies", {"body": "Voltou a cair."})
    await read(410)
    await read(404, f"{token[:-1]}!")
