"""What is there is counted without looking at what should be, and somebody approves the rest."""

import asyncio
from typing import Any

from tests.callers import Caller
from tests.world import Goods, balance, create_goods, create_product, receipt, transfer

Body = dict[str, Any]


async def _opened(caller: Caller, location: str) -> str:
    made = await caller.post("/v1/stock-counts", {"location_id": location})
    return f"/v1/stock-counts/{made['id']}"


def _found(goods: Goods, quantity: str, **more: Any) -> Body:
    return {"lines": [{"product_id": goods.product, "quantity": quantity, **more}]}


async def test_who_counts_does_not_see_what_should_be_there(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    count = await _opened(tiago, goods.van)
    blind = await tiago.post(f"{count}/record", _found(goods, "97.5"), 200)
    (line,) = blind["lines"]
    assert (line["counted_quantity"], line["expected_quantity"], line["difference"]) == (
        "97.500",
        None,
        None,
    )
    seen = await tiago.post(f"{count}/submit", expect=200)
    (line,) = seen["lines"]
    assert (line["expected_quantity"], line["difference"]) == ("100.000", "-2.500")
    assert await balance(ada, goods.van, goods.product) == "100.000"

    assert (await tiago.post(f"{count}/approve", expect=403))["permission"] == "stock:approve"
    approved = await ada.post(f"{count}/approve", expect=200)
    assert (approved["status"], approved["decided_by_id"]) == ("approved", str(ada.person_id))
    assert await balance(ada, goods.van, goods.product) == "97.500"
    movement = await ada.get(f"/v1/movements/{approved['movement_id']}")
    assert (movement["kind"], movement["approved_by_id"]) == ("count", str(ada.person_id))
    undone = await ada.post(f"/v1/movements/{movement['id']}/reverse", expect=409)
    assert undone["code"] == "belongs_to_step"


async def test_what_is_moved_after_it_was_counted_does_not_matter(
    ada: Caller, tiago: Caller
) -> None:
    goods = await create_goods(ada, tiago)
    count = await _opened(ada, goods.van)
    await ada.post(f"{count}/record", _found(goods, "103"), 200)
    await ada.post("/v1/movements", transfer(goods.van, goods.warehouse, goods.product, "40"))
    await ada.post(f"{count}/submit", expect=200)
    await ada.post(f"{count}/approve", expect=200)
    assert await balance(ada, goods.van, goods.product) == "63.000"


async def test_a_recount_keeps_what_was_found_first(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    count = await _opened(tiago, goods.van)
    await tiago.post(f"{count}/record", _found(goods, "10"), 200)
    await tiago.post(f"{count}/submit", expect=200)
    assert (await tiago.post(f"{count}/record", _found(goods, "1"), 409))["code"] == (
        "count_not_ready"
    )
    await tiago.post(f"{count}/reopen", expect=403)
    await ada.post(f"{count}/reopen", expect=200)
    again = await tiago.post(f"{count}/record", _found(goods, "100"), 200)
    (line,) = again["lines"]
    assert (line["first_counted_quantity"], line["counted_quantity"]) == ("10.000", "100.000")
    await tiago.post(f"{count}/submit", expect=200)
    approved = await ada.post(f"{count}/approve", expect=200)
    assert approved["movement_id"] is None
    assert await balance(ada, goods.van, goods.product) == "100.000"


async def test_pieces_are_found_by_number_wherever_the_ledger_had_them(
    ada: Caller, tiago: Caller
) -> None:
    goods = await create_goods(ada, tiago)
    onu = await create_product(ada, "ONU-1", unit="un", scale=0, tracking="serial")
    for place, numbers in ((goods.van, ["A", "B"]), (goods.warehouse, ["C"])):
        body = receipt(place, onu, str(len(numbers)))
        body["lines"][0]["serials"] = numbers
        await ada.post("/v1/movements", body)
    count = await _opened(tiago, goods.van)
    line = {"product_id": onu, "quantity": "2", "serials": ["C", "X"]}
    problem = await tiago.post(f"{count}/record", {"lines": [line]}, 422)
    assert problem["errors"][0]["pointer"] == "#/body/lines/0/serials/1"
    line["serials"] = ["A", "C"]
    await tiago.post(f"{count}/record", {"lines": [line]}, 200)
    await tiago.post(f"{count}/submit", expect=200)
    await ada.post(f"{count}/approve", expect=200)
    where = {s["serial"]: s["location"]["kind"] for s in (await ada.get("/v1/serials"))["items"]}
    assert where == {"A": "van", "B": "adjustment", "C": "van"}
    assert await balance(ada, goods.van, onu) == "2.000"
    assert await balance(ada, goods.warehouse, onu) == "0.000"


async def test_a_place_is_counted_once_at_a_time(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    body = {"location_id": goods.van}
    answers = await asyncio.gather(
        *(tiago.send("POST", "/v1/stock-counts", json=body) for _ in range(4))
    )
    assert sorted(a.status_code for a in answers) == [201, 409, 409, 409]
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"location_being_counted"}
    (opened,) = (await tiago.get("/v1/stock-counts", location_id=goods.van))["items"]
    path = f"/v1/stock-counts/{opened['id']}"
    assert (await tiago.post(f"{path}/submit", expect=409))["code"] == "nothing_counted"
    await tiago.post(f"{path}/cancel", expect=200)
    assert (await tiago.get("/v1/stock-counts", status="cancelled"))["items"][0]["id"] == (
        opened["id"]
    )
    await _opened(tiago, goods.van)


async def test_approved_twice_at_once_it_counts_once(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    count = await _opened(ada, goods.van)
    await ada.post(f"{count}/record", _found(goods, "90"), 200)
    await ada.post(f"{count}/submit", expect=200)
    answers = await asyncio.gather(*(ada.send("POST", f"{count}/approve") for _ in range(4)))
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409]
    assert await balance(ada, goods.van, goods.product) == "90.000"


async def test_counts_of_others_are_not_there(
    ada: Caller, tiago: Caller, carla: Caller, stranger: Caller
) -> None:
    goods = await create_goods(ada, tiago)
    await tiago.post("/v1/stock-counts", {"location_id": goods.warehouse}, 403)
    count = await _opened(ada, goods.warehouse)
    await tiago.post(f"{count}/record", _found(goods, "1"), 403)
    await tiago.post(f"{count}/cancel", expect=403)
    await carla.get(count, 403)
    await stranger.get(count, 404)
    for step in ("submit", "reopen", "approve", "cancel"):
        await stranger.post(f"{count}/{step}", expect=404)
    await stranger.post(f"{count}/record", _found(goods, "1"), 404)
    twice = _found(goods, "1")
    twice["lines"] *= 2
    assert (await ada.post(f"{count}/record", twice, 422))["errors"][0]["code"] == "repeated"
    assert (await stranger.get("/v1/stock-counts"))["items"] == []
