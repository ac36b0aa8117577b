"""A piece with a serial number is in one place, and its history says how it came there."""

import asyncio
from typing import Any

from tests.callers import Caller
from tests.world import balance, create_location, create_product, receipt, transfer

ONU = {"name": "ONU GPON", "unit": "un", "scale": 0, "tracking": "serial"}


async def _arrived(ada: Caller, *numbers: str) -> tuple[str, str]:
    """A product whose pieces with these numbers are in a warehouse: the ids of both."""
    product, warehouse = await create_product(ada, "ONU-1", **ONU), await create_location(ada)
    await ada.post("/v1/movements", _with(receipt(warehouse, product, str(len(numbers))), numbers))
    return product, warehouse


def _with(body: dict[str, Any], numbers: tuple[str, ...], **more: Any) -> dict[str, Any]:
    body["lines"][0] |= {"serials": list(numbers), **more}
    return body


async def _where(caller: Caller, serial: str) -> str:
    (found,) = (await caller.get("/v1/serials", serial=serial))["items"]
    return str(found["location"]["id"])


async def test_many_are_received_at_once_and_each_is_found_by_its_number(ada: Caller) -> None:
    numbers = tuple(f"SN{n:04}" for n in range(120))
    product, warehouse = await _arrived(ada, *numbers)
    assert await balance(ada, warehouse, product) == "120.000"
    (found,) = (await ada.get("/v1/serials", serial="SN0042"))["items"]
    assert (found["product"]["id"], found["location"]["kind"]) == (product, "warehouse")
    there = await ada.get("/v1/serials", location_id=warehouse, limit=100)
    assert [each["serial"] for each in there["items"]] == list(numbers[:100])


async def test_its_history_says_where_it_was_and_for_whom(ada: Caller, tiago: Caller) -> None:
    product, warehouse = await _arrived(ada, "SN1")
    van = await create_location(ada, "van", name="Fiorino", person_id=str(tiago.person_id))
    await ada.post("/v1/movements", _with(transfer(warehouse, van, product, "1"), ("SN1",)))
    (found,) = (await tiago.get("/v1/serials", serial="SN1"))["items"]
    steps = (await tiago.get(f"/v1/serials/{found['id']}/steps"))["items"]
    kinds = [(s["kind"], s["from_location"]["kind"], s["to_location"]["kind"]) for s in steps]
    assert kinds == [("transfer", "warehouse", "van"), ("receipt", "supplier", "warehouse")]
    assert found["moved_at"] == steps[0]["occurred_at"] or found["moved_at"] > found["received_at"]


async def test_who_takes_it_from_where_it_is_not_is_told_where_it_is(
    ada: Caller, tiago: Caller
) -> None:
    product, warehouse = await _arrived(ada, "SN1")
    other = await create_location(ada, name="Filial")
    await ada.post("/v1/movements", _with(receipt(other, product, "1"), ("SN2",)))
    body = _with(transfer(other, warehouse, product, "1"), ("SN1",))
    problem = await ada.post("/v1/movements", body, 409)
    assert problem["code"] == "serial_not_here"
    assert (problem["serial"], problem["found_location_id"]) == ("SN1", warehouse)
    assert problem["found_location_name"] == "Almoxarifado"
    again = await ada.post("/v1/movements", _with(receipt(other, product, "1"), ("SN1",)), 409)
    assert (again["code"], again["found_location_id"]) == ("serial_not_here", warehouse)
    assert await balance(ada, other, product) == "1.000"


async def test_of_ten_who_want_one_piece_one_gets_it(ada: Caller) -> None:
    product, warehouse = await _arrived(ada, "SN1", "SN2")
    other = await create_location(ada, name="Filial")
    body = _with(transfer(warehouse, other, product, "1"), ("SN1",))
    answers = await asyncio.gather(
        *(ada.send("POST", "/v1/movements", json=body) for _ in range(10))
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201, *[409] * 9]
    assert await _where(ada, "SN1") == other
    assert await balance(ada, warehouse, product) == "1.000"


async def test_of_ten_who_receive_the_same_new_piece_one_does(ada: Caller) -> None:
    product, warehouse = await create_product(ada, "ONU-1", **ONU), await create_location(ada)
    body = _with(receipt(warehouse, product, "1"), ("SN1",))
    answers = await asyncio.gather(
        *(ada.send("POST", "/v1/movements", json=body) for _ in range(10))
    )
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 9]
    codes = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert codes == {"serial_not_here"}
    assert await balance(ada, warehouse, product) == "1.000"


