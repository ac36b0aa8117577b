"""A customer prefers, requires or excludes technicians."""

from typing import Any

from app.core.values.ids import new_id
from tests.callers import Caller


async def _customer(caller: Caller, name: str = "Padaria Central") -> str:
    return f"/v1/customers/{(await caller.post('/v1/customers', {'name': name}))['id']}"


def _named(technician: Caller, preference: str = "preferred") -> dict[str, Any]:
    return {"person_id": str(technician.person_id), "preference": preference}


async def test_a_customer_has_technicians_of_its_own(
    ada: Caller, tiago: Caller, stranger: Caller
) -> None:
    path = await _customer(ada)
    ines = await ada.colleague("technician", "Inês Prado")
    empty = await ada.get(f"{path}/technicians")
    assert (empty["technicians"], empty["version"]) == ([], 1)
    both = {"technicians": [_named(tiago), _named(ines, "excluded")]}
    told = await ada.put(f"{path}/technicians", both, headers={"If-Match": '"1"'})
    assert [(t["name"], t["preference"]) for t in told["technicians"]] == [
        ("Inês Prado", "excluded"),
        (told["technicians"][1]["name"], "preferred"),
    ]
    assert await tiago.get(f"{path}/technicians") == told
    await ada.put(f"{path}/technicians", both, 412, headers={"If-Match": '"1"'})
    one = await ada.put(f"{path}/technicians", {"technicians": [_named(ines, "required")]})
    assert [t["preference"] for t in one["technicians"]] == ["required"]
    assert one["version"] == told["version"] + 1
    await tiago.put(f"{path}/technicians", both, 403)
    await stranger.get(f"{path}/technicians", 404)
    await stranger.put(f"{path}/technicians", both, 404)


async def test_what_cannot_be_is_refused(ada: Caller, tiago: Caller, carla: Caller) -> None:
    path = f"{await _customer(ada)}/technicians"
    unknown = {"person_id": str(new_id()), "preference": "preferred"}
    for technicians, code, pointer in (
        ([_named(tiago), _named(tiago, "excluded")], "validation_failed", "#/body/technicians"),
        ([_named(tiago), _named(carla)], "validation_failed", "#/body/technicians/1/person_id"),
        ([unknown], "unknown_reference", "#/body/technicians/0/person_id"),
        ([_named(tiago, "liked")], "validation_failed", "#/body/technicians/0/preference"),
    ):
        refused = await ada.put(path, {"technicians": technicians}, 422)
        assert refused["code"] == code
        assert [e["pointer"] for e in refused["errors"]] == [pointer]
    assert (await ada.get(path))["technicians"] == []


async def test_a_merge_takes_them_along_unless_the_other_says_something(
    ada: Caller, tiago: Caller
) -> None:
    ines = await ada.colleague("technician", "Inês Prado")
    old, kept = await _customer(ada), await _customer(ada, "Padaria Central Ltda")
    await ada.put(f"{old}/technicians", {"technicians": [_named(tiago), _named(ines, "excluded")]})
    await ada.put(f"{kept}/technicians", {"technicians": [_named(ines, "required")]})
    into = {"into_customer_id": kept.rpartition("/")[2]}
    await ada.post(f"{old}/merge", into, 200)
    told = (await ada.get(f"{kept}/technicians"))["technicians"]
    assert {t["person_id"]: t["preference"] for t in told} == {
        str(tiago.person_id): "preferred",
        str(ines.person_id): "required",
    }
    refused = await ada.put(f"{old}/technicians", {"technicians": []}, 409)
    assert refused["code"] == "customer_was_merged"
