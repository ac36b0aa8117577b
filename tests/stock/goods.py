"""What the tests of stock begin with: a place or two, and a product that is there."""

from dataclasses import dataclass
from typing import Any

from tests.callers import Caller


async def add_product(caller: Caller, sku: str = "DROP-1FO", **other: Any) -> str:
    product = {"sku": sku, "name": "Cabo drop óptico", "unit": "m", "scale": 3} | other
    return str((await caller.post("/v1/products", product))["id"])


async def add_place(caller: Caller, kind: str = "warehouse", **other: Any) -> str:
    place = {"kind": kind, "name": "Almoxarifado"} | other
    return str((await caller.post("/v1/locations", place))["id"])


def receipt(place: str, product: str, quantity: str) -> dict[str, Any]:
    return {
        "kind": "receipt",
        "to_location_id": place,
        "lines": [{"product_id": product, "quantity": quantity}],
    }


def transfer(source: str, target: str, product: str, quantity: str) -> dict[str, Any]:
    return receipt(target, product, quantity) | {"kind": "transfer", "from_location_id": source}


async def balance(caller: Caller, place: str, product: str) -> str | None:
    """What is there, as the API says it; None if nothing ever was."""
    page = await caller.get("/v1/balances", location_id=place, product_id=product)
    return str(page["items"][0]["quantity"]) if page["items"] else None


@dataclass(frozen=True)
class Goods:
    """A warehouse, a technician's van with so much in it, and the product."""

    warehouse: str
    van: str
    product: str


async def goods_in_a_van(caller: Caller, technician: Caller, quantity: str = "100") -> Goods:
    product = await add_product(caller)
    warehouse = await add_place(caller)
    van = await add_place(caller, "van", name="Fiorino", person_id=str(technician.person_id))
    await caller.post("/v1/movements", receipt(van, product, quantity))
    return Goods(warehouse, van, product)
