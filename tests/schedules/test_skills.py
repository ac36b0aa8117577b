"""Technicians have specialties at a level, for good or for some days."""

import asyncio
from typing import Any

from app.core.values.ids import new_id
from tests.callers import Caller
from tests.stories import open_order, tomorrow_at
from tests.world import World


async def _specialty(caller: Caller, name: str = "Fibra óptica") -> str:
    return str((await caller.post("/v1/specialties", {"name": name}))["id"])


def _path(technician: Caller, specialty_id: str) -> str:
    return f"/v1/technicians/{technician.person_id}/specialties/{specialty_id}"


async def _listed(caller: Caller, **query: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await caller.get("/v1/technician-specialties", **query))["items"]
    return items


async def test_a_technician_has_a_specialty_at_a_level_until_a_day(
    ada: Caller, bob: Caller, tiago: Caller
) -> None:
    fibre, radio = await _specialty(ada), await _specialty(ada, "Rádio")
    given = {"level": 4, "first_day": "2026-01-01", "last_day": "2026-12-31"}
    had = await ada.put(_path(tiago, fibre), given)
    assert (
        had
        | given
        | {
            "person_id": str(tiago.person_id),
            "specialty_id": fibre,
            "specialty_name": "Fibra óptica",
            "version": 1,
        }
        == had
    )
    plain = await ada.put(_path(tiago, radio), {})
    assert (plain["level"], plain["first_day"], plain["last_day"]) == (1, None, None)

    assert await _listed(tiago) == [had, plain]
    assert await _listed(tiago, person_id="me", specialty_id=radio) == [plain]
    assert await _listed(tiago, person_id=str(ada.person_id)) == []
    changed = await ada.put(_path(tiago, fibre), {"level": 5}, headers={"If-Match": '"1"'})
    assert (changed["level"], changed["last_day"], changed["version"]) == (5, None, 2)
    await ada.put(_path(tiago, fibre), {"level": 1}, 412, headers={"If-Match": '"1"'})
    await ada.delete(_path(tiago, fibre))
    await ada.delete(_path(tiago, fibre), 404)
    assert await _listed(ada) == [plain]


async def test_specialties_that_cannot_be_are_refused(
    ada: Caller, tiago: Caller, carla: Caller, stranger: Caller
) -> None:
    fibre = await _specialty(ada)
    for body, pointer in (
        ({"level": 0}, "#/body/level"),
        ({"level": 6}, "#/body/level"),
        ({"first_day": "2026-02-02", "last_day": "2026-02-01"}, "#/body"),
    ):
        refused = await ada.put(_path(tiago, fibre), body, 422)
        assert [e["pointer"] for e in refused["errors"]] == [pointer]
    refused = await ada.put(_path(carla, fibre), {}, 422)
    assert refused["code"] == "not_a_technician"
    await ada.put(_path(tiago, str(new_id())), {}, 404)
    await tiago.put(_path(tiago, fibre), {}, 403)
    await ada.put(_path(tiago, fibre), {})
    await stranger.put(_path(tiago, fibre), {}, 404)
    await stranger.delete(_path(tiago, fibre), 404)
    assert await _listed(stranger) == []


async def test_of_many_who_give_it_at_once_nobody_gives_it_twice(
    ada: Caller, tiago: Caller
) -> None:
    path = _path(tiago, await _specialty(ada))
    answers = await asyncio.gather(*(ada.send("PUT", path, json={}) for _ in range(6)))
    assert [answer.status_code for answer in answers] == [200] * 6
    assert [each["version"] for each in await _listed(ada)] == [6]


async def test_a_visit_without_the_skill_is_told_or_refused_as_the_settings_say(
    ada: Caller, tiago: Caller, world: World
) -> None:
    fibre = await _specialty(ada)
    needed = [{"specialty_id": fibre, "least_level": 2}]
    service = await ada.post(
        "/v1/services", {"code": "FUSAO", "name": "Fusão", "needed_specialties": needed}
    )
    order = await open_order(ada, world)
    path = f"/v1/orders/{order['id']}"
    lines = {"lines": [{"service_id": service["id"], "quantity": "1"}]}
    await ada.put(f"{path}/lines", lines)
    slot = {
        "technician_id": str(tiago.person_id),
        "starts_at": tomorrow_at(10).isoformat(),
        "ends_at": tomorrow_at(11).isoformat(),
    }
    await ada.put(_path(tiago, fibre), {"level": 1})
    told = await ada.post(f"{path}/schedule", slot)
    (lack,) = [w for w in told["warnings"] if w["code"] == "missing_skill"]
    assert lack["facts"]["missing"] == [
        {"specialty_id": fibre, "name": "Fibra óptica", "least_level": 2, "level": 1}
    ]
    await ada.patch("/v1/organization/settings", {"missing_skill_check": "refuse"})
    refused = await ada.post(f"{path}/schedule", slot, 409)
    assert (refused["code"], refused["missing"][0]["level"]) == ("missing_skill", 1)
    excepted = await ada.post(f"{path}/schedule", slot | {"override_reason": "Urgente"}, 200)
    assert "missing_skill" in [w["code"] for w in excepted["warnings"]]
    await ada.put(_path(tiago, fibre), {"level": 2})
    fine = await ada.post(f"{path}/schedule", slot, 200)
    assert "missing_skill" not in [w["code"] for w in fine["warnings"]]
