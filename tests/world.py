"""What an organization needs before work begins: a customer with a site, codes, goods in a van."""

from dataclasses import dataclass, field
from typing import Any

from tests.callers import Caller


@dataclass(frozen=True)
class Goods:
    """A product, a warehouse, and the technician's van with some of the product: their ids."""

    product: str
    warehouse: str
    van: str


@dataclass
class World:
    """What an organization owns, as the bodies that the API answered with."""

    office: Caller
    technician: Caller
    customer: dict[str, Any]
    site: dict[str, Any]
    problem: dict[str, Any]
    cause: dict[str, Any]
    solution: dict[str, Any]
    #: Empty where no requester speaks for the customer.
    contact: dict[str, Any] = field(default_factory=dict)
    _goods: Goods | None = None

    async def goods(self) -> Goods:
        """The van with 100 m of cable. Most tests move no goods: it is made when asked for."""
        if self._goods is None:
            self._goods = await create_goods(self.office, self.technician)
        return self._goods


async def create_world(
    office: Caller, technician: Caller, requester: Caller | None = None
) -> World:
    """A customer of the office; the requester, if there is one, is the customer's contact."""
    customer = await office.post(
        "/v1/customers",
        {"name": "Padaria São João", "kind": "company", "phone": "+55 19 98765-4321"},
    )
    path = f"/v1/customers/{customer['id']}"
    site = await create_site(office, customer["id"])
    problem, cause, solution = [
        await office.post("/v1/codes", {"kind": kind, "code": code, "label": label})
        for kind, code, label in (
            ("problem", "SEM-SINAL", "Sem sinal"),
            ("cause", "FIBRA", "Fibra rompida"),
            ("solution", "FUSAO", "Fusão refeita"),
        )
    ]
    world = World(office, technician, customer, site, problem, cause, solution)
    if requester is not None:
        world.contact = await office.post(
            f"{path}/contacts", {"person_id": str(requester.person_id)}
        )
    return world


async def create_site(caller: Caller, customer_id: str) -> dict[str, Any]:
    """A shop in the centre of Campinas."""
    made: dict[str, Any] = await caller.post(
        f"/v1/customers/{customer_id}/sites",
        {
            "label": "Loja do centro",
            "street": "Rua das Flores",
            "street_number": "12",
            "district": "Centro",
            "city": "Campinas",
            "state": "SP",
            "latitude": -22.9056,
            "longitude": -47.0608,
        },
    )
    return made


async def create_product(caller: Caller, sku: str = "DROP-1FO", **other: Any) -> str:
    product = {"sku": sku, "name": "Cabo drop óptico", "unit": "m", "scale": 3} | other
    return str((await caller.post("/v1/products", product))["id"])


async def create_location(caller: Caller, kind: str = "warehouse", **other: Any) -> str:
    location = {"kind": kind, "name": "Almoxarifado"} | other
    return str((await caller.post("/v1/locations", location))["id"])


async def create_goods(caller: Caller, technician: Caller, quantity: str = "100") -> Goods:
    """The van of this technician with so much of a new product."""
    product = await create_product(caller)
    warehouse = await create_location(caller)
    person_id = str(technician.person_id)
    van = await create_location(caller, "van", name="Fiorino", person_id=person_id)
    await caller.post("/v1/movements", receipt(van, product, quantity))
    return Goods(product, warehouse, van)


def receipt(location: str, product: str, quantity: str) -> dict[str, Any]:
    return {
        "kind": "receipt",
        "to_location_id": location,
        "lines": [{"product_id": product, "quantity": quantity}],
    }


def transfer(source: str, target: str, product: str, quantity: str) -> dict[str, Any]:
    return receipt(target, product, quantity) | {"kind": "transfer", "from_location_id": source}


async def balance(caller: Caller, location: str, product: str) -> str | None:
    """What is there, as the API says it; None if nothing ever was."""
    page = await caller.get("/v1/balances", location_id=location, product_id=product)
    return str(page["items"][0]["quantity"]) if page["items"] else None
