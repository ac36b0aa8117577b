"""What the examples of stock need before they can be sent: purchases, transfers, counts."""

from typing import Any

from app.contract.examples.ids import DROP_CABLE, VAN, WAREHOUSE
from tests.examples.calls import Call, Demo, before

Body = dict[str, Any]


async def _made(demo: Demo, path: str, schema: str, **more: Any) -> str:
    made: Body = await demo.manager.post(path, demo.example(schema) | more)
    return str(made["id"])


@before("listPurchases", "getPurchase", "receivePurchase", "closePurchase")
async def _purchase(demo: Demo) -> Call:
    return Call(path={"purchase_id": await _made(demo, "/v1/purchases", "PurchaseCreate")})


async def _transfer(demo: Demo, *steps: str) -> Call:
    """A transfer that has gone through these steps."""
    transfer_id = await _made(demo, "/v1/transfers", "TransferCreate")
    for step in steps:
        body: Body | None = {"lines": []} if step == "pick" else None
        await demo.manager.post(f"/v1/transfers/{transfer_id}/{step}", body, 200)
    return Call(path={"transfer_id": transfer_id})


@before("listTransfers", "getTransfer", "pickTransfer", "cancelTransfer")
async def _requested(demo: Demo) -> Call:
    return await _transfer(demo)


@before("shipTransfer")
async def _picked(demo: Demo) -> Call:
    return await _transfer(demo, "pick")


@before("receiveTransfer")
async def _shipped(demo: Demo) -> Call:
    return await _transfer(demo, "pick", "ship")


async def _count(demo: Demo, *steps: str) -> Call:
    """The one count of the van that is not over, once it has gone through these steps."""
    for status in ("open", "counted"):
        for known in (await demo.manager.get("/v1/stock-counts", status=status))["items"]:
            await demo.manager.post(f"/v1/stock-counts/{known['id']}/cancel", None, 200)
    count_id = await _made(demo, "/v1/stock-counts", "StockCountCreate")
    for step in steps:
        body = demo.example("CountRecord") if step == "record" else None
        await demo.manager.post(f"/v1/stock-counts/{count_id}/{step}", body, 200)
    return Call(path={"count_id": count_id})


@before("openStockCount")
async def _uncounted(demo: Demo) -> Call:
    opened = await _count(demo)
    await demo.manager.post(f"/v1/stock-counts/{opened.path['count_id']}/cancel", None, 200)
    return Call()


@before("recordStockCount", "cancelStockCount")
async def _opened(demo: Demo) -> Call:
    return await _count(demo)


@before("listStockCounts", "getStockCount", "submitStockCount")
async def _recorded(demo: Demo) -> Call:
    return await _count(demo, "record")


@before("approveStockCount", "reopenStockCount")
async def _submitted(demo: Demo) -> Call:
    return await _count(demo, "record", "submit")


@before("listAdjustments", "getAdjustment", "approveAdjustment", "refuseAdjustment")
async def _adjustment(demo: Demo) -> Call:
    adjustment_id = await _made(demo, "/v1/adjustments", "AdjustmentCreate")
    return Call(path={"adjustment_id": adjustment_id})


@before("listSerials", "getSerial", "listSerialSteps", "reconcileSerial")
async def _piece(demo: Demo) -> Call:
    """An ONU with a serial number, in the warehouse."""
    products = await demo.manager.get("/v1/products", q="ONU-GPON-1")
    new = {"sku": "ONU-GPON-1", "name": "ONU GPON com Wi-Fi", "unit": "un", "tracking": "serial"}
    product = products["items"][0] if products["items"] else None
    product = product or await demo.manager.post("/v1/products", new)
    known = await demo.manager.get("/v1/serials", product_id=product["id"], limit=100)
    number = f"ZTEG0A1B2C{len(known['items']):02}"
    line = {"product_id": product["id"], "quantity": "1", "serials": [number]}
    body = {"kind": "receipt", "to_location_id": WAREHOUSE, "lines": [line]}
    await demo.manager.post("/v1/movements", body)
    (piece,) = (await demo.manager.get("/v1/serials", serial=number))["items"]
    return Call(path={"serial_id": piece["id"]}, query={})


@before("getMyStock")
async def _driver(demo: Demo) -> Call:
    place = await demo.manager.get(f"/v1/locations/{VAN}")
    people = (await demo.manager.get("/v1/people", limit=100))["items"]
    driver = next(each for each in people if each["id"] == place["person_id"])
    return Call(by=driver["username"])


@before("listStockLevels", "deleteStockLevel")
async def _level(demo: Demo) -> Call:
    path = f"/v1/locations/{WAREHOUSE}/levels/{DROP_CABLE}"
    await demo.manager.put(path, demo.example("StockLevelPut"))
    return Call()
