"""A customer with a site, codes, and a technician whose van holds 100 m of cable."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.core.values.clock import now
from tests.callers import Caller

STROKES = [
    [{"t": 20 * i, "x": 20 + 8 * i, "y": 60 + 40 * (i % 2)} for i in range(20)],
    [{"t": 600 + 20 * i, "x": 200 + 8 * i, "y": 60 + 30 * (i % 3)} for i in range(20)],
]


def tomorrow(hour: int, minute: int = 0) -> str:
    """An instant of tomorrow, as the contract writes it."""
    day = now() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC).isoformat()


def drawn(content_hash: str, **other: Any) -> dict[str, Any]:
    """A signature as a phone sends it."""
    return {
        "signer_name": "Maria das Graças",
        "signer_document": "529.982.247-25",
        "strokes": STROKES,
        "canvas": {"width": 600, "height": 200},
        "content_hash": content_hash,
        "device_time": now().isoformat(),
        "latitude": -23.55,
        "longitude": -46.63,
        "accuracy_m": 8,
        **other,
    }


@dataclass
class Fieldwork:
    """What an order needs; each method does one step over HTTP."""

    office: Caller
    technician: Caller
    customer_id: str = ""
    site_id: str = ""
    product_id: str = ""
    warehouse_id: str = ""
    van_id: str = ""
    codes: dict[str, str] = field(default_factory=dict)

    async def prepare(self) -> "Fieldwork":
        office = self.office
        customer = {"name": "Maria das Graças Conceição", "phone": "+55 11 98765-4321"}
        self.customer_id = (await office.post("/v1/customers", customer))["id"]
        self.site_id = await self.new_site(self.customer_id)
        for kind, label in (
            ("problem", "Sem sinal"),
            ("cause", "Fibra rompida"),
            ("solution", "Cabo drop trocado"),
        ):
            code = {"kind": kind, "code": f"{kind[:3].upper()}-1", "label": label}
            self.codes[kind] = (await office.post("/v1/codes", code))["id"]
        cable = {"sku": "DROP-1FO", "name": "Cabo drop óptico", "unit": "m", "scale": 3}
        self.product_id = (await office.post("/v1/products", cable))["id"]
        self.warehouse_id = await self.new_place("warehouse", None)
        self.van_id = await self.new_place("van", self.technician)
        await self.stock("receipt", None, self.warehouse_id, "1000")
        await self.stock("transfer", self.warehouse_id, self.van_id, "100")
        return self

    async def new_site(self, customer_id: str) -> str:
        address = {"street": "Rua Doutor João Ribeiro", "number": "120", "district": "Centro"}
        site = address | {
            "label": "Casa",
            "city": "São Paulo",
            "state": "SP",
            "latitude": -23.5489,
            "longitude": -46.6388,
        }
        made = await self.office.post(f"/v1/customers/{customer_id}/sites", site)
        return str(made["id"])

    async def new_place(self, kind: str, driver: Caller | None) -> str:
        person_id = str(driver.person_id) if driver else None
        place = {"kind": kind, "name": kind, "person_id": person_id}
        return str((await self.office.post("/v1/locations", place))["id"])

    async def stock(self, kind: str, source: str | None, target: str, quantity: str) -> None:
        await self.office.post(
            "/v1/movements",
            {
                "kind": kind,
                "from_location_id": source,
                "to_location_id": target,
                "lines": [{"product_id": self.product_id, "quantity": quantity}],
            },
        )

    async def balance(self) -> str:
        """What the van holds."""
        found = await self.office.get("/v1/balances", location_id=self.van_id)
        return str(found["items"][0]["quantity"])

    def described(self, **other: Any) -> dict[str, Any]:
        return {
            "customer_id": self.customer_id,
            "site_id": self.site_id,
            "problem_code_id": self.codes["problem"],
            "title": "Internet caiu",
            "description": "Queda intermitente à noite.",
            **other,
        }

    async def opened(self, **other: Any) -> dict[str, Any]:
        order: dict[str, Any] = await self.office.post("/v1/orders", self.described(**other))
        return order

    async def scheduled(
        self, *, at: int = 10, until: int = 12, technician: Caller | None = None, **other: Any
    ) -> dict[str, Any]:
        order = await self.opened(**other)
        slot = self.slot(at, until, technician)
        planned: dict[str, Any] = await self.office.post(f"/v1/orders/{order['id']}/schedule", slot)
        return planned

    def slot(self, at: int, until: int, technician: Caller | None = None) -> dict[str, Any]:
        return {
            "technician_id": str((technician or self.technician).person_id),
            "starts_at": tomorrow(at),
            "ends_at": tomorrow(until),
        }

    async def started(self, **other: Any) -> dict[str, Any]:
        """An order whose slot is running now, started by its technician."""
        order = await self.opened(**other)
        slot = {
            "technician_id": str(self.technician.person_id),
            "starts_at": (now() - timedelta(minutes=30)).isoformat(),
            "ends_at": (now() + timedelta(hours=2)).isoformat(),
        }
        await self.office.post(f"/v1/orders/{order['id']}/schedule", slot)
        running: dict[str, Any] = await self.technician.post(
            f"/v1/orders/{order['id']}/start", self.start(), 200
        )
        return running

    def start(self, **other: Any) -> dict[str, Any]:
        place = {"latitude": -23.5489, "longitude": -46.6388, "accuracy_m": 12.5}
        return {"occurred_at": now().isoformat(), **place, **other}

    async def use(
        self, order_id: str, quantity: str, expect: int = 201, **other: Any
    ) -> dict[str, Any]:
        used: dict[str, Any] = await self.technician.post(
            f"/v1/orders/{order_id}/materials",
            {"product_id": self.product_id, "quantity": quantity, **other},
            expect,
        )
        return used

    def facts(self, **other: Any) -> dict[str, Any]:
        return {
            "cause_code_id": self.codes["cause"],
            "solution_code_id": self.codes["solution"],
            "details": "Lançado novo cabo. Sinal medido: −19,8 dBm.",
            "attended_by": "Maria das Graças",
            "network": {"cto": "CTO-7", "port": "3", "signal_dbm": "-19.8"},
            **other,
        }

    async def signed(self, order_id: str, **other: Any) -> dict[str, Any]:
        """The closing report, signed under the hash that the server shows."""
        facts = self.facts(**other)
        shown = await self.technician.post(f"/v1/orders/{order_id}/preview-close", facts, 200)
        return facts | {"customer_signature": drawn(shown["content_hash"])}

    async def closed(self, **other: Any) -> dict[str, Any]:
        order = await self.started(**other)
        report = await self.signed(order["id"])
        done: dict[str, Any] = await self.technician.post(
            f"/v1/orders/{order['id']}/close", report, 200
        )
        return done
