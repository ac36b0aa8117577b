"""Goods arrive, go from place to place, are used, and come back only by a reversal."""

import asyncio
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.core.data.database import Database
from app.core.values.errors import ValidationFailed
from app.core.values.ids import new_id
from app.core.values.notation import Notation, wire
from app.stock.ledger.schemas import NamedGoods
from app.stock.ledger.service import InsufficientStock
from app.stock.models import Movement
from app.stock.service import AlreadyReversed, NoVan, reverse, use, van_of
from tests.callers import Caller
from tests.world import (
    Goods,
    balance,
    create_goods,
    create_location,
    create_product,
    receipt,
    transfer,
)


async def _use(database: Database, caller: Caller, goods: Goods, quantity: str) -> Movement:
    async with database.transaction(caller.actor) as session:
        van = await van_of(session, caller.person_id)
        return await use(
            session,
            van=van,
            goods=NamedGoods(UUID(goods.product), Decimal(quantity)),
            reference_kind="order",
            reference_id=van.id,
        )


async def test_a_receipt_fills_a_place_and_is_in_the_ledger(ada: Caller) -> None:
    product, place = await create_product(ada), await create_location(ada)
    body = receipt(place, product, "64.5") | {"note": "NF 123"}
    response = await ada.send("POST", "/v1/movements", json=body)
    assert response.status_code == 201
    movement = response.json()
    supplier = (await ada.get("/v1/locations", kind="supplier"))["items"]
    assert movement == {
        "id": movement["id"],
        "kind": "receipt",
        "reverses_id": None,
        "reversed_by_id": None,
        "person_id": str(ada.person_id),
        "reference_kind": None,
        "reference_id": None,
        "note": "NF 123",
        "document_number": None,
        "approved_by_id": None,
        "occurred_at": movement["occurred_at"],
        "lines": [
            {
                "product_id": product,
                "quantity": "64.500",
                "from_location_id": supplier[0]["id"],
                "to_location_id": place,
                "serial": None,
                "value": "0.0000",
            }
        ],
    }
    assert await ada.get(response.headers["Location"]) == movement
    assert await ada.get("/v1/balances") == {
        "items": [
            {
                "id": (await ada.get("/v1/balances"))["items"][0]["id"],
                "location": {"id": place, "kind": "warehouse", "name": "Almoxarifado"},
                "product": {
                    "id": product,
                    "sku": "DROP-1FO",
                    "name": "Cabo drop óptico",
                    "unit": "m",
                    "scale": 3,
                },
                "quantity": "64.500",
                "value": "0.0000",
            }
        ],
        "next_cursor": None,
    }


