"""Balances are corrected for a reason, once somebody approves it."""

import asyncio
from typing import Any

from tests.callers import Caller
from tests.world import Goods, balance, create_goods, create_product, receipt, transfer

Body = dict[str, Any]


async def _requested(caller: Caller, goods: Goods, quantity: str, reason: str = "lost") -> str:
    body = {
        "location_id": goods.van,
        "kind": reason,
        "note": "Caiu da escada",
        "lines": [{"product_id": goods.product, "quantity": quantity}],
    }
    return f"/v1/adjustments/{(await caller.post('/v1/adjustments', body))['id']}"


async def test_a_loss_moves_nothing_before_it_is_approved(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    path = await _requested(tiago, goods, "-12.5")
    assert await balance(ada, goods.van, goods.product) == "100.000"
    await tiago.post(f"{path}/approve", expect=403)
    approved = await ada.post(f"{path}/approve", expect=200)
    assert (approved["status"], approved["requested_by_id"], approved["decided_by_id"]) == (
        *("approved", str(tiago.person_id), str(ada.person_id)),
    )
    assert await balance(ada, goods.van, goods.product) == "87.500"
    movement = await ada.get(f"/v1/movements/{approved['movement_id']}")
    (loss,) = (await ada.get("/v1/locations", kind="loss"))["items"]
    assert movement["lines"][0]["to_location_id"] == loss["id"]
    assert (movement["kind"], movement["note"], movement["approved_by_id"]) == (
        *("adjustment", "Caiu da escada", str(ada.person_id)),
    )


async def test_what_is_found_comes_at_the_average_of_its_place(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    more = receipt(goods.van, goods.product, "100")
    more["lines"][0]["unit_cost"] = "3"
    await ada.post("/v1/movements", more)
    path = await _requested(ada, goods, "10", "found")
    approved = await ada.post(f"{path}/approve", expect=200)
    movement = await ada.get(f"/v1/movements/{approved['movement_id']}")
    assert movement["lines"][0]["value"] == "15.0000"
    assert await balance(ada, goods.van, goods.product) == "210.000"


async def test_it_is_decided_once(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    path = await _requested(ada, goods, "-10")
    answers = await asyncio.gather(*(ada.send("POST", f"{path}/approve") for _ in range(4)))
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409]
    assert await balance(ada, goods.van, goods.product) == "90.000"
    problem = await ada.post(f"{path}/refuse", expect=409)
    assert (problem["code"], problem["adjustment_status"]) == (
        *("adjustment_already_decided", "approved"),
    )
    other = await _requested(ada, goods, "-10")
    assert (await ada.post(f"{other}/refuse", expect=200))["status"] == "refused"
    assert await balance(ada, goods.van, goods.product) == "90.000"
    assert len((await ada.get("/v1/adjustments", status="refused"))["items"]) == 1
    assert len((await ada.get("/v1/adjustments", location_id=goods.van))["items"]) == 2


async def test_what_is_gone_by_then_is_not_taken(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    path = await _requested(ada, goods, "-60")
    await ada.post("/v1/movements", transfer(goods.van, goods.warehouse, goods.product, "50"))
    problem = await ada.post(f"{path}/approve", expect=409)
    assert (problem["code"], problem["available"]) == ("insufficient_stock", "50.000")
    assert problem["elsewhere"][0]["location_id"] == goods.warehouse
    assert (await ada.get(path))["status"] == "requested"


async def test_a_stolen_piece_is_lost_by_its_number(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    onu = await create_product(ada, "ONU-1", unit="un", scale=0, tracking="serial")
    body = receipt(goods.van, onu, "1")
    body["lines"][0]["serials"] = ["A"]
    await ada.post("/v1/movements", body)
    wanted = {
        "location_id": goods.van,
        "kind": "stolen",
        "note": "B.O. 123",
        "lines": [{"product_id": onu, "quantity": "-1", "serials": ["A"]}],
    }
    made = await tiago.post("/v1/adjustments", wanted)
    await ada.post(f"/v1/adjustments/{made['id']}/approve", expect=200)
    assert (await ada.get("/v1/serials"))["items"][0]["location"]["kind"] == "loss"


async def test_an_adjustment_that_makes_no_sense_is_refused(
    ada: Caller, tiago: Caller, stranger: Caller
) -> None:
    goods = await create_goods(ada, tiago)
    line = {"product_id": goods.product, "quantity": "1"}
    body = {"location_id": goods.van, "kind": "found", "note": "x", "lines": [line]}
    for change, pointer in (
        ({"lines": [line | {"quantity": "0"}]}, "#/body/lines/0/quantity"),
        ({"lines": [line | {"quantity": "0.0001"}]}, "#/body/lines/0/quantity"),
        ({"lines": [line, line]}, "#/body/lines/1/product_id"),
        ({"kind": "bored"}, "#/body/kind"),
        ({"note": " "}, "#/body/note"),
    ):
        problem = await ada.post("/v1/adjustments", body | change, 422)
        assert [e["pointer"] for e in problem["errors"]] == [pointer]
    await tiago.post("/v1/adjustments", body | {"location_id": goods.warehouse}, 403)
    path = await _requested(ada, goods, "1", "found")
    await stranger.get(path, 404)
    for step in ("approve", "refuse"):
        await stranger.post(f"{path}/{step}", expect=404)
    assert (await stranger.get("/v1/adjustments"))["items"] == []
