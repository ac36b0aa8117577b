"""The steps of an order, from opening to closing: each method sends one of them over HTTP."""

from datetime import timedelta
from typing import Any

from app.core.values.clock import now
from tests.callers import Caller
from tests.stories import signature, tomorrow_at
from tests.world import World, balance


def drawn_signature(content_hash: str, **other: Any) -> dict[str, Any]:
    """A signature as a phone sends it, with where it was drawn."""
    drawn_at = {"latitude": -22.9057, "longitude": -47.0609, "accuracy_m": 8}
    document = {"signer_document": "529.982.247-25"}
    return signature(content_hash, "Maria das Graças", **document, **drawn_at) | other


class Fieldwork:
    """What the office and the technician of a world do with its orders."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.office, self.technician = world.office, world.technician
        self.customer_id, self.site_id = world.customer["id"], world.site["id"]
        codes = (world.problem, world.cause, world.solution)
        self.codes: dict[str, str] = {code["kind"]: code["id"] for code in codes}

    async def balance(self) -> str | None:
        """What the van holds."""
        goods = await self.world.goods()
        return await balance(self.office, goods.van, goods.product)

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
            "starts_at": tomorrow_at(at).isoformat(),
            "ends_at": tomorrow_at(until).isoformat(),
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
        position = {"latitude": -22.9056, "longitude": -47.0608, "accuracy_m": 12.5}
        return {"occurred_at": now().isoformat(), **position, **other}

    async def use(
        self, order_id: str, quantity: str, expect: int = 201, **other: Any
    ) -> dict[str, Any]:
        product_id = (await self.world.goods()).product
        used: dict[str, Any] = await self.technician.post(
            f"/v1/orders/{order_id}/materials",
            {"product_id": product_id, "quantity": quantity, **other},
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
        return facts | {"customer_signature": drawn_signature(shown["content_hash"])}

    async def closed(self, **other: Any) -> dict[str, Any]:
        order = await self.started(**other)
        report = await self.signed(order["id"])
        done: dict[str, Any] = await self.technician.post(
            f"/v1/orders/{order['id']}/close", report, 200
        )
        return done
