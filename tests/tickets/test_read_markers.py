"""Each person's place is kept in each ticket: reading one does not touch another."""

from typing import Any

from tests.callers import Caller


async def test_every_ticket_has_a_place_of_its_own(bob: Caller, carla: Caller) -> None:
    first, second, third = [await _opened(carla, number) for number in range(3)]
    for _ in range(2):
        await carla.post(f"/v1/tickets/{second['id']}/replies", {"body": "E agora?"})
    await bob.put(f"/v1/tickets/{first['id']}/read-marker", {"seq": 1})
    await bob.put(f"/v1/tickets/{second['id']}/read-marker", {"seq": 2})

    unread = {t["id"]: t["unread_count"] for t in (await bob.get("/v1/tickets"))["items"]}
    assert unread == {first["id"]: 0, second["id"]: 1, third["id"]: 1}
    for ticket_id, count in unread.items():
        assert (await bob.get(f"/v1/tickets/{ticket_id}"))["unread_count"] == count


async def _opened(carla: Caller, number: int) -> Any:
    return await carla.post("/v1/tickets", {"subject": f"Sem sinal {number}", "description": "x"})
