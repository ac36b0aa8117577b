"""What the examples of field service need before they can be sent: visits, reports, quotes."""

from dataclasses import replace
from io import BytesIO
from typing import Any

from PIL import Image

from app.contract.examples.ids import (
    BAKERY,
    CABLE_CUT,
    DROP_CABLE,
    SHOP,
    SPLICED,
)
from app.core.values.clock import now
from demo.builder.sample_signature import signature_of
from tests.callers import Caller
from tests.examples.calls import Call, Demo, before
from tests.examples.made import earlier

Body = dict[str, Any]

_WHO = "Helena Duarte"
_FACTS = {
    "cause_code_id": CABLE_CUT,
    "solution_code_id": SPLICED,
    "details": "Cabo drop rompido pela poda; 35,5 m trocados, sinal de -19,8 dBm.",
    "attended_by": _WHO,
    "network": {"cto": "CTO-CAM-042", "port": "5", "signal_dbm": "-19.8"},
}
_PICTURE = BytesIO()
Image.new("RGB", (640, 480), (120, 132, 140)).save(_PICTURE, "JPEG")


# stock, catalog, agenda


@before("getMovement", "reverseMovement")
async def _movement(demo: Demo) -> Call:
    body = demo.example("MovementCreate") | {"note": "Reposição da semana"}
    moved = await demo.manager.post("/v1/movements", body)
    return Call(path={"movement_id": moved["id"]})


@before("createLocation")
async def _technician_without_van(demo: Demo) -> Call:
    return Call(body={"person_id": str((await demo.newcomer("technician")).person_id)})


@before("listCategories", "getCategory", "updateCategory")
async def _category(demo: Demo) -> Call:
    categories = (await demo.manager.get("/v1/categories"))["items"]
    known = next((each for each in categories if each["name"] == "Manutenção"), None)
    made = known or await demo.manager.post("/v1/categories", {"name": "Manutenção"})
    return Call(path={"category_id": made["id"]})


@before("listCities", "getCity", "updateCity")
async def _city(demo: Demo) -> Call:
    cities = await demo.manager.get("/v1/cities")
    if not cities["items"]:
        await demo.manager.post("/v1/cities", demo.example("CityCreate") | {"name": "Campinas"})
        cities = await demo.manager.get("/v1/cities")
    return Call(path={"city_id": cities["items"][0]["id"]})


@before("updateCode")
async def _code(demo: Demo) -> Call:
    body = {"kind": "cause", "code": "RAIO", "label": "Equipamento queimado por raio"}
    made = await demo.manager.post("/v1/codes", body)
    return Call(path={"code_id": made["id"]})


@before("importCatalog")
async def _table(demo: Demo) -> Call:
    table = "Código;Nome;Minutos;Preço\nVISTORIA;Vistoria técnica;30;0,00\n"
    return Call(body={"file_id": await demo.upload("servicos.csv", table.encode())})


@before("downloadCatalog")
async def _services_as_table(demo: Demo) -> Call:
    return Call(query={"kind": "services"})


# orders


async def opened(demo: Demo, **more: Any) -> str:
    body = demo.example("OrderCreate")
    return str((await demo["coordenador"].post("/v1/orders", body | more))["id"])


async def _scheduled(demo: Demo, technician: Caller, **more: Any) -> str:
    order_id = await opened(demo, **more)
    slot = {
        "technician_id": str(technician.person_id),
        "starts_at": "2026-12-22T11:00:00Z",
        "ends_at": "2026-12-22T13:30:00Z",
    }
    await demo["coordenador"].post(f"/v1/orders/{order_id}/schedule", slot)
    return order_id


async def _step(order_id: str, technician: Caller, command: str) -> None:
    at_the_door = {"latitude": -22.89421, "longitude": -47.04987, "accuracy_m": 8.5}
    moment = {"occurred_at": now().isoformat()} | at_the_door
    await technician.post(f"/v1/orders/{order_id}/{command}", moment, 200)


async def _visit(demo: Demo, *commands: str) -> Call:
    """An order of a technician of its own, an hour ago; the visit has come as far as this says."""
    technician = await demo.newcomer("technician", "Diego Alves")
    with earlier(minutes=55):
        order_id = await _scheduled(demo, technician)
        for command in commands:
            await _step(order_id, technician, command)
    return Call(by=technician, path={"order_id": order_id})


