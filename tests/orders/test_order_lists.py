"""Lists of orders as a board asks for them: a day, a city, a category, what was found and done."""

from typing import Any
from uuid import uuid4

import pytest

from tests.orders.fieldwork import Fieldwork
from tests.stories import tomorrow_at
from tests.world import create_site


async def _ids(work: Fieldwork, **wanted: Any) -> list[str]:
    page = await work.office.get("/v1/orders", **{"sort": "opened_at"} | wanted)
    return [order["id"] for order in page["items"]]


async def test_a_day_of_the_board_is_in_the_order_of_its_starts(work: Fieldwork) -> None:
    noon = (await work.scheduled(at=12, until=13))["id"]
    early = (await work.scheduled(at=8, until=9))["id"]
    waiting = (await work.opened())["id"]
    ten, noon_at = tomorrow_at(10).isoformat(), tomorrow_at(12).isoformat()
    assert await _ids(work, sort="starts_at") == [early, noon, waiting]
    assert await _ids(work, sort="-starts_at") == [waiting, noon, early]
    for sort in ("starts_at", "opened_at"):
        # The first instant is part of the window, the last one is not.
        assert await _ids(work, sort=sort, starts_after=noon_at) == [noon]
        assert await _ids(work, sort=sort, starts_before=noon_at) == [early]
        assert await _ids(work, sort=sort, starts_after=ten, starts_before=noon_at) == []
    assert await _ids(work, sort="starts_at", status="scheduled") == [early, noon]
    assert await _ids(work, sort="starts_at", status=["open", "scheduled"]) == [
        *(early, noon, waiting),
    ]


@pytest.mark.parametrize("sort", ["starts_at", "number", "updated_at", "priority"])
async def test_pages_follow_each_other_in_every_order(work: Fieldwork, sort: str) -> None:
    for priority in ("low", "urgent", "normal", "urgent"):
        await work.opened(priority=priority)
    await work.scheduled()
    for order in (sort, f"-{sort}"):
        whole = await _ids(work, sort=order)
        paged: list[str] = []
        page: dict[str, Any] = {"next_cursor": None}
        while len(paged) < 5:
            cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else {}
            page = await work.office.get("/v1/orders", sort=order, limit=2, **cursor)
            paged += [each["id"] for each in page["items"]]
        assert paged == whole
        assert page["next_cursor"] is None


async def test_the_most_urgent_come_first_and_of_these_the_oldest(work: Fieldwork) -> None:
    by_priority = {
        priority: [(await work.opened(priority=priority))["id"] for _ in range(2)]
        for priority in ("normal", "urgent", "low", "high")
    }
    wanted = [i for p in ("urgent", "high", "normal", "low") for i in by_priority[p]]
    assert await _ids(work, sort="priority") == wanted
    assert await _ids(work, sort="-priority") == wanted[::-1]


async def test_a_board_keeps_to_a_site_and_to_cities_however_they_are_typed(
    work: Fieldwork,
) -> None:
    there = await create_site(work.office, work.customer_id)
    await work.office.patch(f"/v1/sites/{there['id']}", {"city": "São Paulo"})
    here, away = (await work.opened())["id"], (await work.opened(site_id=there["id"]))["id"]
    home = (await work.office.get(f"/v1/orders/{here}"))["site"]["city"]
    assert await _ids(work, site_id=there["id"]) == [away]
    assert await _ids(work, site_id=[there["id"], work.site_id]) == [here, away]
    for typed in ("São Paulo", "SAO PAULO", " são paulo "):
        assert await _ids(work, city=typed) == [away]
    assert await _ids(work, city="São") == []
    assert await _ids(work, city=["sao paulo", home]) == [here, away]
    # The city of an order is that of its site, also after somebody has mended it.
    await work.office.patch(f"/v1/sites/{there['id']}", {"city": "Osasco"})
    assert await _ids(work, city="sao paulo") == []
    assert await _ids(work, city="osasco") == [away]
    await work.office.get("/v1/orders", 422, city=["x"] * 21)
    await work.office.get("/v1/orders", 422, city="")


async def test_a_board_keeps_to_categories_problems_and_services(work: Fieldwork) -> None:
    office = work.office
    category = (await office.post("/v1/categories", {"name": "Fibra"}))["id"]
    service = (await office.post("/v1/services", _SERVICE))["id"]
    code = await office.post("/v1/codes", {"kind": "problem", "code": "P9", "label": "Lenta"})
    plain = (await work.opened())["id"]
    fibre = (await work.opened(category_id=category))["id"]
    served = (await work.opened(services=[{"service_id": service, "quantity": "2"}]))["id"]
    slow = (await work.opened(problem_code_id=code["id"]))["id"]
    assert await _ids(work, category_id=category) == [fibre]
    assert await _ids(work, category_id="none") == [plain, served, slow]
    assert await _ids(work, category_id=["none", category]) == [plain, fibre, served, slow]
    assert await _ids(work, problem_code_id=code["id"]) == [slow]
    assert await _ids(work, service_id=service) == [served]
    assert await _ids(work, service_id=[service, str(uuid4())], sort="starts_at") == [served]
    assert await _ids(work, service_id=str(uuid4())) == []


async def test_closed_orders_are_found_by_what_was_found_and_done(work: Fieldwork) -> None:
    await work.opened()
    done = (await work.closed())["id"]
    for key in ("cause", "solution"):
        assert await _ids(work, **{f"{key}_code_id": work.codes[key]}) == [done]
        assert await _ids(work, **{f"{key}_code_id": work.codes["problem"]}) == []


async def test_a_technician_sees_only_their_part_in_every_order(work: Fieldwork) -> None:
    await work.opened()
    mine = (await work.scheduled())["id"]
    city = (await work.office.get(f"/v1/orders/{mine}"))["site"]["city"]
    for sort in ("starts_at", "-starts_at", "number", "updated_at", "priority"):
        page = await work.technician.get("/v1/orders", sort=sort, city=city)
        assert [order["id"] for order in page["items"]] == [mine]


async def test_a_cursor_keeps_to_its_cities(work: Fieldwork) -> None:
    for _ in range(2):
        await work.opened()
    city = work.world.site["city"]
    page = await work.office.get("/v1/orders", limit=1, city=city)
    wanted = {"limit": 1, "cursor": page["next_cursor"]}
    problem = await work.office.get("/v1/orders", 400, **wanted, city="Osasco")
    assert problem["code"] == "invalid_cursor"
    assert len((await work.office.get("/v1/orders", **wanted, city=city))["items"]) == 1


_SERVICE = {"code": "S9", "name": "Fusão", "price": "80.00", "duration_minutes": 30}
