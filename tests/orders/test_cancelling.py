"""Cancelling frees the slot, and is refused while goods are in the work."""

from datetime import timedelta

from app.core.values.clock import now
from tests.orders.fieldwork import Fieldwork

REASON = {"reason": "O cliente desistiu."}


async def test_an_open_order_is_cancelled_once(work: Fieldwork) -> None:
    order = await work.opened()
    path = f"/v1/orders/{order['id']}/cancel"
    cancelled = await work.office.post(path, REASON, 200)
    assert (cancelled["status"], cancelled["cancel_reason"]) == ("cancelled", REASON["reason"])
    assert (await work.office.post(path, REASON, 409))["code"] == "order_already_cancelled"


async def test_cancelling_frees_the_slot(work: Fieldwork) -> None:
    order = await work.scheduled()
    await work.office.post(f"/v1/orders/{order['id']}/cancel", REASON, 200)
    assert (await work.office.get("/v1/bookings"))["items"] == []
    assert (await work.scheduled())["status"] == "scheduled"
    seen = await work.technician.get(f"/v1/orders/{order['id']}")
    assert seen["status"] == "cancelled"


async def test_goods_go_back_before_an_order_is_cancelled(work: Fieldwork) -> None:
    order = await work.started()
    used = await work.use(order["id"], "10")
    path = f"/v1/orders/{order['id']}"
    problem = await work.office.post(f"{path}/cancel", REASON, 409)
    assert problem["code"] == "reverse_movements_first"
    await work.technician.post(f"{path}/materials/{used['id']}/reverse", expect=200)
    await work.office.post(f"{path}/cancel", REASON, 200)
    assert await work.balance() == "100.000"

    # The technician is free again, for the rest of the slot and for another visit.
    other = await work.opened()
    slot = work.slot(1, 2) | {
        "starts_at": (now() + timedelta(seconds=1)).isoformat(),
        "ends_at": (now() + timedelta(hours=1)).isoformat(),
    }
    await work.office.post(f"/v1/orders/{other['id']}/schedule", slot)
    await work.technician.post(f"/v1/orders/{other['id']}/start", work.start(), 200)


async def test_a_cancelled_order_takes_no_further_command(work: Fieldwork) -> None:
    order = await work.scheduled()
    path = f"/v1/orders/{order['id']}"
    await work.office.post(f"{path}/cancel", REASON, 200)
    cable = {"product_id": (await work.world.goods()).product, "quantity": "1"}
    for caller, command, body in (
        (work.office, "schedule", work.slot(10, 12)),
        (work.technician, "start", work.start()),
        (work.technician, "materials", cable),
        (work.technician, "preview-close", work.facts()),
    ):
        problem = await caller.post(f"{path}/{command}", body, 409)
        assert problem["code"] == "order_already_cancelled", command
    problem = await work.office.patch(path, {"title": "x"}, 409)
    assert problem["code"] == "order_already_cancelled"


async def test_a_closed_order_is_not_cancelled(work: Fieldwork) -> None:
    order = await work.closed()
    problem = await work.office.post(f"/v1/orders/{order['id']}/cancel", REASON, 409)
    assert problem["code"] == "order_already_closed"


async def test_a_reason_is_asked_for(work: Fieldwork) -> None:
    order = await work.opened()
    await work.office.post(f"/v1/orders/{order['id']}/cancel", {"reason": " "}, 422)