async def test_a_transfer_takes_here_and_puts_there(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    moved = await ada.post(
        "/v1/movements", transfer(goods.van, goods.warehouse, goods.product, "30")
    )
    assert moved["lines"][0]["from_location_id"] == goods.van
    assert await balance(ada, goods.van, goods.product) == "70.000"
    assert await balance(ada, goods.warehouse, goods.product) == "30.000"


async def test_what_is_not_there_cannot_be_taken_and_the_field_is_named(
    ada: Caller, tiago: Caller
) -> None:
    goods = await create_goods(ada, tiago)
    other = await create_product(ada, "OTHER")
    body = transfer(goods.van, goods.warehouse, goods.product, "35.5")
    body["lines"].append({"product_id": other, "quantity": "0.001"})
    problem = await ada.post("/v1/movements", body, 409)
    assert problem["code"] == "insufficient_stock"
    assert (problem["available"], problem["requested"]) == ("0.000", "0.001")
    assert (problem["location_id"], problem["product_id"]) == (goods.van, other)
    assert [e["pointer"] for e in problem["errors"]] == ["#/body/lines/1/quantity"]
    # Nothing of it was done.
    assert await balance(ada, goods.van, goods.product) == "100.000"
    assert await balance(ada, goods.warehouse, goods.product) is None


async def test_a_technician_uses_what_the_van_holds(
    ada: Caller, tiago: Caller, database: Database
) -> None:
    goods = await create_goods(ada, tiago)
    used = await _use(database, tiago, goods, "35.5")
    assert await balance(ada, goods.van, goods.product) == "64.500"
    seen = await ada.get(f"/v1/movements/{used.id}")
    assert (seen["kind"], seen["reference_kind"]) == ("use", "order")
    assert seen["lines"][0]["quantity"] == "35.500"
    assert seen["person_id"] == str(tiago.person_id)

    with pytest.raises(InsufficientStock) as refusal:
        await _use(database, tiago, goods, "64.501")
    problem = refusal.value.body(Notation("pt-BR"), "")
    assert (problem["available"], problem["requested"]) == ("64.500", "64.501")
    assert problem["detail"] == "Disponível: 64,500 m; solicitado: 64,501 m."
    assert refusal.value.errors[0].pointer == "#/body/quantity"
    await _use(database, tiago, goods, "64.5")
    assert await balance(ada, goods.van, goods.product) == "0.000"


async def test_who_has_no_van_uses_nothing(ada: Caller, tiago: Caller, database: Database) -> None:
    async with database.transaction(tiago.actor) as session:
        with pytest.raises(NoVan):
            await van_of(session, tiago.person_id)


async def test_a_quantity_has_no_more_decimals_than_its_product(
    ada: Caller, tiago: Caller, database: Database
) -> None:
    goods = await create_goods(ada, tiago)
    pieces = await create_product(ada, "CON", unit="un", scale=0)
    for product, quantity in ((pieces, "1.5"), (goods.product, "0.0001")):
        body = receipt(goods.warehouse, product, quantity)
        problem = await ada.post("/v1/movements", body, 422)
        assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
            ("#/body/lines/0/quantity", "too_many_decimals")
        ]
    assert (await ada.post("/v1/movements", receipt(goods.warehouse, pieces, "2.000")))["lines"][0][
        "quantity"
    ] == "2.000"
    for wrong in ("0", "-1", "0.0005"):
        with pytest.raises(ValidationFailed):
            await _use(database, tiago, goods, wrong)


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        ("0", "greater_than"),
        ("-1", "greater_than"),
        ("100000000", "less_than_equal"),
        (1, "not_a_decimal"),
        (1.5, "not_a_decimal"),
        ("1e3", "not_a_decimal"),
        ("NaN", "not_a_decimal"),
    ],
)
async def test_a_quantity_is_a_decimal_string_within_reason(
    ada: Caller, quantity: Any, code: str
) -> None:
    problem = await ada.post("/v1/movements", receipt(str(new_id()), str(new_id()), quantity), 422)
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
        ("#/body/lines/0/quantity", code)
    ]


async def test_a_movement_that_makes_no_sense_is_told(ada: Caller) -> None:
    product, place = await create_product(ada), await create_location(ada)
    await ada.post("/v1/movements", receipt(place, product, "1"))
    supplier = (await ada.get("/v1/locations", kind="supplier"))["items"][0]["id"]
    base = receipt(place, product, "1")
    for body, pointer, code in (
        (base | {"from_location_id": place}, "from_location_id", "unexpected"),
        (base | {"kind": "transfer"}, "from_location_id", "required"),
        (transfer(place, place, product, "1"), "to_location_id", "same_place"),
        (transfer(place, supplier, product, "1"), "to_location_id", "not_a_real_place"),
        (transfer(supplier, place, product, "1"), "from_location_id", "not_a_real_place"),
        (base | {"kind": "use"}, "kind", "unknown_value"),
        (base | {"lines": []}, "lines", "too_few"),
    ):
        problem = await ada.post("/v1/movements", body, 422)
        assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
            (f"#/body/{pointer}", code)
        ]


async def test_a_field_that_names_something_of_another_organization_is_told(
    ada: Caller, stranger: Caller
) -> None:
    product, place = await create_product(ada), await create_location(ada)
    theirs, their_place = await create_product(stranger), await create_location(stranger)
    for body, pointer in (
        (receipt(place, theirs, "1"), "#/body/lines/0/product_id"),
        (receipt(their_place, product, "1"), "#/body/to_location_id"),
        (transfer(their_place, place, product, "1"), "#/body/from_location_id"),
    ):
        problem = await ada.post("/v1/movements", body, 422)
        assert problem["code"] == "unknown_reference"
        assert [e["pointer"] for e in problem["errors"]] == [pointer]


