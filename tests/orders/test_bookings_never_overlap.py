"""Whatever many people book, move, cancel and approve at once, nobody is in two places."""

import asyncio
import random
from collections import Counter
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from app.embedded.servers import Servers
from tests.callers import Caller
from tests.orders.fieldwork import Fieldwork
from tests.stories import tomorrow_at

ORDERS, CLIENTS, STEPS = 10, 6, 30
#: What nobody may find in the whole table, of whatever organization.
OVERLAPS = """select one.id, other.id
  from bookings one
  join bookings other on other.organization_id = one.organization_id
   and other.person_id = one.person_id and other.id > one.id and other.slot && one.slot
 where one.active and other.active"""
#: What nobody may find in the organization of the test.
STRAYS = {
    "an order without its booking": """select o.id
      from orders o
      left join visits v on v.organization_id = o.organization_id and v.order_id = o.id
       and v.status = 'scheduled'
      left join bookings b on b.organization_id = v.organization_id and b.id = v.booking_id
       and b.active and b.person_id = o.technician_id and b.order_id = o.id
       and b.starts_at = o.starts_at and b.ends_at = o.ends_at
     where o.organization_id = $1 and o.status = 'scheduled' and b.id is null""",
    "a booking without its order": """select b.id
      from bookings b
      left join visits v on v.organization_id = b.organization_id and v.order_id = b.order_id
       and v.status = 'scheduled'
      left join visit_helpers h on h.organization_id = b.organization_id and h.booking_id = b.id
       and h.visit_id = v.id
     where b.organization_id = $1 and b.active and b.kind = 'visit'
       and (v.id is null or (v.booking_id <> b.id and h.id is null))""",
    "an approved absence without its booking": """select a.id
      from absences a
      left join bookings b on b.organization_id = a.organization_id and b.id = a.booking_id
       and b.active and b.kind = 'absence'
     where a.organization_id = $1 and a.status = 'approved' and b.id is null""",
}


class Dispatchers:
    """People who plan the same few technicians and orders, each as chance has it."""

    def __init__(self, work: Fieldwork, technicians: list[Caller], orders: list[str]) -> None:
        self.office, self.technicians, self.orders = work.office, technicians, orders
        self.blocks: list[str] = []
        self.absences: list[str] = []

    async def do_something(self, chance: random.Random) -> httpx.Response | None:
        often, seldom = [self.schedule, self.drag], [self.block, self.unblock, self.approve]
        return await chance.choice([*often * 3, *seldom, self.cancel_absence])(chance)

    async def schedule(self, chance: random.Random) -> httpx.Response:
        technician, helper = chance.sample(self.technicians, 2)
        body = self._slot(chance) | {"technician_id": str(technician.person_id)}
        if chance.random() < 0.3:
            body["helper_ids"] = [str(helper.person_id)]
        path = f"/v1/orders/{chance.choice(self.orders)}/schedule"
        return await self.office.send("POST", path, json=body)

    async def drag(self, chance: random.Random) -> httpx.Response | None:
        """Move a visit or a block to another time and technician, as it was seen a moment ago."""
        seen = (await self.office.get("/v1/bookings", kind=["visit", "block"], limit=50))["items"]
        if not seen:
            return None
        booking = chance.choice(seen)
        person_id = str(chance.choice(self.technicians).person_id)
        body = self._slot(chance) | {"person_id": person_id}
        version = {"If-Match": f'"{booking["version"]}"'}
        path = f"/v1/bookings/{booking['id']}"
        return await self.office.send("PATCH", path, json=body, headers=version)

    async def block(self, chance: random.Random) -> httpx.Response:
        person_id = str(chance.choice(self.technicians).person_id)
        body = self._slot(chance) | {"person_id": person_id, "kind": "block"}
        answer = await self.office.send("POST", "/v1/bookings", json=body)
        if answer.status_code == 201:
            self.blocks.append(answer.json()["id"])
        return answer

    async def unblock(self, chance: random.Random) -> httpx.Response | None:
        if not self.blocks:
            return None
        path = f"/v1/bookings/{chance.choice(self.blocks)}"
        return await self.office.send("DELETE", path)

    async def request_absences(self) -> None:
        """Half a day each, of the days in which visits are planned, and twice."""
        first = tomorrow_at(12)
        for technician in self.technicians:
            for number in range(4):
                day = (first + timedelta(days=number % 2)).date().isoformat()
                part = "morning" if number < 2 else "afternoon"
                wanted = {"kind": "other", "first_day": day, "last_day": day, "part": part}
                self.absences.append((await technician.post("/v1/absences", wanted))["id"])

    async def approve(self, chance: random.Random) -> httpx.Response:
        path = f"/v1/absences/{chance.choice(self.absences)}/approve"
        return await self.office.send("POST", path)

    async def cancel_absence(self, chance: random.Random) -> httpx.Response | None:
        if chance.random() < 0.7:
            return None
        path = f"/v1/absences/{chance.choice(self.absences)}/cancel"
        return await self.office.send("POST", path)

    def _slot(self, chance: random.Random) -> dict[str, Any]:
        day, quarter = chance.randrange(2), chance.randrange(0, 40)
        starts_at = tomorrow_at(9) + timedelta(days=day, minutes=15 * quarter)
        ends_at = starts_at + timedelta(minutes=15 * chance.randint(1, 8))
        return {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_is_booked_at_once_never_overlaps(
    work: Fieldwork, servers: Servers, seed: int
) -> None:
    others = [await work.office.colleague("technician", name) for name in ("Tânia", "Rui")]
    technicians = [work.technician, *others]
    orders = [(await work.opened())["id"] for _ in range(ORDERS)]
    people = Dispatchers(work, technicians, orders)
    await people.request_absences()
    told: Counter[int] = Counter()
    codes: Counter[str] = Counter()

    async def plan(number: int) -> None:
        chance = random.Random(f"{seed} {number}")
        for _ in range(STEPS):
            answer = await people.do_something(chance)
            if answer is not None:
                told[answer.status_code] += 1
                codes[answer.json()["code"] if answer.is_error else ""] += 1

    await asyncio.gather(*(plan(number) for number in range(CLIENTS)))

    assert set(told) <= {200, 201, 204, 404, 409, 412}, (told, codes)
    assert told[200] + told[201] > CLIENTS
    assert codes["technician_overlap"] + codes["technician_absent"] > 0, codes
    connection = await asyncpg.connect(servers.admin_url)
    try:
        assert await connection.fetch(OVERLAPS) == []
        for what, query in STRAYS.items():
            assert await connection.fetch(query, work.office.organization_id) == [], what
        visits = "select count(*) from bookings where organization_id = $1 and active"
        assert await connection.fetchval(visits, work.office.organization_id) > 0
    finally:
        await connection.close()
