"""Everything there was with one customer, in one call, newest first."""

from typing import Any

from tests.callers import Caller
from tests.stories import open_order, upload
from tests.world import create_world


async def test_everything_of_a_customer_is_told_newest_first(
    ada: Caller, tiago: Caller, carla: Caller
) -> None:
    world = await create_world(ada, tiago, carla)
    path = f"/v1/customers/{world.customer['id']}"
    assert (await ada.get(f"{path}/history"))["items"] == []
    await ada.post(f"{path}/contracts", {"contract_number": "2026/7", "plan": "Fibra"})
    await carla.post("/v1/tickets", {"subject": "Lenta", "description": "Muito."})
    order = await open_order(ada, world)
    await ada.post("/v1/quotes", {"customer_id": world.customer["id"], "title": "Rede"})
    await ada.post(f"{path}/equipment", {"label": "ONU"})
    await ada.post(f"{path}/files", {"file_id": (await upload(ada))["id"]})
    other = await ada.post("/v1/customers", {"name": "Outra"})
    await ada.post(
        f"/v1/customers/{other['id']}/contracts", {"contract_number": "8", "plan": "Fibra"}
    )

    told = (await ada.get(f"{path}/history"))["items"]
    assert [(e["kind"], e["label"], e["entry_status"]) for e in told] == [
        ("document", "erro.txt", None),
        ("equipment", "ONU", None),
        ("quote", "Rede", "draft"),
        ("order", "Sem internet", "open"),
        ("ticket", "Lenta", told[4]["entry_status"]),
        ("contract", "Fibra", "active"),
    ]
    assert (told[3]["id"], told[3]["reference"]) == (order["id"], order["protocol"])

    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = await ada.get(f"{path}/history", **query)
        seen += [entry["id"] for entry in page["items"]]
        if page["next_before"] is None:
            break
        query |= {"before": page["next_before"], "before_id": page["next_before_id"]}
    assert seen == [entry["id"] for entry in told]

    # A technician sees the customer's things, not everybody's orders.
    kinds = {e["kind"] for e in (await tiago.get(f"{path}/history"))["items"]}
    assert kinds == {"contract", "equipment", "document"}
