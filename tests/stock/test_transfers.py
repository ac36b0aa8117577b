"""Goods that are asked for, picked, shipped and received, with nothing lost unnoticed."""

import asyncio
from typing import Any

from tests.callers import Caller
from tests.world import Goods, balance, create_goods, create_product, receipt

Body = dict[str, Any]


async def _requested(caller: Caller, goods: Goods, quantity: str = "30", **other: Any) -> Body:
    body = {
        "from_location_id": goods.warehouse,
        "to_location_id": goods.van,
        "lines": [{"product_id": goods.product, "quantity": quantity}],
    } | other
    made: Body = await caller.post("/v1/transfers", body)
    return made


async def _step(caller: Caller, transfer: Body, step: str, body: Body | None = None) -> Body:
    path = f"/v1/transfers/{transfer['id']}/{step}"
    after: Body = await caller.post(path, body, 200)
    return after


async def _stocked(ada: Caller, tiago: Caller) -> Goods:
    """A warehouse and a van with 100 m each."""
    goods = await create_goods(ada, tiago)
    await ada.post("/v1/movements", receipt(goods.warehouse, goods.product, "100"))
    return goods


async def _in_transit(caller: Caller, product: str) -> str | None:
    (place,) = (await caller.get("/v1/locations", kind="transit"))["items"]
    return await balance(caller, place["id"], product)


async def test_goods_go_from_the_warehouse_to_the_van_step_by_step(
    ada: Caller, tiago: Caller
) -> None:
    goods = await _stocked(ada, tiago)
    asked = await _requested(tiago, goods, note="Para a semana")
    assert (asked["status"], asked["requested_by_id"]) == ("requested", str(tiago.person_id))
    picked = await _step(ada, asked, "pick", {"lines": []})
    assert (picked["status"], picked["lines"][0]["picked"]) == ("picked", "30.000")
    assert await balance(ada, goods.warehouse, goods.product) == "100.000"

    shipped = await _step(ada, asked, "ship")
    assert shipped["status"] == "shipped"
    assert await balance(ada, goods.warehouse, goods.product) == "70.000"
    assert await _in_transit(ada, goods.product) == "30.000"
    assert await balance(ada, goods.van, goods.product) == "100.000"

    received = await _step(tiago, asked, "receive", {"lines": []})
    assert (received["status"], received["received_by_id"]) == ("received", str(tiago.person_id))
    assert received["lines"][0]["received"] == "30.000"
    assert await balance(ada, goods.van, goods.product) == "130.000"
    assert await _in_transit(ada, goods.product) == "0.000"
    moved = await ada.get("/v1/movements", reference_id=asked["id"])
    assert [m["id"] for m in moved["items"]] == [received["arrival_id"], received["shipment_id"]]
    undone = await ada.post(f"/v1/movements/{received['shipment_id']}/reverse", expect=409)
    assert undone["code"] == "belongs_to_step"


async def test_what_is_missing_on_arrival_is_lost_and_seen(ada: Caller, tiago: Caller) -> None:
    goods = await _stocked(ada, tiago)
    asked = await _requested(tiago, goods)
    wanted = {"lines": [{"product_id": goods.product, "quantity": "25"}]}
    assert (await _step(ada, asked, "pick", wanted))["lines"][0]["requested"] == "30.000"
    await _step(ada, asked, "ship")
    path = f"/v1/transfers/{asked['id']}/receive"
    more = {"lines": [{"product_id": goods.product, "quantity": "25.001"}]}
    assert (await tiago.post(path, more, 422))["errors"][0]["code"] == "more_than_shipped"
    less = {"lines": [{"product_id": goods.product, "quantity": "20"}], "note": "Rolo cortado"}
    received = await tiago.post(path, less, 200)
    assert received["lines"][0]["received"] == "20.000"
    assert await balance(ada, goods.van, goods.product) == "120.000"
    assert await _in_transit(ada, goods.product) == "0.000"
    movement = await ada.get(f"/v1/movements/{received['arrival_id']}")
    (loss,) = (await ada.get("/v1/locations", kind="loss"))["items"]
    targets = {line["to_location_id"]: line["quantity"] for line in movement["lines"]}
    assert targets == {goods.van: "20.000", loss["id"]: "5.000"}
    assert movement["note"] == "Rolo cortado"


async def test_pieces_with_serial_numbers_arrive_or_are_lost_by_number(
    ada: Caller, tiago: Caller
) -> None:
    goods = await _stocked(ada, tiago)
    onu = await create_product(ada, "ONU-1", unit="un", scale=0, tracking="serial")
    body = receipt(goods.warehouse, onu, "2")
    body["lines"][0]["serials"] = ["A", "B"]
    await ada.post("/v1/movements", body)
    asked = await _requested(tiago, goods, lines=[{"product_id": onu, "quantity": "2"}])
    path = f"/v1/transfers/{asked['id']}/pick"
    assert (await ada.post(path, {"lines": []}, 422))["errors"][0]["code"] == "as_many_serials"
    both = {"lines": [{"product_id": onu, "quantity": "2", "serials": ["A", "B"]}]}
    await _step(ada, asked, "pick", both)
    await _step(ada, asked, "ship")
    one = {"lines": [{"product_id": onu, "quantity": "1", "serials": ["B"]}]}
    await _step(tiago, asked, "receive", one)
    found = {s["serial"]: s["location"]["kind"] for s in (await ada.get("/v1/serials"))["items"]}
    assert found == {"A": "loss", "B": "van"}


