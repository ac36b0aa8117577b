"""What stands at a customer's, and the documents that are kept of one."""

from tests.callers import Caller
from tests.stories import upload


async def test_equipment_is_written_down_corrected_and_taken_away(ada: Caller) -> None:
    customer = await ada.post("/v1/customers", {"name": "Padaria"})
    path = f"/v1/customers/{customer['id']}/equipment"
    router = await ada.post(
        path,
        {"label": "Roteador", "model": "AX3", "serial_number": "SN1", "owner": "organization"},
    )
    await ada.post(path, {"label": "Balança"})
    changed = await ada.patch(f"/v1/equipment/{router['id']}", {"removed_on": "2026-11-20"})
    assert (changed["removed_on"], changed["version"]) == ("2026-11-20", 2)
    assert await ada.get(f"/v1/equipment/{router['id']}") == changed
    items = (await ada.get(path))["items"]
    assert [(e["label"], e["owner"]) for e in items] == [
        ("Balança", "customer"),
        ("Roteador", "organization"),
    ]


async def test_equipment_belongs_to_a_contract_of_the_same_customer(ada: Caller) -> None:
    one, other = [await ada.post("/v1/customers", {"name": name}) for name in ("Um", "Outro")]
    contract = await ada.post(
        f"/v1/customers/{one['id']}/contracts", {"contract_number": "1", "plan": "Fibra"}
    )
    wanted = {"label": "ONU", "contract_id": contract["id"]}
    refused = await ada.post(f"/v1/customers/{other['id']}/equipment", wanted, 422)
    assert [e["pointer"] for e in refused["errors"]] == ["#/body/contract_id"]
    kept = await ada.post(f"/v1/customers/{one['id']}/equipment", wanted)
    assert kept["contract_id"] == contract["id"]


async def test_a_document_is_kept_once_and_taken_back(ada: Caller, bob: Caller) -> None:
    customer = await ada.post("/v1/customers", {"name": "Padaria"})
    path = f"/v1/customers/{customer['id']}/files"
    file = await upload(ada, "contrato.txt", b"assinado")
    document = await ada.post(path, {"file_id": file["id"], "note": "Contrato"})
    assert (document["name"], document["note"]) == ("contrato.txt", "Contrato")
    assert (await ada.get(path))["items"] == [document]
    assert (await ada.post(path, {"file_id": file["id"]}, 409))["code"] == "upload_already_used"
    of_bob = await upload(bob)
    assert (await ada.post(path, {"file_id": of_bob["id"]}, 422))["code"] == "unknown_reference"
    await ada.delete(f"{path}/{document['id']}")
    assert (await ada.get(path))["items"] == []
    await ada.delete(f"{path}/{document['id']}", 404)


async def test_a_serial_number_stands_at_one_place(ada: Caller) -> None:
    one, other = [await ada.post("/v1/customers", {"name": name}) for name in ("Um", "Outro")]
    onu = {"label": "ONU", "serial_number": "HWTC0042"}
    first = await ada.post(f"/v1/customers/{one['id']}/equipment", onu)
    elsewhere = f"/v1/customers/{other['id']}/equipment"
    refused = await ada.post(elsewhere, onu, 409)
    assert (refused["code"], refused["equipment_id"], refused["customer_id"]) == (
        *("serial_number_in_use", first["id"]),
        one["id"],
    )
    plain = await ada.post(elsewhere, {"label": "ONU"})
    number = {"serial_number": "HWTC0042"}
    await ada.patch(f"/v1/equipment/{plain['id']}", number, 409)
    sure = await ada.patch(f"/v1/equipment/{plain['id']}", number | {"confirm": True})
    assert sure["serial_number"] == "HWTC0042"
    await ada.patch(f"/v1/equipment/{plain['id']}", {"clear": ["serial_number"]})
    await ada.patch(f"/v1/equipment/{first['id']}", {"removed_on": "2026-11-20"})
    await ada.post(elsewhere, onu)
    back = await ada.patch(f"/v1/equipment/{first['id']}", {"clear": ["removed_on"]}, 409)
    assert back["code"] == "serial_number_in_use"


async def test_equipment_is_not_removed_before_it_is_installed(ada: Caller) -> None:
    customer = await ada.post("/v1/customers", {"name": "Padaria"})
    new = {"label": "ONU", "installed_on": "2026-11-20"}
    onu = await ada.post(f"/v1/customers/{customer['id']}/equipment", new)
    path = f"/v1/equipment/{onu['id']}"
    refused = await ada.patch(path, {"removed_on": "2026-11-19"}, 422)
    assert [e["pointer"] for e in refused["errors"]] == ["#/body/removed_on"]
    await ada.patch(path, {"removed_on": "2026-11-20"})
    refused = await ada.patch(path, {"installed_on": "2026-11-21"}, 422)
    assert [e["pointer"] for e in refused["errors"]] == ["#/body/installed_on"]


async def test_equipment_and_its_contract_are_at_one_site(ada: Caller) -> None:
    customer = await ada.post("/v1/customers", {"name": "Padaria"})
    path = f"/v1/customers/{customer['id']}"
    address = {"street": "Rua A", "city": "Campinas"}
    home, shop = [
        await ada.post(f"{path}/sites", address | {"label": label}) for label in ("Casa", "Loja")
    ]
    of_home = await ada.post(
        f"{path}/contracts", {"contract_number": "1", "plan": "Fibra", "site_id": home["id"]}
    )
    onu = {"label": "ONU", "contract_id": of_home["id"]}
    refused = await ada.post(f"{path}/equipment", onu | {"site_id": shop["id"]}, 422)
    assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [
        ("#/body/contract_id", "other_site")
    ]
    kept = await ada.post(f"{path}/equipment", onu)
    await ada.patch(f"/v1/equipment/{kept['id']}", {"site_id": shop["id"]}, 422)
    await ada.patch(f"/v1/equipment/{kept['id']}", {"site_id": home["id"]})
