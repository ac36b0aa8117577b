"""Days to be planned: technicians with hours, orders at places, and plans over HTTP."""

from datetime import timedelta
from typing import Any

from tests.callers import Caller, Drain
from tests.orders.fieldwork import Fieldwork
from tests.stories import tomorrow_at

Body = dict[str, Any]
#: Every day from 8 to 18, with an hour at noon.
SHIFTS = [
    {"weekday": day, "starts": starts, "ends": ends}
    for day in range(7)
    for starts, ends in (("08:00", "12:00"), ("13:00", "18:00"))
]
#: Two ends of the town, 8 km apart.
NORTH, SOUTH = (-22.86, -47.06), (-22.94, -47.06)


class Planner:
    """Whoever plans the next day of the technicians of a world."""

    def __init__(self, work: Fieldwork, drain: Drain) -> None:
        self.work, self.drain = work, drain
        self.office = work.office

    async def give_hours(self, technician: Caller, **other: Any) -> None:
        periods = [{"first_day": "2020-01-06", "weeks": [{"intervals": SHIFTS}]}]
        path = f"/v1/technicians/{technician.person_id}/working-hours"
        await self.office.put(
            path, {"zone": "UTC", "periods": periods, "observes_calendar": False} | other
        )

    async def technician(self, name: str) -> Caller:
        found = await self.office.colleague("technician", name)
        await self.give_hours(found)
        return found

    async def order_at(self, latitude: float, longitude: float, **other: Any) -> Body:
        """An order at a site of its own."""
        site = await self.office.post(
            f"/v1/customers/{self.work.customer_id}/sites",
            {
                "label": f"{latitude} {longitude}",
                "street": "Rua das Flores",
                "city": "Campinas",
                "latitude": latitude,
                "longitude": longitude,
            },
        )
        return await self.work.opened(site_id=site["id"], **other)

    async def order_without_position(self) -> Body:
        address = {"label": "Sítio", "street": "Estrada velha", "city": "Campinas"}
        path = f"/v1/customers/{self.work.customer_id}/sites"
        site = await self.office.post(path, address)
        return await self.work.opened(site_id=site["id"])

    async def visit_at(
        self,
        place: tuple[float, float],
        at: int,
        technician: Caller | None = None,
        *,
        promised: tuple[int, int] | None = None,
        **other: Any,
    ) -> Body:
        """An order whose visit takes an hour of tomorrow, promised for its morning or afternoon."""
        first, last = promised or ((8, 12) if at < 12 else (13, 18))
        order = await self.order_at(*place)
        window = {
            "promised_from": tomorrow_at(first).isoformat(),
            "promised_until": tomorrow_at(last).isoformat(),
        }
        slot = self.work.slot(at, at + 1, technician) | window | other
        planned: Body = await self.office.post(f"/v1/orders/{order['id']}/schedule", slot)
        return planned

    async def service(
        self, code: str, minutes: int, needed: list[tuple[str, int]] | None = None
    ) -> Body:
        wanted = [{"specialty_id": key, "least_level": level} for key, level in needed or []]
        new = {"code": code, "name": code, "duration_minutes": minutes, "price": "100.00"}
        made: Body = await self.office.post("/v1/services", new | {"needed_specialties": wanted})
        return made

    async def book(self, kind: str, at: int, until: int) -> Body:
        """An absence or a block of Tiago's."""
        slot = {
            "person_id": str(self.work.technician.person_id),
            "kind": kind,
            "starts_at": tomorrow_at(at).isoformat(),
            "ends_at": tomorrow_at(until).isoformat(),
        }
        made: Body = await self.office.post("/v1/bookings", slot)
        return made

    async def bookings(self) -> list[Body]:
        """The whole agenda."""
        found: list[Body] = (await self.office.get("/v1/bookings", limit=100))["items"]
        return found

    async def order(self, order: Body) -> Body:
        found: Body = await self.office.get(f"/v1/orders/{order['id']}")
        return found

    def period(self, **other: Any) -> Body:
        """The whole of tomorrow."""
        start = tomorrow_at(0)
        return {
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(days=1)).isoformat(),
        } | other

    async def requested(self, headers: dict[str, str] | None = None, **other: Any) -> Body:
        plan: Body = await self.office.post(
            "/v1/schedules/plans", self.period(**other), 202, headers=headers or {}
        )
        return plan

    async def repaired(self, disruption: Body) -> Body:
        """The repair that a worker has found."""
        plan = await self.office.post("/v1/schedules/repairs", disruption, 202)
        await self.drain(self.office.organization_id)
        return await self.seen(plan)

    async def planned(self, **other: Any) -> Body:
        """A plan that a worker has made."""
        plan = await self.requested(**other)
        await self.drain(self.office.organization_id)
        return await self.seen(plan)

    async def seen(self, plan: Body) -> Body:
        found: Body = await self.office.get(f"/v1/schedules/plans/{plan['id']}")
        return found

    async def apply(self, plan: Body, expect: int = 200, **options: Any) -> Body:
        answer: Body = await self.office.post(
            f"/v1/schedules/plans/{plan['id']}/apply", None, expect, **options
        )
        return answer
