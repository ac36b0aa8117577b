"""Two entries of one customer are found and made one; nothing of either is lost."""

from typing import Any

from tests.callers import Caller, Drain
from tests.stories import open_order, upload
from tests.world import World, create_world


async def test_duplicates_are_told_with_the_reason(ada: Caller) -> None:
    one = await ada.post(
        "/v1/customers",
        {
            "name": "Maria Sá",
            "document": "529.982.247-25",
            "email": "maria@example.com",
            "phone": "+55 11 91234-5678",
        },
    )
    alike: dict[str, dict[str, Any]] = {
        "Maria S.": {"document": "52998224725", "allow_duplicate": True},
        "M. Sá": {"email": "MARIA@example.com"},
        "Sra. Sá": {"phone": "(11) 91234 5678"},
        "MARIA SÁ": {},
        "Mariana Sá": {},
    }
    for name, facts in alike.items():
        await ada.post("/v1/customers", {"name": name, **facts})
    found = (await ada.get(f"/v1/customers/{one['id']}/duplicates"))["items"]
    assert {d["name"]: d["reasons"] for d in found} == {
        "Maria S.": ["document"],
        "M. Sá": ["email"],
        "Sra. Sá": ["phone"],
        "MARIA SÁ": ["name"],
    }


async def test_everything_goes_to_the_customer_that_goes_on(
    ada: Caller, tiago: Caller, carla: Caller, drain: Drain
) -> None:
    world: World = await create_world(ada, tiago, carla)
    old = f"/v1/customers/{world.customer['id']}"
    order = await open_order(ada, world)
    ticket = await carla.post("/v1/tickets", {"subject": "Lenta", "description": "Muito lenta."})
    assert ticket["customer_id"] == world.customer["id"]
    await ada.post(f"{old}/contracts", {"contract_number": "1", "plan": "Fibra"})
    erp = {"key": "tool:erp", "customer_id": world.customer["id"]}
    tool = await ada.post("/v1/tool-entitlements", erp)
    quote = await ada.post(
        "/v1/quotes", {"customer_id": world.customer["id"], "title": "Rede da loja"}
    )
    await ada.post(f"{old}/equipment", {"label": "ONU"})
    await ada.post(f"{old}/files", {"file_id": (await upload(ada))["id"]})
    await ada.patch(old, {"phone": "+55 19 3333-4444"})
    goes_on = await ada.post("/v1/customers", {"name": "Padaria S. João Ltda", "notes": "Boa"})
    new = f"/v1/customers/{goes_on['id']}"

    into = await ada.post(f"{old}/merge", {"into_customer_id": goes_on["id"]}, 200)
    await drain(ada.organization_id)

    assert (into["id"], into["phone"], into["notes"]) == (
        *(goes_on["id"], "+55 19 3333-4444", "Boa"),
    )
    for owned in ("sites", "contacts", "equipment", "files"):
        assert len((await ada.get(f"{new}/{owned}"))["items"]) == 1, owned
        assert (await ada.get(f"{old}/{owned}"))["items"] == [], owned
    assert len((await ada.get("/v1/contracts", customer_id=goes_on["id"]))["items"]) == 1
    moved = await ada.get(f"/v1/orders/{order['id']}")
    assert moved["version"] == order["version"] + 1
    assert moved["updated_at"] > order["updated_at"]
    for path, before in (
        *((f"contacts/{world.contact['id']}", world.contact), (f"tickets/{ticket['id']}", ticket)),
        *((f"sites/{world.site['id']}", world.site), (f"quotes/{quote['id']}", quote)),
    ):
        seen = {"If-None-Match": f'"{before["version"]}"'}
        assert (await ada.send("GET", f"/v1/{path}", headers=seen)).status_code == 200, path
    assert (moved["customer_id"], moved["customer_name"]) == (goes_on["id"], goes_on["name"])
    assert len((await ada.get("/v1/orders", q="ltda"))["items"]) == 1
    assert (await ada.get(f"/v1/tickets/{ticket['id']}"))["customer_id"] == goes_on["id"]
    assert (await ada.get(f"/v1/quotes/{quote['id']}"))["customer_id"] == goes_on["id"]
    tools = (await ada.get("/v1/tool-entitlements"))["items"]
    assert [(t["id"], t["customer_id"]) for t in tools] == [(tool["id"], goes_on["id"])]
    found = await ada.get("/v1/customers", q="flores campinas")
    assert [c["id"] for c in found["items"]] == [goes_on["id"]]


async def test_a_merged_customer_is_read_and_left_as_it_is(ada: Caller) -> None:
    first, second, third = [
        await ada.post("/v1/customers", {"name": name}) for name in ("Um", "Dois", "Três")
    ]
    path = f"/v1/customers/{first['id']}"
    into_itself = await ada.post(f"{path}/merge", {"into_customer_id": first["id"]}, 422)
    assert [e["code"] for e in into_itself["errors"]] == ["same_customer"]
    await ada.post(f"{path}/merge", {"into_customer_id": second["id"]}, 200)
    assert (await ada.get(path))["merged_into_id"] == second["id"]
    assert [c["name"] for c in (await ada.get("/v1/customers"))["items"]] == ["Dois", "Três"]
    for method, place, body in (
        ("PATCH", path, {"name": "Outro"}),
        ("POST", f"{path}/merge", {"into_customer_id": third["id"]}),
        ("POST", f"{path}/equipment", {"label": "ONU"}),
        ("POST", f"{path}/contracts", {"contract_number": "1", "plan": "Fibra"}),
        ("POST", f"{path}/sites", {"label": "Casa", "street": "Rua", "city": "Campinas"}),
    ):
        refused = (await ada.send(method, place, json=body)).json()
        assert (refused["code"], refused["merged_into_id"]) == (
            *("customer_was_merged", second["id"]),
        )
    into_it = {"into_customer_id": first["id"]}
    refused = await ada.post(f"/v1/customers/{third['id']}/merge", into_it, 422)
    assert [e["code"] for e in refused["errors"]] == ["customer_was_merged"]
    await ada.post(f"/v1/customers/{second['id']}/merge", {"into_customer_id": third["id"]}, 200)
    assert (await ada.get(path))["merged_into_id"] == third["id"]
