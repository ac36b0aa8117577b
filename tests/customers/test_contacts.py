"""A requester speaks for one customer."""

import asyncio

from app.core.values.ids import new_id
from tests.callers import Caller


async def _contacts_path(caller: Caller) -> str:
    customer = await caller.post("/v1/customers", {"name": "Firma", "kind": "company"})
    return f"/v1/customers/{customer['id']}/contacts"


async def test_a_requester_speaks_for_a_customer_until_removed(ada: Caller, carla: Caller) -> None:
    path = await _contacts_path(ada)
    response = await ada.send("POST", path, json={"person_id": str(carla.person_id)})
    assert response.status_code == 201
    contact = response.json()
    assert (contact["name"], contact["person_id"]) == ("Carla Dias", str(carla.person_id))
    assert await ada.get(response.headers["Location"]) == contact
    assert (await ada.get(path))["items"] == [contact]

    await ada.delete(f"/v1/contacts/{contact['id']}")
    await ada.delete(f"/v1/contacts/{contact['id']}", 404)
    assert (await ada.get(path))["items"] == []
    await ada.post(path, {"person_id": str(carla.person_id)})


async def test_of_many_who_claim_a_person_one_gets_them(ada: Caller, carla: Caller) -> None:
    paths = [await _contacts_path(ada) for _ in range(8)]
    person = {"person_id": str(carla.person_id)}
    answers = await asyncio.gather(*(ada.send("POST", path, json=person) for path in paths))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"already_a_contact"}


async def test_only_requesters_of_this_organization_are_contacts(
    ada: Caller, tiago: Caller, stranger: Caller
) -> None:
    path = await _contacts_path(ada)
    dora = await stranger.colleague("requester", "Dora Luz")
    for person_id in (dora.person_id, new_id()):
        problem = await ada.post(path, {"person_id": str(person_id)}, 422)
        assert problem["code"] == "unknown_reference"
        assert [e["pointer"] for e in problem["errors"]] == ["#/body/person_id"]
    problem = await ada.post(path, {"person_id": str(tiago.person_id)}, 422)
    assert [e["code"] for e in problem["errors"]] == ["not_a_requester"]


async def test_who_may_not_write_or_is_a_stranger_changes_no_contacts(
    ada: Caller, tiago: Caller, carla: Caller, stranger: Caller
) -> None:
    path = await _contacts_path(ada)
    person = {"person_id": str(carla.person_id)}
    await tiago.post(path, person, 403)
    await carla.get(path, 403)
    await stranger.post(path, person, 404)
    await stranger.get(path, 404)
    contact = await ada.post(path, person)
    await stranger.delete(f"/v1/contacts/{contact['id']}", 404)
    await tiago.delete(f"/v1/contacts/{contact['id']}", 403)
