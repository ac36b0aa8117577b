"""What a clone and a follow-up order have of the order that they come from."""

from typing import Any

import pytest

from app.core.data.database import Base
from app.orders.copying.carrying import AGREED, CARRIED, KEPT, Copies
from app.orders.models import Order
from tests.callers import Caller, Drain
from tests.stories import close_order, open_order, picture, start_order
from tests.world import World

#: Columns of an order that a copy has for itself, or that its opening sets.
OWN = {
    *("organization_id", "id", "number", "protocol", "title", "description", "priority"),
    *("status", "technician_id", "starts_at", "ends_at", "failed_visits", "materials_count"),
    *("opened_at", "closed_at", "cancelled_at", "cancel_reason", "report_file_id"),
    *("follow_up_of_id", "cloned_from_id", "quote_id", "search_vector"),
    *("version", "created_at", "updated_at"),
}


def test_every_table_that_points_at_an_order_says_what_a_copy_does_with_it() -> None:
    """By a foreign key, or by its name."""
    pointing = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name == "order_id"
        or any(
            key.column.table.name == "orders" and column.name != "organization_id"
            for key in column.foreign_keys
        )
    }
    assert pointing == CARRIED.keys()
    copied = {place: fate for place, fate in CARRIED.items() if isinstance(fate, Copies)}
    assert {place.partition(".")[0] for place in copied} == {
        fate.model.__tablename__ for fate in copied.values()
    }


def test_every_column_of_an_order_is_kept_or_its_own() -> None:
    assert {*Order.__table__.columns.keys()} == OWN | {*KEPT, *AGREED}
    assert not OWN & {*KEPT, *AGREED}


@pytest.fixture
async def closed(ada: Caller, tiago: Caller, world: World) -> dict[str, Any]:
    """An order with a line of each kind, a photo and a comment, that was closed."""
    policy = {"min_photos": 1, "needs_network": False, "needs_technician_signature": False}
    new = {"code": "INST", "name": "Instalação", "price": "149.90", "duration_minutes": 90}
    service = await ada.post("/v1/services", new | {"closing_policy": policy})
    category = await ada.post("/v1/categories", {"name": "Reparo"})
    order = await open_order(ada, world)
    path = f"/v1/orders/{order['id']}"
    contract = await ada.post(
        f"/v1/customers/{order['customer_id']}/contracts", {"contract_number": "1", "plan": "Fibra"}
    )
    await ada.patch(path, {"contract_id": contract["id"], "category_id": category["id"]})
    lines = [
        {"service_id": service["id"], "quantity": "3", "unit_price": "33.33"},
        {"product_id": (await world.goods()).product, "unit_price": "250.00"},
        {"description": "Andaime", "unit_price": "50.00", "discount_percent": "50"},
    ]
    await ada.put(f"{path}/lines", {"lines": lines, "discount_percent": "10"})
    await ada.post(f"{path}/comments", {"body": "Chave no caixa."})
    await start_order(ada, tiago, order)
    await tiago.post(f"{path}/photos", {"file_id": (await picture(tiago))["id"]})
    await close_order(tiago, order, world)
    # What the catalog offers since is another matter.
    await ada.patch(f"/v1/services/{service['id']}", {"active": False, "price": "1.00"})
    shown: dict[str, Any] = await ada.get(path)
    return shown


@pytest.mark.parametrize(
    ("command", "body", "origin"),
    [
        ("reopen", {"reason": "O sinal caiu de novo."}, "follow_up_of_id"),
        ("clone", {}, "cloned_from_id"),
    ],
)
async def test_a_copy_has_everything_that_was_agreed(
    command: str, body: dict[str, Any], origin: str, ada: Caller, closed: dict[str, Any]
) -> None:
    made = await ada.post(f"/v1/orders/{closed['id']}/{command}", body)
    copy = await ada.get(f"/v1/orders/{made['id']}")
    assert (copy[origin], copy["version"], copy["status"]) == (closed["id"], 1, "open")
    same = (
        *("customer_id", "site_id", "problem_code_id", "contract_id", "category_id", "title"),
        *("priority", "services", "services_total", "subtotal", "discount", "discount_percent"),
        *("total", "closing_policy", "duration_minutes", "technical"),
    )
    assert {name: copy[name] for name in same} == {name: closed[name] for name in same}
    assert (copy["total"], copy["closing_policy"]["min_photos"]) == ("337.49", 1)
    lines = [
        [{name: line[name] for name in line if name != "id"} for line in order["lines"]]
        for order in (copy, closed)
    ]
    assert lines[0] == lines[1]
    assert (copy["photos_count"], copy["materials_count"]) == (0, 0)
    assert (await ada.get(f"/v1/orders/{copy['id']}/comments"))["items"] == []
    # Neither is changed through the other.
    await ada.put(f"/v1/orders/{copy['id']}/lines", {"lines": []})
    assert await ada.get(f"/v1/orders/{closed['id']}") == closed


async def test_a_ticket_that_is_not_over_waits_for_the_clone_too(
    ada: Caller, bob: Caller, carla: Caller, world: World, drain: Drain
) -> None:
    ticket = await carla.post(
        "/v1/tickets", {"subject": "Sem internet", "description": "Luz vermelha."}
    )
    path = f"/v1/tickets/{ticket['id']}"
    raised = {"problem_code_id": world.problem["id"], "site_id": world.site["id"]}
    order = await bob.post(f"{path}/orders", raised)
    await ada.post(f"/v1/orders/{order['id']}/cancel", {"reason": "Cliente errado."}, 200)
    await drain(ada.organization_id)
    assert (await bob.get(path))["status"] == "open"
    clone = await ada.post(f"/v1/orders/{order['id']}/clone", {})
    await drain(ada.organization_id)
    shown = await bob.get(path)
    assert (shown["status"], {*shown["order_ids"]}) == ("on_hold", {order["id"], clone["id"]})
    await bob.post(f"{path}/solve", {"details": "Feito."}, 200)
    await ada.post(f"/v1/orders/{order['id']}/clone", {})
    await drain(ada.organization_id)
    assert (await bob.get(path))["order_ids"] == shown["order_ids"]