async def _close(order_id: str, technician: Caller) -> Body:
    """Close the order with the customer's signature; the body that did it."""
    signed = await _signed(order_id, technician, _FACTS)
    await technician.post(f"/v1/orders/{order_id}/close", signed, 200)
    return signed


async def _signed(order_id: str, technician: Caller, facts: Body) -> Body:
    shown = await technician.post(f"/v1/orders/{order_id}/preview-close", facts, 200)
    return facts | {
        "customer_signature": {
            **signature_of(_WHO),
            "role": "customer",
            "signer_name": _WHO,
            "content_hash": shown["content_hash"],
            "device_time": now().isoformat(),
        }
    }


@before("cancelOrder")
async def _open_order(demo: Demo) -> Call:
    return Call(path={"order_id": await opened(demo)})


@before("scheduleOrder")
async def order_for_somebody_free(demo: Demo) -> Call:
    technician = await demo.newcomer("technician")
    body = {"technician_id": str(technician.person_id)}
    return Call(path={"order_id": await opened(demo)}, body=body)


@before("dispatchOrder")
async def _scheduled_order(demo: Demo) -> Call:
    visit = await _visit(demo)
    return Call(by="coordenador", path=visit.path)


@before("departForOrder")
async def _before_departure(demo: Demo) -> Call:
    return await _visit(demo)


@before("arriveAtOrder")
async def _on_the_way(demo: Demo) -> Call:
    return await _visit(demo, "depart")


@before("startOrder", "reportNoShow")
async def _at_the_door(demo: Demo) -> Call:
    return await _visit(demo, "depart", "arrive")


@before("pauseOrder", "reportFailedVisit", "previewOrderClose")
async def _in_progress(demo: Demo) -> Call:
    return await _visit(demo, "depart", "arrive", "start")


@before("resumeOrder")
async def _paused(demo: Demo) -> Call:
    return await _visit(demo, "depart", "arrive", "start", "pause")


@before("closeOrder")
async def _ready_to_close(demo: Demo) -> Call:
    visit = await _in_progress(demo)
    assert isinstance(visit.by, Caller)
    example = demo.example("OrderClose")
    facts = {name: value for name, value in example.items() if name != "customer_signature"}
    shown = await visit.by.post(f"/v1/orders/{visit.path['order_id']}/preview-close", facts, 200)
    signature = example["customer_signature"] | {"content_hash": shown["content_hash"]}
    return Call(by=visit.by, path=visit.path, body={"customer_signature": signature})


@before("reopenOrder", "getOrderCloseReport", "downloadOrderReport", "correctOrderMaterial")
async def _closed(demo: Demo) -> Call:
    visit = await _in_progress(demo)
    assert isinstance(visit.by, Caller)
    await _close(visit.path["order_id"], visit.by)
    await demo.drain()
    return Call(path=visit.path)


@before("getVerification")
async def _with_a_code(demo: Demo) -> Call:
    closed = await _closed(demo)
    report = await demo.manager.get(f"/v1/orders/{closed.path['order_id']}/close-report")
    return Call(by="", path={"verification_code": report["verification_code"]})


@before("verifyFile")
async def _issued(demo: Demo) -> Call:
    closed = await _closed(demo)
    report = await demo.manager.send("GET", f"/v1/orders/{closed.path['order_id']}/report")
    return Call(by="", files={"file": ("laudo.pdf", report.content)})


@before("getSignature")
async def _signature(demo: Demo) -> Call:
    closed = await _closed(demo)
    report = await demo.manager.get(f"/v1/orders/{closed.path['order_id']}/close-report")
    return Call(path={"signature_id": report["signatures"][0]["id"]})


_running: dict[int, Call] = {}


async def _at_work(demo: Demo) -> Call:
    """The order that a technician works on; his van is at the door. It is made once."""
    if id(demo.app) not in _running:
        technician = await demo.newcomer("technician", "Diego Alves")
        person_id = str(technician.person_id)
        van = {"kind": "van", "name": "Fiorino 5", "person_id": person_id}
        van_id = (await demo.manager.post("/v1/locations", van))["id"]
        load = demo.example("MovementCreate") | {"to_location_id": van_id}
        await demo.manager.post("/v1/movements", load)
        account = {
            "contract_number": "2026/000231",
            "site_id": SHOP,
            "plan": "Fibra 300 M",
            "pppoe_username": "padaria.deposito@fibraboa",
            "pppoe_password": "k7-ondas-9d",
        }
        contract = await demo.manager.post(f"/v1/customers/{BAKERY}/contracts", account)
        with earlier(minutes=55):
            order_id = await _scheduled(demo, technician, contract_id=contract["id"])
            for command in ("depart", "arrive", "start"):
                await _step(order_id, technician, command)
        _running[id(demo.app)] = Call(by=technician, path={"order_id": order_id})
    return _running[id(demo.app)]


