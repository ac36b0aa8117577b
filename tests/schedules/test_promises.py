"""What the customer is promised: a window for the start of the visit, apart from its slot."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.callers import Caller
from tests.orders.fieldwork import Fieldwork
from tests.world import World

Body = dict[str, Any]
ZONE = ZoneInfo("America/Sao_Paulo")


@pytest.fixture
def work(world: World) -> Fieldwork:
    return Fieldwork(world)


def _local(clock: str, day: str = "2027-03-09") -> str:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE).isoformat()


def _slot(work: Fieldwork, starts: str, ends: str, **more: Any) -> Body:
    return {
        "technician_id": str(work.technician.person_id),
        "starts_at": _local(starts),
        "ends_at": _local(ends),
    } | more


async def _booked(work: Fieldwork, slot: Body) -> Body:
    """The booking of an order that is scheduled so."""
    order = await work.opened()
    await work.office.post(f"/v1/orders/{order['id']}/schedule", slot)
    (booking,) = (await work.office.get("/v1/bookings", order_id=order["id"]))["items"]
    assert booking["order_id"] == order["id"]
    shown = await work.office.get(f"/v1/orders/{order['id']}")
    assert shown["booking_id"] == booking["id"]
    for name in ("promise_kind", "promised_from", "promised_until", "confirmed_at"):
        assert shown[name] == booking[name]
    found: dict[str, Any] = booking
    return found


def _window(booking: Body) -> tuple[str, ...]:
    times = (datetime.fromisoformat(booking[f"promised_{end}"]) for end in ("from", "until"))
    clocks = (at.astimezone(ZONE).strftime("%H:%M") for at in times)
    return (booking["promise_kind"], *clocks)


@pytest.mark.parametrize(
    ("starts", "ends", "more", "promised"),
    [
        ("08:00", "09:00", {}, ("shift", "07:00", "12:00")),
        ("12:00", "13:00", {}, ("shift", "12:00", "18:00")),
        ("22:30", "23:30", {}, ("shift", "18:00", "23:00")),
        ("23:00", "23:30", {}, ("two_hours", "23:00", "01:00")),
        ("08:00", "09:00", {"promise_kind": "two_hours"}, ("two_hours", "08:00", "10:00")),
        ("08:00", "09:00", {"promise_kind": "exact"}, ("exact", "08:00", "08:00")),
        (
            "08:00",
            "09:00",
            {"promised_from": _local("07:30"), "promised_until": _local("08:30")},
            ("window", "07:30", "08:30"),
        ),
    ],
)
async def test_a_visit_is_promised_in_a_window_of_its_own(
    work: Fieldwork, starts: str, ends: str, more: Body, promised: tuple[str, ...]
) -> None:
    booking = await _booked(work, _slot(work, starts, ends, **more))
    assert _window(booking) == promised
    assert (booking["pinned"], booking["confirmed_at"]) == (False, None)


async def test_the_organization_chooses_its_shifts_and_its_usual_promise(work: Fieldwork) -> None:
    path = "/v1/organization/settings"
    usual = await work.office.get(path)
    assert [shift["starts"] for shift in usual["shifts"]] == ["07:00", "12:00", "18:00"]
    assert usual["promise_kind"] == "shift"
    shifts = [{"name": "Dia", "starts": "06:00", "ends": "24:00"}]
    chosen = await work.office.patch(path, {"shifts": shifts})
    assert chosen["shifts"] == shifts
    booking = await _booked(work, _slot(work, "08:00", "09:00", pinned=True))
    assert (_window(booking), booking["pinned"]) == (("shift", "06:00", "00:00"), True)
    await work.office.patch(path, {"promise_kind": "exact"})
    assert _window(await _booked(work, _slot(work, "10:00", "11:00")))[0] == "exact"


@pytest.mark.parametrize(
    "shifts",
    [
        [{"name": "Noite", "starts": "18:00", "ends": "06:00"}],
        [{"name": "Nada", "starts": "18:00", "ends": "18:00"}],
        [
            {"name": "Tarde", "starts": "12:00", "ends": "18:00"},
            {"name": "Manhã", "starts": "07:00", "ends": "12:00"},
        ],
        [
            {"name": "Manhã", "starts": "07:00", "ends": "12:30"},
            {"name": "Tarde", "starts": "12:00", "ends": "18:00"},
        ],
    ],
)
async def test_shifts_that_cannot_be_are_refused(ada: Caller, shifts: list[Body]) -> None:
    problem = await ada.patch("/v1/organization/settings", {"shifts": shifts}, 422)
    assert [each["code"] for each in problem["errors"]] == ["shifts_out_of_order"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"promised_from": _local("07:30")}, "half_a_window"),
        (
            {"promised_from": _local("09:30"), "promised_until": _local("10:30")},
            "outside_promise",
        ),
        (
            {"promised_from": _local("10:30"), "promised_until": _local("09:30")},
            "ends_before_it_starts",
        ),
        (
            {"promised_from": _local("08:00"), "promised_until": _local("08:01", "2027-03-10")},
            "period_too_long",
        ),
        (
            {
                "promise_kind": "exact",
                "promised_from": _local("08:00"),
                "promised_until": _local("09:00"),
            },
            "two_promises",
        ),
        ({"promise_kind": "someday"}, "unknown_value"),
    ],
)
async def test_promises_that_cannot_be_are_refused(work: Fieldwork, more: Body, code: str) -> None:
    order = await work.opened()
    slot = _slot(work, "08:00", "09:00", **more)
    problem = await work.office.post(f"/v1/orders/{order['id']}/schedule", slot, 422)
    assert [each["code"] for each in problem["errors"]] == [code]


async def test_a_rescheduled_visit_is_promised_anew(work: Fieldwork) -> None:
    order = await work.opened()
    path = f"/v1/orders/{order['id']}"
    await work.office.post(f"{path}/schedule", _slot(work, "08:00", "09:00"))
    await work.office.post(f"{path}/schedule", _slot(work, "13:00", "14:00"), 200)
    (booking,) = (await work.office.get("/v1/bookings", order_id=order["id"]))["items"]
    assert _window(booking) == ("shift", "12:00", "18:00")
    (first, second) = (
        entry["data"]
        for entry in (await work.office.get(f"{path}/timeline"))["items"]
        if entry["name"] == "order.scheduled"
    )
    assert first["promised_until"] == second["promised_from"]
    until, since = (datetime.fromisoformat(second[f"promised_{end}"]) for end in ("until", "from"))
    assert until - since == timedelta(hours=6)


async def test_another_organization_does_not_find_them_by_the_order(
    work: Fieldwork, stranger: Caller
) -> None:
    order = await work.scheduled()
    assert len((await work.technician.get("/v1/bookings", order_id=order["id"]))["items"]) == 1
    assert (await stranger.get("/v1/bookings", order_id=order["id"]))["items"] == []
