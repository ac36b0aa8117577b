"""What is used comes out of the technician's van, to the millimetre, and mistakes are reversed."""

import asyncio
from uuid import uuid4

from tests.callers import Caller
from tests.orders.fieldwork import Fieldwork
from tests.world import receipt


async def test_using_material_takes_it_from_the_van(work: Fieldwork) -> None:
    order = await work.started()
    used = await work.use(order["id"], "35.5")
    assert (used["product_name"], used["quantity"], used["unit"]) == (
        *("Cabo drop óptico", "35.500", "m"),
    )
    assert used["used_by_name"] == "Tiago Nunes"
    movement = await work.office.get(f"/v1/movements/{used['movement_id']}")
    assert (movement["kind"], movement["reference_id"]) == ("use", order["id"])
    assert await work.balance() == "64.500"

    problem = await work.use(order["id"], "64.501", 409)
    assert problem["code"] == "insufficient_stock"
    assert (problem["available"], problem["requested"]) == ("64.500", "64.501")
    assert await work.balance() == "64.500"

    after = await work.technician.get(f"/v1/orders/{order['id']}")
    assert after["materials_count"] == 1
    assert after["version"] > order["version"]
    listed = await work.technician.get(f"/v1/orders/{order['id']}/materials")
    assert listed == {"items": [used], "next_cursor": None}


async def test_of_twenty_who_want_ten_metres_ten_get_them(work: Fieldwork) -> None:
    order = await work.started()
    wanted = {"product_id": (await work.world.goods()).product, "quantity": "10"}
    answers = await asyncio.gather(
        *(
            work.technician.send("POST", f"/v1/orders/{order['id']}/materials", json=wanted)
            for _ in range(20)
        )
    )
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(201), statuses.count(409)) == (10, 10)
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"insufficient_stock"}
    assert await work.balance() == "0.000"
    assert (await work.office.get(f"/v1/orders/{order['id']}"))["materials_count"] == 10


async def test_a_mistake_goes_back_to_the_van_once(work: Fieldwork) -> None:
    order = await work.started()
    used = await work.use(order["id"], "30")
    path = f"/v1/orders/{order['id']}/materials/{used['id']}/reverse"
    returned = await work.technician.post(path, expect=200)
    assert returned["reversal_id"] not in (None, used["movement_id"])
    assert returned["reversed_at"] is not None
    assert await work.balance() == "100.000"
    movement = await work.office.get(f"/v1/movements/{returned['reversal_id']}")
    assert movement["reverses_id"] == used["movement_id"]
    assert (await work.office.get(f"/v1/orders/{order['id']}"))["materials_count"] == 0

    assert (await work.technician.post(path, expect=409))["code"] == "already_reversed"
    assert await work.balance() == "100.000"


async def test_of_five_reversals_at_once_one_counts(work: Fieldwork) -> None:
    order = await work.started()
    used = await work.use(order["id"], "30")
    path = f"/v1/orders/{order['id']}/materials/{used['id']}/reverse"
    answers = await asyncio.gather(*(work.technician.send("POST", path) for _ in range(5)))
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409, 409]
    assert await work.balance() == "100.000"


async def test_material_is_used_only_while_the_visit_runs(work: Fieldwork) -> None:
    planned = await work.scheduled()
    assert (await work.use(planned["id"], "1", 409))["code"] == "visit_not_started"

    running = await work.started()
    used = await work.use(running["id"], "1")
    report = await work.signed(running["id"])
    await work.technician.post(f"/v1/orders/{running['id']}/close", report, 200)
    assert (await work.use(running["id"], "1", 409))["code"] == "order_already_closed"
    path = f"/v1/orders/{running['id']}/materials/{used['id']}/reverse"
    assert (await work.technician.post(path, expect=409))["code"] == "order_already_closed"
    assert await work.balance() == "99.000"


async def test_quantities_fit_the_product(work: Fieldwork) -> None:
    cable = (await work.world.goods()).product
    order = await work.started()
    box = {"sku": "CX-1", "name": "Caixa", "unit": "un", "scale": 0}
    product = (await work.office.post("/v1/products", box))["id"]
    path = f"/v1/orders/{order['id']}/materials"
    for body, pointer in (
        ({"product_id": product, "quantity": "1.5"}, "#/body/quantity"),
        ({"product_id": cable, "quantity": "0"}, "#/body/quantity"),
        ({"product_id": cable, "quantity": "-1"}, "#/body/quantity"),
        ({"product_id": cable, "quantity": 1}, "#/body/quantity"),
        ({"product_id": str(uuid4()), "quantity": "1"}, "#/body/product_id"),
    ):
        problem = await work.technician.post(path, body, 422)
        assert [e["pointer"] for e in problem["errors"]] == [pointer]
    assert (await work.office.get(path))["items"] == []


async def test_a_technician_without_a_van_is_told_so(work: Fieldwork) -> None:
    tania = await work.office.colleague("technician", "Tânia Luz")
    order = await work.scheduled(technician=tania)
    await tania.post(f"/v1/orders/{order['id']}/start", work.start(), 200)
    wanted = {"product_id": (await work.world.goods()).product, "quantity": "1"}
    problem = await tania.post(f"/v1/orders/{order['id']}/materials", wanted, 409)
    assert problem["code"] == "no_van"