async def test_a_reversal_brings_everything_back_once(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    moved = await ada.post(
        "/v1/movements", transfer(goods.van, goods.warehouse, goods.product, "9")
    )
    path = f"/v1/movements/{moved['id']}/reverse"
    reversal = await ada.post(path)
    assert (reversal["kind"], reversal["reverses_id"]) == ("reversal", moved["id"])
    assert reversal["lines"] == [
        {
            "product_id": goods.product,
            "quantity": "9.000",
            "from_location_id": goods.warehouse,
            "to_location_id": goods.van,
            "serial": None,
            "value": "0.0000",
        }
    ]
    assert await balance(ada, goods.van, goods.product) == "100.000"
    assert (await ada.get(f"/v1/movements/{moved['id']}"))["reversed_by_id"] == reversal["id"]

    assert (await ada.post(path, expect=409))["code"] == "already_reversed"
    again = await ada.post(f"/v1/movements/{reversal['id']}/reverse", expect=409)
    assert again["code"] == "reversal_of_reversal"


async def test_goods_that_went_on_cannot_be_brought_back(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    first = (await ada.get("/v1/movements"))["items"][0]
    await ada.post("/v1/movements", transfer(goods.van, goods.warehouse, goods.product, "1"))
    problem = await ada.post(f"/v1/movements/{first['id']}/reverse", expect=409)
    assert (problem["code"], problem["available"], problem["requested"]) == (
        "insufficient_stock",
        "99.000",
        "100.000",
    )


async def test_what_an_order_used_is_given_back_by_the_order_only(
    ada: Caller, tiago: Caller, database: Database
) -> None:
    goods = await create_goods(ada, tiago)
    used = await _use(database, tiago, goods, "10")
    problem = await ada.post(f"/v1/movements/{used.id}/reverse", expect=409)
    assert problem["code"] == "belongs_to_order"

    async with database.transaction(tiago.actor) as session:
        back = await reverse(session, used.id)
    assert await balance(ada, goods.van, goods.product) == "100.000"
    seen = await ada.get(f"/v1/movements/{back.id}")
    assert (seen["reference_kind"], seen["reference_id"]) == ("order", goods.van)
    with pytest.raises(AlreadyReversed):
        async with database.transaction(tiago.actor) as session:
            await reverse(session, used.id)


async def test_of_many_reversals_of_one_movement_one_is_made(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    moved = await ada.post(
        "/v1/movements", transfer(goods.van, goods.warehouse, goods.product, "9")
    )
    path = f"/v1/movements/{moved['id']}/reverse"
    answers = await asyncio.gather(*(ada.send("POST", path) for _ in range(12)))
    assert sorted(a.status_code for a in answers) == [201] + [409] * 11
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"already_reversed"}
    assert await balance(ada, goods.van, goods.product) == "100.000"


async def test_twenty_who_use_ten_of_a_hundred_at_once_leave_nothing_and_ten_go_without(
    ada: Caller, tiago: Caller, database: Database
) -> None:
    goods = await create_goods(ada, tiago)
    results = await asyncio.gather(
        *(_use(database, tiago, goods, "10") for _ in range(20)), return_exceptions=True
    )
    refused = [r for r in results if isinstance(r, InsufficientStock)]
    assert sum(isinstance(r, Movement) for r in results) == 10
    assert len(refused) == 10
    assert {wire(r.members["available"]) for r in refused} == {"0.000"}
    assert {wire(r.members["requested"]) for r in refused} == {"10.000"}
    assert await balance(ada, goods.van, goods.product) == "0.000"


async def test_twenty_transfers_at_once_over_http_leave_nothing_and_ten_are_refused(
    ada: Caller, tiago: Caller
) -> None:
    goods = await create_goods(ada, tiago)
    body = transfer(goods.van, goods.warehouse, goods.product, "10")
    answers = await asyncio.gather(
        *(ada.send("POST", "/v1/movements", json=body) for _ in range(20))
    )
    assert sorted(a.status_code for a in answers) == [201] * 10 + [409] * 10
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"insufficient_stock"}
    assert await balance(ada, goods.van, goods.product) == "0.000"
    assert await balance(ada, goods.warehouse, goods.product) == "100.000"


async def test_movements_that_cross_do_not_lock_each_other_out(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    await ada.post("/v1/movements", receipt(goods.warehouse, goods.product, "100"))
    there = transfer(goods.van, goods.warehouse, goods.product, "1")
    back = transfer(goods.warehouse, goods.van, goods.product, "1")
    answers = await asyncio.gather(
        *(ada.send("POST", "/v1/movements", json=b) for b in [there, back] * 15)
    )
    assert {a.status_code for a in answers} == {201}
    assert await balance(ada, goods.van, goods.product) == "100.000"


async def test_a_double_click_with_one_key_moves_goods_once(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    body = transfer(goods.van, goods.warehouse, goods.product, "10")
    key = {"Idempotency-Key": str(new_id())}
    first = await ada.post("/v1/movements", body, headers=key)
    assert await ada.post("/v1/movements", body, headers=key) == first
    assert await balance(ada, goods.van, goods.product) == "90.000"


async def test_every_movement_is_announced_and_a_refused_one_is_not(
    ada: Caller, tiago: Caller, database: Database
) -> None:
    goods = await create_goods(ada, tiago)
    used = await _use(database, tiago, goods, "1")
    with pytest.raises(InsufficientStock):
        await _use(database, tiago, goods, "100")
    async with database.read(ada.actor) as connection:
        announced = await connection.fetch(
            "select payload->>'kind' as kind, subject_id, actor_id from events"
            " where name = 'goods.moved' order by seq"
        )
    assert [row["kind"] for row in announced] == ["receipt", "use"]
    assert (announced[1]["subject_id"], announced[1]["actor_id"]) == (used.id, tiago.person_id)


async def test_the_ledger_is_listed_newest_first_page_by_page(ada: Caller, tiago: Caller) -> None:
    goods = await create_goods(ada, tiago)
    body = transfer(goods.van, goods.warehouse, goods.product, "1")
    made = [(await ada.post("/v1/movements", body))["id"] for _ in range(3)]

    first = await tiago.get("/v1/movements", kind="transfer", limit=2)
    rest = await tiago.get("/v1/movements", kind="transfer", limit=2, cursor=first["next_cursor"])
    assert [m["id"] for m in first["items"] + rest["items"]] == made[::-1]
    everything = (await tiago.get("/v1/movements", sort="occurred_at"))["items"]
    assert [m["id"] for m in everything][1:] == made
    before = await tiago.get("/v1/movements", occurred_before=everything[1]["occurred_at"])
    assert [m["kind"] for m in before["items"]] == ["receipt"]
    await tiago.get("/v1/movements", 422, sort="note")


async def test_balances_are_read_page_by_page(ada: Caller) -> None:
    place = await create_location(ada)
    for number in range(3):
        product = await create_product(ada, f"P{number}")
        await ada.post("/v1/movements", receipt(place, product, "1"))
    first = await ada.get("/v1/balances", location_id=place, limit=2)
    rest = await ada.get("/v1/balances", location_id=place, cursor=first["next_cursor"])
    skus = [b["product"]["sku"] for b in first["items"] + rest["items"]]
    assert skus == ["P0", "P1", "P2"]


async def test_movements_of_others_are_not_there(
    ada: Caller, tiago: Caller, carla: Caller, stranger: Caller
) -> None:
    goods = await create_goods(ada, tiago)
    movement = (await ada.get("/v1/movements"))["items"][0]
    await stranger.get(f"/v1/movements/{movement['id']}", 404)
    await stranger.post(f"/v1/movements/{movement['id']}/reverse", expect=404)
    await tiago.post(f"/v1/movements/{movement['id']}/reverse", expect=403)
    await tiago.post("/v1/movements", receipt(goods.van, goods.product, "1"), 403)
    await carla.get("/v1/movements", 403)
    assert (await stranger.get("/v1/movements"))["items"] == []