@before(
    *("addOrderExpense", "useOrderMaterial", "useOrderMaterialKit"),
    *("correctOrderLocation", "getOrderPppoe"),
)
@before("listMyOrders", "listOrderVisits")
async def _working(demo: Demo) -> Call:
    return await _at_work(demo)


async def _added(demo: Demo, what: str, body: Body) -> tuple[Call, str]:
    """What the technician has added to the order: how it is called, and its id."""
    working = await _at_work(demo)
    assert isinstance(working.by, Caller)
    path = f"/v1/orders/{working.path['order_id']}/{what}"
    return working, (await working.by.post(path, body))["id"]


@before("replaceOrderServices", "replaceOrderLines")
async def _services(demo: Demo) -> Call:
    return Call(by="coordenador", path={"order_id": await opened(demo)})


@before("listOrderComments")
async def _comment(demo: Demo) -> Call:
    working, _ = await _added(demo, "comments", demo.example("OrderCommentAdd"))
    return working


@before("listOrderExpenses", "deleteOrderExpense")
async def _expense(demo: Demo) -> Call:
    working, expense_id = await _added(demo, "expenses", demo.example("ExpenseAdd"))
    return replace(working, path={**working.path, "expense_id": expense_id})


@before("listOrderMaterials", "reverseOrderMaterial")
async def _material(demo: Demo) -> Call:
    used = {"product_id": DROP_CABLE, "quantity": "4.5"}
    working, material_id = await _added(demo, "materials", used)
    return replace(working, path={**working.path, "material_id": material_id})


async def _picture(demo: Demo) -> str:
    working = await _at_work(demo)
    assert isinstance(working.by, Caller)
    files = {"file": ("fachada.jpg", _PICTURE.getvalue())}
    answer = await working.by.send("POST", "/v1/files", files=files)
    return str(answer.json()["id"])


@before("addOrderPhoto")
async def _uploaded(demo: Demo) -> Call:
    return replace(await _at_work(demo), body={"file_id": await _picture(demo)})


@before("listOrderPhotos", "deleteOrderPhoto", "downloadOrderPhotoThumbnail")
async def _photo(demo: Demo) -> Call:
    body = demo.example("PhotoAdd") | {"file_id": await _picture(demo)}
    working, photo_id = await _added(demo, "photos", body)
    await demo.drain()
    return replace(working, path={**working.path, "photo_id": photo_id})


# quotes


async def _offer(demo: Demo) -> tuple[str, str]:
    """A quote that was sent: its id, and the token of its link."""
    quote = await demo.manager.post("/v1/quotes", demo.example("QuoteCreate"))
    path = f"/v1/quotes/{quote['id']}"
    sent = await demo.manager.post(f"{path}/send", demo.example("QuoteSend"), 200)
    return quote["id"], sent["link"].rpartition("#")[2].rpartition("/")[2]


@before("rejectQuote", "reviseQuote")
async def _sent_quote(demo: Demo) -> Call:
    quote_id, _ = await _offer(demo)
    return Call(path={"quote_id": quote_id})


@before("convertQuote")
async def _approved_quote(demo: Demo) -> Call:
    quote_id, _ = await _offer(demo)
    await demo.manager.post(f"/v1/quotes/{quote_id}/approve", None, 200)
    return Call(path={"quote_id": quote_id})


@before("readQuoteByLink", "readQuotePdfByLink", "rejectQuoteByLink")
async def _link(demo: Demo) -> Call:
    _, token = await _offer(demo)
    return Call(by="", body={"token": token})


@before("approveQuoteByLink")
async def _shown_quote(demo: Demo) -> Call:
    _, token = await _offer(demo)
    shown = await demo[""].post("/v1/read-quote", {"token": token}, 200)
    signature = demo.example("QuoteApprovalByLink")["signature"]
    signature = signature | {"content_hash": shown["content_hash"]}
    return Call(by="", body={"token": token, "signature": signature})