async def test_material_of_another_order_is_not_found(work: Fieldwork, stranger: Caller) -> None:
    order = await work.started()
    used = await work.use(order["id"], "1")
    other = await work.opened()
    path = f"/v1/orders/{other['id']}/materials/{used['id']}/reverse"
    await work.office.post(path, expect=404)
    await stranger.get(f"/v1/orders/{order['id']}/materials", 404)
    await stranger.post(f"/v1/orders/{order['id']}/materials/{used['id']}/reverse", expect=404)
    assert await work.balance() == "99.000"


async def test_a_kit_is_used_in_one_call_or_not_at_all(work: Fieldwork) -> None:
    goods = await work.world.goods()
    order = await work.started()
    box = {"sku": "CX-1", "name": "Caixa", "unit": "un", "scale": 0}
    product = (await work.office.post("/v1/products", box))["id"]
    await work.office.post("/v1/movements", receipt(goods.van, product, "2"))
    path = f"/v1/orders/{order['id']}/material-kits"
    lines = [
        {"product_id": goods.product, "quantity": "30"},
        {"product_id": product, "quantity": "3"},
    ]
    problem = await work.technician.post(path, {"lines": lines}, 409)
    assert (problem["code"], problem["available"]) == ("insufficient_stock", "2.000")
    assert [e["pointer"] for e in problem["errors"]] == ["#/body/lines/1/quantity"]
    assert await work.balance() == "100.000"
    lines[1]["quantity"] = "2"
    used = await work.technician.post(path, {"lines": lines})
    assert {m["product_id"]: m["quantity"] for m in used["items"]} == {
        goods.product: "30.000",
        product: "2.000",
    }
    assert await work.balance() == "70.000"
    assert (await work.office.get(f"/v1/orders/{order['id']}"))["materials_count"] == 2
    first = used["items"][0]["id"]
    await work.technician.post(f"/v1/orders/{order['id']}/materials/{first}/reverse", expect=200)


async def test_a_shortage_says_which_place_has_some(work: Fieldwork) -> None:
    goods = await work.world.goods()
    await work.office.post("/v1/movements", receipt(goods.warehouse, goods.product, "500"))
    order = await work.started()
    problem = await work.use(order["id"], "100.001", 409)
    assert problem["elsewhere"] == [
        {"location_id": goods.warehouse, "name": "Almoxarifado", "quantity": "500.000"}
    ]


async def test_a_piece_is_used_by_its_number_from_the_own_van_alone(work: Fieldwork) -> None:
    goods = await work.world.goods()
    onu = {"sku": "ONU-1", "name": "ONU", "unit": "un", "tracking": "serial"}
    product = (await work.office.post("/v1/products", onu))["id"]
    for place, number in ((goods.van, "A"), (goods.van, "B"), (goods.warehouse, "C")):
        body = receipt(place, product, "1")
        body["lines"][0]["serials"] = [number]
        await work.office.post("/v1/movements", body)
    order = await work.started()
    path = f"/v1/orders/{order['id']}/materials"
    wanted = {"product_id": product, "quantity": "1", "serials": ["C"]}
    problem = await work.technician.post(path, wanted, 409)
    assert (problem["code"], problem["found_location_id"]) == ("serial_not_here", goods.warehouse)
    used = await work.technician.post(path, wanted | {"serials": ["A"]})
    (piece,) = (await work.office.get("/v1/serials", serial="A"))["items"]
    assert piece["location"]["kind"] == "consumed"
    assert [
        i["serials"] for i in (await work.technician.get("/v1/me/stock", q="ONU"))["items"]
    ] == [["B"]]
    await work.technician.post(f"{path}/{used['id']}/reverse", expect=200)
    (piece,) = (await work.office.get("/v1/serials", serial="A"))["items"]
    assert piece["location"]["id"] == goods.van


async def test_what_a_closed_order_consumed_is_corrected_by_the_office_alone(
    work: Fieldwork, stranger: Caller
) -> None:
    goods = await work.world.goods()
    order = await work.started()
    await work.use(order["id"], "30")
    path = f"/v1/orders/{order['id']}/material-corrections"
    less = {
        "product_id": goods.product,
        "quantity": "-5",
        "location_id": goods.van,
        "reason": "Sobrou um pedaço",
    }
    assert (await work.office.post(path, less, 409))["code"] == "order_not_closed"
    report = await work.signed(order["id"])
    await work.technician.post(f"/v1/orders/{order['id']}/close", report, 200)
    await work.technician.post(path, less, 403)
    await stranger.post(path, less, 404)
    assert (await work.office.post(path, less | {"quantity": "0"}, 422))["errors"]
    moved = await work.office.post(path, less)
    assert (moved["kind"], moved["reference_id"], moved["note"]) == (
        *("adjustment", order["id"], "Sobrou um pedaço"),
    )
    assert await work.balance() == "75.000"
    await work.office.post(path, less | {"quantity": "75"})
    problem = await work.office.post(path, less | {"quantity": "1"}, 409)
    assert problem["code"] == "insufficient_stock"
    listed = await work.office.get(f"/v1/orders/{order['id']}/materials")
    assert [m["quantity"] for m in listed["items"]] == ["30.000"]
