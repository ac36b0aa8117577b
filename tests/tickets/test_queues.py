"""Lists of tickets as a queue asks for them: by desk, channel, status name, process and urgency."""

from typing import Any
from uuid import uuid4

import pytest

from tests.callers import Caller
from tests.stories import active_process, published_form
from tests.world import World


async def _opened(who: Caller, **more: Any) -> dict[str, Any]:
    body = {"subject": "X", "description": "Texto."} | more
    ticket: dict[str, Any] = await who.post("/v1/tickets", body)
    return ticket


async def _ids(who: Caller, **wanted: Any) -> list[str]:
    page = await who.get("/v1/tickets", **{"sort": "opened_at"} | wanted)
    return [ticket["id"] for ticket in page["items"]]


async def test_a_queue_keeps_to_desks_and_channels(
    ada: Caller, bob: Caller, carla: Caller, world: World
) -> None:
    plain = await _opened(carla)
    phoned = await _opened(bob, channel="phone")
    mailed = await _opened(bob, channel="email")
    ids = [plain["id"], phoned["id"], mailed["id"]]
    assert await _ids(ada, desk_id=plain["desk_id"]) == ids
    assert await _ids(ada, desk_id=str(uuid4())) == []
    assert await _ids(ada, channel="phone") == ids[1:2]
    assert await _ids(ada, channel=["phone", "email"]) == ids[1:]
    assert await _ids(ada, channel=["phone", "email"], sort="-number") == ids[:0:-1]
    await ada.get("/v1/tickets", 422, channel="fax")


async def test_a_queue_keeps_to_the_organizations_own_names_of_a_status(
    ada: Caller, bob: Caller, carla: Caller, world: World
) -> None:
    labels = {"label_agent": "Com a operadora", "label_requester": "Em análise", "position": 1}
    name = await ada.post("/v1/status-names", {"status": "on_hold", **labels})
    waiting, other = await _opened(carla), await _opened(carla)
    moved = {"status": "on_hold", "status_name_id": name["id"]}
    await bob.post(f"/v1/tickets/{waiting['id']}/transition", moved, 200)
    await bob.post(f"/v1/tickets/{other['id']}/transition", {"status": "on_hold"}, 200)
    assert await _ids(ada, status="on_hold") == [waiting["id"], other["id"]]
    assert await _ids(ada, status_name_id=name["id"]) == [waiting["id"]]
    assert await _ids(ada, status_name_id=[name["id"], str(uuid4())], view="open") == [
        waiting["id"]
    ]


async def test_a_queue_keeps_to_a_process(ada: Caller, carla: Caller, world: World) -> None:
    await _opened(carla)
    version = await published_form(ada, "erro")
    process = await active_process(ada, version["form_id"])
    node = {"kind": "tool", "label": "Erro", "process_id": process["id"]}
    await ada.post("/v1/form-nodes", node)
    led = await _opened(carla, process_id=process["id"])
    assert await _ids(ada, process_id=process["id"]) == [led["id"]]


async def test_the_most_urgent_come_first_and_of_these_the_oldest(
    ada: Caller, bob: Caller, carla: Caller, world: World
) -> None:
    by_priority = {
        priority: [(await _opened(bob, priority=priority))["id"] for _ in range(2)]
        for priority in ("low", "urgent", "normal", "high")
    }
    wanted = [i for p in ("urgent", "high", "normal", "low") for i in by_priority[p]]
    assert await _ids(ada, sort="priority", view="open") == wanted
    assert await _ids(ada, sort="-priority") == wanted[::-1]


@pytest.mark.parametrize("sort", ["number", "priority", "due_at", "updated_at"])
async def test_pages_follow_each_other_in_every_order(
    ada: Caller, bob: Caller, carla: Caller, world: World, sort: str
) -> None:
    for priority in ("low", "urgent", "normal", "low", "urgent"):
        await _opened(bob, priority=priority)
    for order in (sort, f"-{sort}"):
        whole = await _ids(ada, sort=order)
        assert len(whole) == 5
        paged: list[str] = []
        cursor: dict[str, Any] = {}
        while len(paged) < 5:
            page = await ada.get("/v1/tickets", sort=order, limit=2, **cursor)
            paged += [ticket["id"] for ticket in page["items"]]
            cursor = {"cursor": page["next_cursor"]}
        assert paged == whole
        assert cursor == {"cursor": None}


async def test_solved_ones_are_found_by_when_that_was(
    ada: Caller, bob: Caller, carla: Caller, world: World
) -> None:
    first, second, _open = [await _opened(carla) for _ in range(3)]
    solved = [
        (await bob.post(f"/v1/tickets/{each['id']}/solve", {"details": "Feito."}, 200))["solved_at"]
        for each in (first, second)
    ]
    assert await _ids(ada, solved_after=solved[1]) == [second["id"]]
    assert await _ids(ada, solved_before=solved[1]) == [first["id"]]
    assert await _ids(ada, solved_after=solved[0]) == [first["id"], second["id"]]


async def test_a_copy_is_kept_up_to_date_and_a_note_is_no_change(
    bob: Caller, carla: Caller, world: World
) -> None:
    old, changed = await _opened(carla), await _opened(carla)
    since = (await _opened(carla))["opened_at"]
    await bob.patch(f"/v1/tickets/{changed['id']}", {"subject": "Outro"})
    await bob.post(f"/v1/tickets/{old['id']}/notes", {"body": "Só nós."})
    for who in (bob, carla):
        assert changed["id"] in await _ids(who, updated_since=since, sort="updated_at")
        assert old["id"] not in await _ids(who, updated_since=since, sort="updated_at")
        assert (await _ids(who, sort="-updated_at"))[0] == changed["id"]


async def test_others_see_only_their_own_in_every_order(
    bob: Caller, carla: Caller, stranger: Caller, world: World
) -> None:
    own, _other = await _opened(carla), await _opened(bob)
    for sort in ("number", "priority", "due_at", "-updated_at"):
        assert await _ids(carla, sort=sort, desk_id=own["desk_id"]) == [own["id"]]
        assert await _ids(stranger, sort=sort, desk_id=own["desk_id"]) == []
