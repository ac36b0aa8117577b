"""What an event would set nothing in motion for is not delivered to anybody."""

from typing import Any

import pytest

from app.core.data.database import Database
from app.core.events import dispatcher
from tests.callers import Caller, Drain
from tests.orders.fieldwork import Fieldwork
from tests.world import World

NEW = {"subject": "Sem sinal", "description": "Caiu agora."}
POLICY = {
    "name": "Padrão",
    "targets": [{"metric": "resolution", "priority": "normal", "minutes": 60}],
}
RULE = {
    "name": "Regra",
    "trigger": "ticket_opened",
    "actions": [{"type": "set_priority", "value": "high"}],
}
OUTAGE = {"title": "Fibra cortada"}
#: Whoever asked for a ticket, and the desk, hear of each.
TOLD = 1
AREA = {"latitude": -23.5, "longitude": -46.6, "radius_m": 500}


async def _taken(database: Database, caller: Caller) -> int:
    """How many listeners took what just happened."""
    return (await dispatcher.drain(database, caller.organization_id)).taken


@pytest.mark.parametrize(
    ("path", "thing", "listeners"),
    [
        ("", {}, 0),
        ("/v1/sla-policies", POLICY, 1),
        ("/v1/automation-rules", RULE, 1),
        ("/v1/automation-rules", RULE | {"mode": "inactive"}, 0),
        ("/v1/automation-rules", RULE | {"trigger": "ticket_solved"}, 0),
        ("/v1/incidents", OUTAGE | {"area": AREA}, 1),
        ("/v1/incidents", OUTAGE, 0),
    ],
)
async def test_an_opened_ticket_concerns_whom_the_organization_has_something_for(
    ada: Caller,
    database: Database,
    drain: Drain,
    path: str,
    thing: dict[str, Any],
    listeners: int,
) -> None:
    if path:
        await ada.post(path, thing)
    await drain(ada.organization_id)
    await ada.post("/v1/tickets", NEW)
    assert await _taken(database, ada) == listeners + TOLD


async def test_a_desk_that_assigns_by_itself_hears_of_opened_tickets(
    ada: Caller, database: Database, drain: Drain
) -> None:
    await drain(ada.organization_id)
    await ada.patch(f"/v1/desks/{ada.organization_id}", {"strategy": "least_loaded"})
    await drain(ada.organization_id)
    await ada.post("/v1/tickets", NEW)
    assert await _taken(database, ada) == 1 + TOLD


async def test_clocks_hear_only_of_what_turns_them(
    ada: Caller, database: Database, drain: Drain
) -> None:
    await ada.post("/v1/sla-policies", POLICY)
    path = f"/v1/tickets/{(await ada.post('/v1/tickets', NEW))['id']}"
    await drain(ada.organization_id)
    await ada.patch(path, {"subject": "Sem sinal na loja"})
    await ada.post(f"{path}/transition", {"status": "open"}, 200)
    assert await _taken(database, ada) == 0
    await ada.post(f"{path}/transition", {"status": "pending"}, 200)
    assert await _taken(database, ada) == 1


async def test_an_order_of_no_ticket_concerns_its_technician_alone(
    ada: Caller, world: World, database: Database, drain: Drain
) -> None:
    await drain(ada.organization_id)
    await Fieldwork(world).scheduled()
    assert await _taken(database, ada) == 1