async def test_as_many_numbers_as_pieces_and_only_where_there_are_numbers(ada: Caller) -> None:
    product, warehouse = await _arrived(ada, "SN1")
    cable = await create_product(ada)
    for body, pointer, code in (
        (receipt(warehouse, product, "2"), "serials", "as_many_serials"),
        (_with(receipt(warehouse, product, "2"), ("A", "A")), "serials", "as_many_serials"),
        (_with(receipt(warehouse, cable, "1"), ("A",)), "serials", "unexpected"),
        (_with(receipt(warehouse, product, "1"), ("a b",)), "serials/0", "string_pattern_mismatch"),
    ):
        problem = await ada.post("/v1/movements", body, 422)
        assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
            (f"#/body/lines/0/{pointer}", code)
        ], problem
    other = await create_location(ada, name="Filial")
    body = _with(transfer(warehouse, other, product, "1"), ("SN9",))
    problem = await ada.post("/v1/movements", body, 422)
    assert [e["code"] for e in problem["errors"]] == ["unknown_serial"]
    metres = {"sku": "X", **ONU, "scale": 2}
    assert (await ada.post("/v1/products", metres, 422))["errors"][0]["pointer"] == "#/body/scale"


async def test_a_reversal_takes_it_back_and_it_may_come_again(ada: Caller) -> None:
    product, warehouse = await _arrived(ada, "SN1")
    (received,) = (await ada.get("/v1/movements"))["items"]
    back = await ada.post(f"/v1/movements/{received['id']}/reverse")
    assert back["lines"][0]["serial"] == "SN1"
    (found,) = (await ada.get("/v1/serials", serial="SN1"))["items"]
    assert found["location"]["kind"] == "supplier"
    await ada.post("/v1/movements", _with(receipt(warehouse, product, "1"), ("SN1",)))
    assert await _where(ada, "SN1") == warehouse


async def test_what_turns_up_somewhere_else_is_reconciled(
    ada: Caller, tiago: Caller, stranger: Caller
) -> None:
    product, warehouse = await _arrived(ada, "SN1", "SN2")
    van = await create_location(ada, "van", name="Fiorino", person_id=str(tiago.person_id))
    (found,) = (await ada.get("/v1/serials", serial="SN1"))["items"]
    path = f"/v1/serials/{found['id']}/reconcile"
    body = {"location_id": van, "reason": "Estava na caixa de ferramentas"}
    assert (await tiago.post(path, body, 403))["code"] == "permission_missing"
    await stranger.post(path, body, 404)
    after = await ada.post(path, body, 200)
    assert after["location"]["id"] == van
    assert await balance(ada, van, product) == "1.000"
    assert await balance(ada, warehouse, product) == "1.000"
    (step, _) = (await ada.get(f"/v1/serials/{found['id']}/steps"))["items"]
    movement = await ada.get(f"/v1/movements/{step['movement_id']}")
    assert (movement["kind"], movement["approved_by_id"]) == ("adjustment", str(ada.person_id))
    assert movement["note"] == body["reason"]
    problem = await ada.post(path, body, 422)
    assert [e["code"] for e in problem["errors"]] == ["same_place"]
    undone = await ada.post(f"/v1/movements/{movement['id']}/reverse", expect=409)
    assert (undone["code"], undone["reference_kind"]) == ("belongs_to_step", "serial")


async def test_serial_numbers_of_others_are_not_there(ada: Caller, stranger: Caller) -> None:
    await _arrived(ada, "SN1")
    (found,) = (await ada.get("/v1/serials"))["items"]
    await stranger.get(f"/v1/serials/{found['id']}", 404)
    await stranger.get(f"/v1/serials/{found['id']}/steps", 404)
    assert (await stranger.get("/v1/serials"))["items"] == []
    await _arrived(stranger, "SN1")


async def test_a_van_tells_its_driver_all_it_holds_in_one_call(ada: Caller, tiago: Caller) -> None:
    assert (await tiago.get("/v1/me/stock", 409))["code"] == "no_van"
    product, warehouse = await _arrived(ada, "SN1", "SN2")
    cable = await create_product(ada, barcodes=["7891234567895"])
    gone = await create_product(ada, "GONE", name="Acabou")
    van = await create_location(ada, "van", name="Fiorino", person_id=str(tiago.person_id))
    await ada.post("/v1/movements", _with(transfer(warehouse, van, product, "1"), ("SN2",)))
    await ada.post("/v1/movements", receipt(van, cable, "35.5"))
    await ada.post("/v1/movements", receipt(van, gone, "1"))
    await ada.post("/v1/movements", transfer(van, warehouse, gone, "1"))
    held = await tiago.get("/v1/me/stock")
    assert (held["location"]["id"], held["total_count"]) == (van, 2)
    assert [(i["sku"], i["quantity"], i["serials"]) for i in held["items"]] == [
        ("DROP-1FO", "35.500", []),
        ("ONU-1", "1.000", ["SN2"]),
    ]
    for asked, found in (
        ("cabo", ["DROP-1FO"]),
        ("7891234567895", ["DROP-1FO"]),
        ("SN2", ["ONU-1"]),
        ("SN1", []),
        ("nada", []),
    ):
        answer = await tiago.get("/v1/me/stock", q=asked)
        assert ([i["sku"] for i in answer["items"]], answer["total_count"]) == (found, 2)
    assert [p["id"] for p in (await ada.get("/v1/products", q="7891234567895"))["items"]] == [cable]
