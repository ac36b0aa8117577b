"""What was ordered arrives in parts, with the number of its document, and in excess by consent."""

import asyncio
from typing import Any

from tests.callers import Caller
from tests.world import balance, create_location, create_product

Body = dict[str, Any]


async def _ordered(ada: Caller, quantity: str = "305") -> tuple[Body, str, str]:
    """A purchase of cable for a warehouse, and the ids of product and warehouse."""
    product, warehouse = await create_product(ada), await create_location(ada)
    body = {
        "supplier": "Furukawa",
        "order_number": "PC 12",
        "location_id": warehouse,
        "lines": [{"product_id": product, "quantity": quantity}],
    }
    return await ada.post("/v1/purchases", body), product, warehouse


def _arrived(product: str, quantity: str, **more: Any) -> Body:
    line = {"product_id": product, "quantity": quantity, "unit_cost": "0.8"}
    return {"document_number": "NF-e 4711", "lines": [line]} | more


async def test_goods_arrive_in_parts_until_all_are_there(ada: Caller) -> None:
    purchase, product, warehouse = await _ordered(ada)
    assert (purchase["status"], purchase["ordered_by_id"]) == ("ordered", str(ada.person_id))
    path = f"/v1/purchases/{purchase['id']}"
    part = await ada.post(f"{path}/receive", _arrived(product, "100"), 200)
    assert (part["status"], part["lines"][0]["received"]) == ("partially_received", "100.000")
    assert part["version"] > purchase["version"]
    rest = await ada.post(f"{path}/receive", _arrived(product, "205"), 200)
    assert rest["status"] == "received"
    assert await balance(ada, warehouse, product) == "305.000"
    moved = (await ada.get("/v1/movements", reference_id=purchase["id"]))["items"]
    assert {m["document_number"] for m in moved} == {"NF-e 4711"}
    assert [m["lines"][0]["value"] for m in moved] == ["164.0000", "80.0000"]
    problem = await ada.post(f"{path}/receive", _arrived(product, "1"), 409)
    assert (problem["code"], problem["purchase_status"]) == ("purchase_over", "received")
    assert (await ada.post(f"{path}/close", expect=409))["code"] == "purchase_over"


async def test_more_than_was_ordered_is_kept_only_if_somebody_says_so(ada: Caller) -> None:
    purchase, product, warehouse = await _ordered(ada)
    path = f"/v1/purchases/{purchase['id']}/receive"
    problem = await ada.post(path, _arrived(product, "305.001"), 409)
    assert (problem["code"], problem["expected"], problem["arrived"]) == (
        *("more_than_ordered", "305.000", "305.001"),
    )
    assert [e["pointer"] for e in problem["errors"]] == ["#/body/lines/0/quantity"]
    assert await balance(ada, warehouse, product) is None
    over = await ada.post(path, _arrived(product, "310", accepts_excess=True), 200)
    assert (over["status"], over["lines"][0]["received"]) == ("received", "310.000")


async def test_received_twice_at_once_it_arrives_once(ada: Caller) -> None:
    purchase, product, warehouse = await _ordered(ada)
    path = f"/v1/purchases/{purchase['id']}/receive"
    answers = await asyncio.gather(
        *(ada.send("POST", path, json=_arrived(product, "305")) for _ in range(4))
    )
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409]
    assert await balance(ada, warehouse, product) == "305.000"


async def test_what_does_not_come_any_more_is_closed(ada: Caller) -> None:
    purchase, product, _ = await _ordered(ada)
    path = f"/v1/purchases/{purchase['id']}"
    await ada.post(f"{path}/close", headers={"If-Match": '"7"'}, expect=412)
    assert (await ada.post(f"{path}/close", expect=200))["closed_at"]
    assert (await ada.post(f"{path}/receive", _arrived(product, "1"), 409))["code"] == (
        "purchase_over"
    )
    assert len((await ada.get("/v1/purchases", status="closed"))["items"]) == 1
    assert (await ada.get("/v1/purchases", status="ordered"))["items"] == []


async def test_a_purchase_is_for_who_moves_goods(
    ada: Caller, tiago: Caller, stranger: Caller
) -> None:
    purchase, product, warehouse = await _ordered(ada)
    path = f"/v1/purchases/{purchase['id']}"
    assert await tiago.get(path) == purchase
    await tiago.post(f"{path}/receive", _arrived(product, "1"), 403)
    await stranger.get(path, 404)
    await stranger.post(f"{path}/receive", _arrived(product, "1"), 404)
    await stranger.post(f"{path}/close", expect=404)
    assert (await stranger.get("/v1/purchases"))["items"] == []
    other = await create_product(ada, "OTHER")
    problem = await ada.post(f"{path}/receive", _arrived(other, "1"), 422)
    assert problem["errors"][0]["code"] == "not_of_this_purchase"
    assert [p["id"] for p in (await ada.get("/v1/purchases", location_id=warehouse))["items"]] == [
        purchase["id"]
    ]
