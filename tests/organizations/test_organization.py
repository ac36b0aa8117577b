"""The organization's own page: read by everyone in it, changed by managers."""

import asyncio
from typing import get_args

import pytest

from app.organizations.schemas import RoleName
from app.people.models import Role
from tests.callers import Caller


async def test_a_manager_changes_the_profile_and_nobody_else_does(ada: Caller, bob: Caller) -> None:
    before = await bob.get("/v1/organization")
    assert (before["name"], before["zone"], before["logo"]) == (
        "Rede Boa",
        "America/Sao_Paulo",
        None,
    )
    wanted = {
        "name": "Rede Melhor",
        "legal_name": "Rede Melhor Ltda.",
        "document": "11.222.333/0001-81",
        "phone": "(41) 3333-4444",
        "zone": "Europe/Lisbon",
        "locale": "pt-PT",
    }
    changed = await ada.patch("/v1/organization", wanted)
    assert changed["version"] == before["version"] + 1
    assert (changed["document"], changed["phone"], changed["zone"]) == (
        "11222333000181",
        "+554133334444",
        "Europe/Lisbon",
    )
    cleared = await ada.patch("/v1/organization", {"clear": ["legal_name"], "phone": None})
    assert (cleared["legal_name"], cleared["phone"]) == (None, None)
    assert (await bob.patch("/v1/organization", {"name": "x"}, 403))["code"] == "permission_missing"


async def test_a_stale_change_and_wrong_values_are_refused(ada: Caller) -> None:
    stale = {"If-Match": '"7"'}
    problem = await ada.patch("/v1/organization", {"name": "Outra"}, 412, headers=stale)
    assert problem["code"] == "precondition_failed"
    for wrong, code in (
        ({"name": None}, "not_text"),
        ({"locale": "de"}, "unknown_value"),
        ({"zone": "America/Sao_Paolo"}, "unknown_zone"),
        ({"document": "11222333000182"}, "not_a_document"),
        ({"phone": "123"}, "not_a_phone"),
    ):
        problem = await ada.patch("/v1/organization", wrong, 422)
        assert [e["code"] for e in problem["errors"]] == [code]


async def test_another_zone_is_felt_at_once(ada: Caller) -> None:
    first = await ada.post("/v1/tickets", {"subject": "Sem sinal", "description": "Aqui."})
    await ada.patch("/v1/organization", {"zone": "Pacific/Kiritimati"})
    second = await ada.post("/v1/tickets", {"subject": "Sem sinal", "description": "Aqui."})
    assert int(second["protocol"]) == int(first["protocol"]) + 1


def test_the_roles_that_settings_name_are_those_that_there_are() -> None:
    assert set(get_args(RoleName)) == set(Role)


async def test_settings_have_defaults_and_are_chosen_one_by_one(ada: Caller) -> None:
    chosen = await ada.get("/v1/organization/settings")
    assert (chosen["session_days"], chosen["second_factor_roles"]) == (None, [])
    assert (chosen["currency"], chosen["max_failed_visits"]) == ("BRL", 3)
    await ada.patch("/v1/organization/settings", {"session_days": 7})
    chosen = await ada.patch("/v1/organization/settings", {"second_factor_roles": ["agent"]})
    assert (chosen["session_days"], chosen["second_factor_roles"]) == (7, ["agent"])
    cleared = await ada.patch(
        "/v1/organization/settings", {"clear": ["session_days", "max_failed_visits"]}
    )
    assert (cleared["session_days"], cleared["second_factor_roles"]) == (None, ["agent"])
    assert cleared["max_failed_visits"] is None
    for wrong in ({"second_factor_roles": ["queen"]}, {"session_days": 0}, {"colour": "red"}):
        await ada.patch("/v1/organization/settings", wrong, 422)


async def test_settings_are_for_those_who_run_the_organization(ada: Caller, bob: Caller) -> None:
    await bob.get("/v1/organization/settings")
    await bob.patch("/v1/organization/settings", {"session_days": 7}, 403)
    caio = await ada.colleague("coordinator", "Caio Luz")
    await caio.patch("/v1/organization/settings", {"session_days": 7}, 403)


async def test_a_second_factor_that_is_asked_for_here_is_asked_for_there(
    ada: Caller, bob: Caller
) -> None:
    await bob.get("/v1/tickets")
    await ada.patch("/v1/organization/settings", {"second_factor_roles": ["agent"]})
    assert (await bob.get("/v1/tickets", 403))["code"] == "second_factor_setup_required"


async def test_two_who_choose_at_once_do_not_undo_each_other(ada: Caller) -> None:
    answers = await asyncio.gather(
        ada.send("PATCH", "/v1/organization/settings", json={"session_days": 9}),
        ada.send("PATCH", "/v1/organization/settings", json={"second_factor_roles": ["owner"]}),
    )
    assert [a.status_code for a in answers] == [200, 200]
    chosen = await ada.get("/v1/organization/settings")
    assert (chosen["session_days"], chosen["second_factor_roles"]) == (9, ["owner"])


@pytest.mark.parametrize("role", [role.value for role in Role])
async def test_everyone_knows_what_the_plan_includes(ada: Caller, role: str) -> None:
    somebody = await ada.colleague(role, "Alguém")
    plan = await somebody.get("/v1/entitlements")
    assert plan["features"]["chat"] is True
    used = 1 if role == "technician" else 0
    assert plan["limits"]["active_technicians"] == {"limit": None, "used": used}
