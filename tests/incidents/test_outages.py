"""A mass outage: whatever is opened inside of it belongs to it, and whoever is there is told."""

from typing import Any

from tests.callers import Caller, Drain
from tests.mails import text_of
from tests.stories import open_order
from tests.world import World

CENTRE = {"latitude": -22.9060, "longitude": -47.0600, "radius_m": 800}
KNOWN = {"body": "A fibra do bairro foi cortada; a equipe está no local."}


async def messages_of(caller: Caller, ticket: dict[str, Any]) -> list[str]:
    page = await caller.get(f"/v1/tickets/{ticket['id']}/messages")
    return [message["body"] for message in page["items"]]


async def test_a_ticket_inside_of_the_area_is_linked_and_told(
    ada: Caller, carla: Caller, world: World, drain: Drain
) -> None:
    outage = await ada.post("/v1/incidents", {"title": "Fibra cortada", "area": CENTRE})
    path = f"/v1/incidents/{outage['id']}"
    assert outage["area"] == CENTRE
    await ada.post(f"{path}/updates", KNOWN, 202)
    subject = {"subject": "Sem internet", "description": "Caiu agora."}
    at_the_shop = await carla.post("/v1/tickets", subject | {"site_id": world.site["id"]})
    of_the_customer = await carla.post("/v1/tickets", subject)
    elsewhere = await ada.post("/v1/tickets", subject)  # nobody's site
    await drain(ada.organization_id)
    shown = await ada.get(path)
    assert shown["ticket_count"] == 2
    for ticket in (at_the_shop, of_the_customer):
        assert KNOWN["body"] in (await messages_of(carla, ticket))[-1]
    assert len(await messages_of(ada, elsewhere)) == 1


async def test_an_order_inside_is_linked_and_its_customer_told_by_mail(
    ada: Caller, world: World, mailer: Any, drain: Drain
) -> None:
    await ada.patch(f"/v1/customers/{world.customer['id']}", {"email": "loja@example.com"})
    outage = await ada.post(
        "/v1/incidents", {"title": "Fibra cortada", "site_ids": [world.site["id"]]}
    )
    path = f"/v1/incidents/{outage['id']}"
    await ada.post(f"{path}/updates", KNOWN, 202)
    order = await open_order(ada, world)
    await drain(ada.organization_id)
    [linked] = (await ada.get(f"{path}/orders"))["items"]
    assert linked["order_id"] == order["id"]
    told = [mail for mail in mailer.sent if "loja@example.com" in str(mail["To"])]
    assert len(told) == 1
    assert KNOWN["body"] in str(text_of(told[0]))
    timeline = (await ada.get(f"/v1/orders/{order['id']}/timeline"))["items"]
    assert timeline[-1]["name"] == "order.joined_incident"
    await drain(ada.organization_id)  # once in effect
    assert (await ada.get(path))["order_count"] == 1
    await open_order(ada, world)
    await drain(ada.organization_id)
    assert (await ada.get(path))["order_count"] == 2
    told = [mail for mail in mailer.sent if "loja@example.com" in str(mail["To"])]
    assert len(told) == 1, "a customer is told of one outage once"


async def test_what_lies_outside_or_comes_afterwards_has_its_own_reason(
    ada: Caller, carla: Caller, world: World, drain: Drain
) -> None:
    far = CENTRE | {"latitude": -23.5}
    outage = await ada.post("/v1/incidents", {"title": "Fibra cortada", "area": far})
    path = f"/v1/incidents/{outage['id']}"
    subject = {"subject": "Sem internet", "description": "Caiu.", "site_id": world.site["id"]}
    await carla.post("/v1/tickets", subject)
    await drain(ada.organization_id)
    assert (await ada.get(path))["ticket_count"] == 0
    await ada.patch(path, {"area": CENTRE})
    await ada.post(f"{path}/resolve", {"body": "Voltou.", "solve_tickets": False}, 202)
    await carla.post("/v1/tickets", subject)
    await drain(ada.organization_id)
    assert (await ada.get(path))["ticket_count"] == 0


async def test_sites_are_named_once_and_taken_away(ada: Caller, world: World) -> None:
    outage = await ada.post("/v1/incidents", {"title": "Fibra cortada"})
    path = f"/v1/incidents/{outage['id']}"
    assert (outage["area"], outage["site_count"]) == (None, 0)
    for _ in range(2):
        named = await ada.post(f"{path}/sites", {"site_ids": [world.site["id"]]}, 200)
        assert named["site_count"] == 1
    [site] = (await ada.get(f"{path}/sites"))["items"]
    assert (site["site_id"], site["customer_name"]) == (world.site["id"], "Padaria São João")
    await ada.delete(f"{path}/sites/{world.site['id']}")
    await ada.delete(f"{path}/sites/{world.site['id']}", 404)
    refused = await ada.post(f"{path}/sites", {"site_ids": [world.customer["id"]]}, 422)
    assert refused["code"] == "unknown_reference"
    cleared = await ada.patch(path, {"area": CENTRE})
    assert cleared["area"] == CENTRE
    assert (await ada.patch(path, {"clear": ["area"]}))["area"] is None
    await ada.patch(path, {"area": CENTRE | {"radius_m": 0}}, 422)
