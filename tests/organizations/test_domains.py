"""A domain finds an organization once it is verified; a claim alone keeps nobody from it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from fastapi import FastAPI

from app.core.values.clock import now
from app.gateways.dns import FakeResolver
from app.organizations.domains.jobs import verify_pending_domains
from tests.callers import Caller, Drain
from tests.sweeping import run_sweep


def _name(caller: Caller, tail: str = ".example") -> str:
    return f"x{caller.organization_id.hex[-12:]}{tail}"


async def _claim(caller: Caller, name: str, expect: int = 201) -> Any:
    return await caller.post("/v1/domains", {"domain": name}, expect)


async def test_a_name_without_a_dot_is_whose_is_first(ada: Caller, stranger: Caller) -> None:
    name = _name(ada, "")
    claimed = await _claim(ada, name.upper())
    assert (claimed["domain"], claimed["status"], claimed["record_name"]) == (
        name,
        "verified",
        None,
    )
    assert (await ada.get(f"/v1/tenants/{name}"))["name"] == "Rede Boa"
    assert (await _claim(stranger, name, 409))["code"] == "domain_taken"
    assert (await _claim(ada, name, 409))["code"] == "domain_claimed_already"


async def test_a_domain_finds_the_organization_once_its_record_says_so(
    ada: Caller, drain: Drain, resolver: FakeResolver
) -> None:
    name = _name(ada)
    claimed = await _claim(ada, name)
    assert (claimed["status"], claimed["record_name"]) == ("pending", f"_chamado.{name}")
    path = f"/v1/domains/{claimed['id']}"

    for said, problem in (
        ([], "record_not_found"),
        (["chamado-verification=other"], "record_differs"),
        (None, "dns_unavailable"),
    ):
        resolver.records[claimed["record_name"]] = said
        await ada.post(f"{path}/verify", None, 202)
        await drain(ada.organization_id)
        found = await ada.get(path)
        assert (found["status"], found["failure"]) == ("pending", problem)
        assert found["checked_at"] is not None
        await ada.get(f"/v1/tenants/{name}", 404)

    resolver.records[claimed["record_name"]] = ["v=spf1 -all", claimed["record_value"]]
    await ada.post(f"{path}/verify", None, 202)
    await drain(ada.organization_id)
    found = await ada.get(path)
    assert (found["status"], found["failure"], found["record_value"]) == ("verified", None, None)
    assert (await ada.get(f"/v1/tenants/{name.upper()}"))["name"] == "Rede Boa"


async def test_a_claim_keeps_nobody_from_their_domain_and_the_first_to_prove_it_has_it(
    ada: Caller, stranger: Caller, drain: Drain, resolver: FakeResolver
) -> None:
    name = _name(ada)
    squatting, owning = await _claim(stranger, name), await _claim(ada, name)
    both = [squatting["record_value"], owning["record_value"]]
    resolver.records[f"_chamado.{name}"] = both
    await asyncio.gather(drain(ada.organization_id), drain(stranger.organization_id))
    states = [
        await caller.get(f"/v1/domains/{claim['id']}")
        for caller, claim in ((stranger, squatting), (ada, owning))
    ]
    told = sorted((state["status"], str(state["failure"])) for state in states)
    assert told == [("pending", "taken"), ("verified", "None")]


async def test_what_is_given_back_finds_nobody_and_the_last_one_is_kept(
    ada: Caller, stranger: Caller
) -> None:
    name = _name(ada, "")
    claimed = await _claim(ada, name)
    await ada.delete(f"/v1/domains/{claimed['id']}")
    await ada.get(f"/v1/tenants/{name}", 404)
    await _claim(stranger, name)

    (last,) = (await ada.get("/v1/domains"))["items"]
    assert (await ada.delete(f"/v1/domains/{last['id']}", 409))["code"] == "last_domain"
    waiting = await _claim(ada, _name(ada))
    await ada.delete(f"/v1/domains/{last['id']}", 409)  # one that waits lets nobody in
    await ada.delete(f"/v1/domains/{waiting['id']}")


async def test_two_domains_that_are_given_back_at_once_leave_one(ada: Caller) -> None:
    await _claim(ada, _name(ada, ""))
    both = (await ada.get("/v1/domains"))["items"]
    answers = await asyncio.gather(
        *(ada.send("DELETE", f"/v1/domains/{domain['id']}") for domain in both)
    )
    assert sorted(answer.status_code for answer in answers) == [204, 409]
    assert [a.json()["code"] for a in answers if a.status_code == 409] == ["last_domain"]


async def test_it_is_looked_for_again_for_a_week(
    app: FastAPI, ada: Caller, drain: Drain, resolver: FakeResolver
) -> None:
    claimed = await _claim(ada, _name(ada))
    await drain(ada.organization_id)
    resolver.records[claimed["record_name"]] = [claimed["record_value"]]
    for later, status in ((timedelta(days=8), "pending"), (timedelta(days=6), "verified")):
        with time_machine.travel(now() + later, tick=True):
            database = app.state.runtime.database
            await run_sweep(database, ada.organization_id, verify_pending_domains)
            await drain(ada.organization_id)
        found = await ada.get(f"/v1/domains/{claimed['id']}")
        assert found["status"] == status


@pytest.mark.parametrize(
    "wrong", ["", "-x", "192.0.2.1", "a b.example", "x_y", "exa..mple", "x" * 64, "é" * 64]
)
async def test_what_is_no_domain_is_refused(ada: Caller, wrong: str) -> None:
    problem = await _claim(ada, wrong, 422)
    assert problem["errors"][0]["pointer"] == "#/body/domain"


async def test_a_domain_with_accents_is_known_by_its_ascii_form(ada: Caller) -> None:
    claimed = await _claim(ada, f"Padaria-São-João-{ada.organization_id.hex[-8:]}.example")
    assert claimed["domain"].startswith("xn--")


async def test_domains_are_for_those_who_run_the_organization(ada: Caller, bob: Caller) -> None:
    caio = await ada.colleague("coordinator", "Caio Luz")
    for caller in (bob, caio):
        await _claim(caller, _name(ada, ""), 403)
        assert len((await caller.get("/v1/domains"))["items"]) == 1
