"""What goods have cost is kept by the moving average of each place, and never made or lost."""

from typing import Any

from tests.callers import Caller
from tests.world import balance, create_location, create_product, receipt, transfer


async def _value(caller: Caller, location: str, product: str) -> str:
    (found,) = (await caller.get("/v1/balances", location_id=location, product_id=product))["items"]
    return str(found["value"])


def _for(body: dict[str, Any], cost: str) -> dict[str, Any]:
    body["lines"][0]["unit_cost"] = cost
    return body


async def test_a_place_has_the_average_of_what_came_in(ada: Caller) -> None:
    product, here = await create_product(ada), await create_location(ada)
    there = await create_location(ada, name="Filial")
    await ada.post("/v1/movements", _for(receipt(here, product, "100"), "1.00"))
    await ada.post("/v1/movements", _for(receipt(here, product, "100"), "2.00"))
    assert await _value(ada, here, product) == "300.0000"
    moved = await ada.post("/v1/movements", transfer(here, there, product, "50"))
    assert moved["lines"][0]["value"] == "75.0000"
    assert await _value(ada, here, product) == "225.0000"
    assert await _value(ada, there, product) == "75.0000"


async def test_the_last_of_it_takes_what_is_left(ada: Caller) -> None:
    product, here = await create_product(ada, unit="un", scale=0), await create_location(ada)
    there = await create_location(ada, name="Filial")
    await ada.post("/v1/movements", _for(receipt(here, product, "3"), "0.3333"))
    await ada.post("/v1/movements", _for(receipt(here, product, "4"), "1.0000"))
    assert await _value(ada, here, product) == "4.9999"
    values = [
        (await ada.post("/v1/movements", transfer(here, there, product, "1")))["lines"][0]["value"]
        for _ in range(7)
    ]
    assert await balance(ada, here, product) == "0.000"
    assert await _value(ada, here, product) == "0.0000"
    assert await _value(ada, there, product) == "4.9999", values


async def test_a_receipt_without_a_price_costs_what_the_product_says(ada: Caller) -> None:
    product, here = await create_product(ada, cost="1.2345"), await create_location(ada)
    await ada.post("/v1/movements", receipt(here, product, "10"))
    await ada.post("/v1/movements", _for(receipt(here, product, "10"), "0"))
    assert await _value(ada, here, product) == "12.3450"


async def test_a_mistaken_price_is_reversed_as_it_came(ada: Caller) -> None:
    product, here = await create_product(ada), await create_location(ada)
    await ada.post("/v1/movements", _for(receipt(here, product, "10"), "1"))
    wrong = await ada.post("/v1/movements", _for(receipt(here, product, "10"), "1000"))
    await ada.post(f"/v1/movements/{wrong['id']}/reverse")
    assert await _value(ada, here, product) == "10.0000"


async def test_only_what_arrives_has_a_price_and_a_document(ada: Caller) -> None:
    product, here = await create_product(ada), await create_location(ada)
    there = await create_location(ada, name="Filial")
    bought = _for(receipt(here, product, "10"), "1") | {"document_number": "NF-e 4711"}
    assert (await ada.post("/v1/movements", bought))["document_number"] == "NF-e 4711"
    body = _for(transfer(here, there, product, "1"), "1")
    problem = await ada.post("/v1/movements", body, 422)
    assert [e["code"] for e in problem["errors"]] == ["not_a_receipt"]
    body = transfer(here, there, product, "1") | {"document_number": "NF-e 4711"}
    await ada.post("/v1/movements", body, 422)


async def test_a_shortage_says_where_else_there_is_some(ada: Caller) -> None:
    product, here = await create_product(ada), await create_location(ada)
    there = await create_location(ada, name="Filial")
    await ada.post("/v1/movements", receipt(here, product, "1"))
    await ada.post("/v1/movements", receipt(there, product, "64.5"))
    problem = await ada.post("/v1/movements", transfer(here, there, product, "2"), 409)
    assert (problem["code"], problem["available"]) == ("insufficient_stock", "1.000")
    assert problem["elsewhere"] == [{"location_id": there, "name": "Filial", "quantity": "64.500"}]