async def test_each_step_waits_for_the_one_before(ada: Caller, tiago: Caller) -> None:
    goods = await _stocked(ada, tiago)
    asked = await _requested(tiago, goods)
    path = f"/v1/transfers/{asked['id']}"
    problem = await ada.post(f"{path}/ship", expect=409)
    assert (problem["code"], problem["transfer_status"]) == ("transfer_not_ready", "requested")
    await tiago.post(f"{path}/receive", {"lines": []}, 409)
    await _step(tiago, asked, "cancel")
    for step, body in (("pick", {"lines": []}), ("ship", None), ("cancel", None)):
        assert (await ada.post(f"{path}/{step}", body, 409))["code"] == "transfer_not_ready"


async def test_shipped_twice_at_once_goods_leave_once(ada: Caller, tiago: Caller) -> None:
    goods = await _stocked(ada, tiago)
    asked = await _requested(tiago, goods)
    await _step(ada, asked, "pick", {"lines": []})
    path = f"/v1/transfers/{asked['id']}"
    answers = await asyncio.gather(*(ada.send("POST", f"{path}/ship") for _ in range(5)))
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409, 409]
    assert await balance(ada, goods.warehouse, goods.product) == "70.000"
    await ada.post(f"{path}/receive", {"lines": []}, 412, headers={"If-Match": '"1"'})
    answers = await asyncio.gather(
        *(ada.send("POST", f"{path}/receive", json={"lines": []}) for _ in range(5))
    )
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409, 409]
    assert await balance(ada, goods.van, goods.product) == "130.000"


async def test_what_left_the_shelf_meanwhile_is_not_shipped(ada: Caller, tiago: Caller) -> None:
    goods = await _stocked(ada, tiago)
    asked = await _requested(tiago, goods, "100")
    await _step(ada, asked, "pick", {"lines": []})
    other = await _requested(ada, goods, "1")
    await _step(ada, other, "pick", {"lines": []})
    await _step(ada, other, "ship")
    problem = await ada.post(f"/v1/transfers/{asked['id']}/ship", expect=409)
    assert (problem["code"], problem["available"]) == ("insufficient_stock", "99.000")
    assert (await ada.get(f"/v1/transfers/{asked['id']}"))["status"] == "picked"


async def test_a_technician_asks_for_the_own_van_alone(
    ada: Caller, tiago: Caller, carla: Caller, stranger: Caller
) -> None:
    goods = await _stocked(ada, tiago)
    body = {
        "from_location_id": goods.van,
        "to_location_id": goods.warehouse,
        "lines": [{"product_id": goods.product, "quantity": "1"}],
    }
    assert (await tiago.post("/v1/transfers", body, 403))["permission"] == "stock:write"
    asked = await ada.post("/v1/transfers", body)
    path = f"/v1/transfers/{asked['id']}"
    await tiago.post(f"{path}/pick", {"lines": []}, 403)
    await tiago.post(f"{path}/cancel", expect=403)
    await _step(ada, asked, "pick", {"lines": []})
    await _step(ada, asked, "ship")
    await tiago.post(f"{path}/receive", {"lines": []}, 403)
    await carla.get("/v1/transfers", 403)
    await stranger.get(path, 404)
    for step in ("pick", "ship", "receive", "cancel"):
        await stranger.post(f"{path}/{step}", {"lines": []}, 404)
    assert (await stranger.get("/v1/transfers"))["items"] == []


async def test_a_request_names_each_product_once_and_in_its_unit(
    ada: Caller, tiago: Caller
) -> None:
    goods = await _stocked(ada, tiago)
    line = {"product_id": goods.product, "quantity": "1"}
    for change, pointer in (
        ({"lines": [line, line]}, "#/body/lines/1/product_id"),
        ({"lines": [line | {"quantity": "0"}]}, "#/body/lines/0/quantity"),
        ({"to_location_id": goods.warehouse}, "#/body/to_location_id"),
        ({"lines": []}, "#/body/lines"),
    ):
        body = {"from_location_id": goods.warehouse, "to_location_id": goods.van, "lines": [line]}
        problem = await ada.post("/v1/transfers", body | change, 422)
        assert [e["pointer"] for e in problem["errors"]] == [pointer]
    asked = await _requested(ada, goods)
    other = await create_product(ada, "OTHER")
    wrong = {"lines": [{"product_id": other, "quantity": "1"}]}
    problem = await ada.post(f"/v1/transfers/{asked['id']}/pick", wrong, 422)
    assert problem["errors"][0]["code"] == "not_of_this_transfer"


async def test_transfers_are_listed_by_state_and_place(ada: Caller, tiago: Caller) -> None:
    goods = await _stocked(ada, tiago)
    first, second = [await _requested(tiago, goods) for _ in range(2)]
    await _step(tiago, first, "cancel")

    async def found(**query: Any) -> list[str]:
        return [t["id"] for t in (await tiago.get("/v1/transfers", **query))["items"]]

    assert await found() == [second["id"], first["id"]]
    assert await found(status="requested") == [second["id"]]
    assert await found(to_location_id=goods.van) == [second["id"], first["id"]]
    assert await found(from_location_id=goods.van) == []
