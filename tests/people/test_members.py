"""Members come, change and go; somebody always looks after the organization."""

import asyncio

from fastapi import FastAPI

from app.core.security.actors import Actor
from app.organizations.models import Organization
from tests.callers import PASSWORD, Caller
from tests.stories import close_order, open_order, start_order
from tests.world import create_world

NEW = {"username": "nova", "name": "Nova Lima", "role": "technician", "password": PASSWORD}


async def _limit(app: FastAPI, ada: Caller, technicians: int | None) -> None:
    async with app.state.runtime.database.transaction(Actor(ada.organization_id)) as session:
        organization = await session.fetch(Organization, ada.organization_id)
        organization.technician_limit = technicians


async def test_the_last_manager_cannot_be_removed_in_any_way(ada: Caller) -> None:
    for change in ({"role": "agent"}, {"active": False}, {"role": "viewer", "active": False}):
        problem = await ada.patch(f"/v1/people/{ada.person_id}", change, 409)
        assert problem["code"] == "last_manager"
    maria = await ada.colleague("manager", "Maria Paz")
    await ada.patch(f"/v1/people/{ada.person_id}", {"role": "agent"})
    problem = await maria.patch(f"/v1/people/{maria.person_id}", {"active": False}, 409)
    assert problem["code"] == "last_manager"


async def test_a_profile_cannot_take_the_last_manager_away(ada: Caller) -> None:
    narrow = {"name": "Só pessoas", "role": "manager", "permissions": ["people:read"]}
    profile = await ada.post("/v1/permission-profiles", narrow)
    problem = await ada.patch(f"/v1/people/{ada.person_id}", {"profile_id": profile["id"]}, 409)
    assert problem["code"] == "last_manager"

    wide = await ada.patch(
        f"/v1/permission-profiles/{profile['id']}",
        {"permissions": ["people:read", "people:write", "people:admin", "profiles:write"]},
    )
    await ada.patch(f"/v1/people/{ada.person_id}", {"profile_id": wide["id"]})
    path = f"/v1/permission-profiles/{profile['id']}"
    problem = await ada.patch(path, {"permissions": ["people:read"]}, 409)
    assert problem["code"] == "last_manager"


async def test_two_managers_who_leave_at_once_are_not_both_the_last_but_one(ada: Caller) -> None:
    maria = await ada.colleague("manager", "Maria Paz")
    left = await asyncio.gather(
        ada.send("PATCH", f"/v1/people/{ada.person_id}", json={"active": False}),
        maria.send("PATCH", f"/v1/people/{maria.person_id}", json={"active": False}),
    )
    assert sorted(answer.status_code for answer in left) == [200, 409]


async def test_the_last_owner_stays_though_there_are_managers(ada: Caller) -> None:
    olga = await ada.colleague("owner", "Olga Reis")
    problem = await olga.patch(f"/v1/people/{olga.person_id}", {"role": "manager"}, 409)
    assert problem["code"] == "last_manager"
    await ada.patch(f"/v1/people/{olga.person_id}", {"active": False}, 403)


async def test_whoever_is_deactivated_is_out_at_once_and_for_good(ada: Caller, bob: Caller) -> None:
    await bob.get("/v1/me")
    await ada.patch(f"/v1/people/{bob.person_id}", {"active": False})
    await bob.get("/v1/me", 401)
    await ada.patch(f"/v1/people/{bob.person_id}", {"active": True})
    await bob.get("/v1/me", 401)  # the sessions of before stay over


async def test_a_coordinator_changes_no_manager(ada: Caller, bob: Caller) -> None:
    caio = await ada.colleague("coordinator", "Caio Luz")
    await caio.patch(f"/v1/people/{ada.person_id}", {"name": "Outra"}, 403)
    await caio.patch(f"/v1/people/{bob.person_id}", {"role": "manager"}, 403)
    await caio.patch(f"/v1/people/{bob.person_id}", {"role": "technician"})


async def test_the_plan_refuses_new_technicians_and_nothing_else(
    app: FastAPI, ada: Caller, tiago: Caller, carla: Caller, bob: Caller
) -> None:
    world = await create_world(ada, tiago, carla)
    order = await open_order(ada, world)
    await start_order(ada, tiago, order)
    spare = await ada.colleague("technician", "Sara Dias")
    await ada.patch(f"/v1/people/{spare.person_id}", {"active": False})
    await _limit(app, ada, 1)

    refused = [
        await ada.post("/v1/people", NEW, 403),
        await ada.post(
            "/v1/invitations", {"email": "n@example.com", "name": "N", "role": "technician"}, 403
        ),
        await ada.patch(f"/v1/people/{spare.person_id}", {"active": True}, 403),
        await ada.patch(f"/v1/people/{bob.person_id}", {"role": "technician"}, 403),
    ]
    for problem in refused:
        assert (problem["code"], problem["limit"], problem["used"]) == ("plan_limit_reached", 1, 1)

    await close_order(tiago, order, world)
    await ada.patch(f"/v1/people/{tiago.person_id}", {"name": "Tiago N. Nunes"})
    await ada.post("/v1/people", NEW | {"role": "agent"})
    await ada.patch(f"/v1/people/{tiago.person_id}", {"active": False})
    await ada.patch(f"/v1/people/{spare.person_id}", {"active": True})


async def test_two_who_are_activated_at_once_do_not_share_the_last_place(
    app: FastAPI, ada: Caller
) -> None:
    await _limit(app, ada, 1)
    answers = await asyncio.gather(
        *(ada.send("POST", "/v1/people", json=NEW | {"username": f"n{n}"}) for n in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 403, 403, 403, 403]


async def test_an_invitation_cannot_go_round_the_plan(app: FastAPI, ada: Caller) -> None:
    invitation = await ada.post(
        "/v1/invitations", {"email": "n@example.com", "name": "N", "role": "technician"}
    )
    await _limit(app, ada, 0)
    accepting = {
        "token": invitation["accept_url"].partition("#")[2],
        "password": "gato azul na telha",
    }
    problem = await ada.post("/v1/auth/accept-invitation", accepting, 403)
    assert problem["code"] == "plan_limit_reached"
    await _limit(app, ada, None)
    await ada.post("/v1/auth/accept-invitation", accepting)  # it was not used up


async def test_programs_and_visitors_are_listed_when_asked_for(ada: Caller, bob: Caller) -> None:
    names = [p["name"] for p in (await ada.get("/v1/people"))["items"]]
    assert names == ["Ada Reis", "Bob Prado"]
    assert (await ada.get("/v1/people", kind="service"))["items"] == []
