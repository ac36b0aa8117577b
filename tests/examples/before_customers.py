"""What the examples of customers, files, jobs and calendars need before they can be sent."""

from typing import Any

from app.contract.examples.ids import BAKERY, CALENDAR, NO_SIGNAL, SHOP, TECHNICIAN
from tests.examples.calls import Call, Demo, before

_PDF = b"%PDF-1.4\n% Contrato 2026/000117\n%%EOF\n"
_TABLE = (
    "Nome;Telefone;Endereço;Número;Cidade;UF\n"
    "Mercado Boa Safra;(19) 90000-0108;Rua Barreto Leme;1410;Campinas;SP\n"
    "Ótica Visão Clara;(19) 90000-0109;Rua Conceição;233;Campinas;SP\n"
    ";(19) 90000-0110;Rua Culto à Ciência;88;Campinas;SP\n"
).encode()


# files and jobs


@before("uploadFile")
async def _file(demo: Demo) -> Call:
    return Call(files={"file": ("contrato-assinado.pdf", _PDF)})


@before("getFile", "downloadFile")
async def _uploaded(demo: Demo) -> Call:
    return Call(path={"file_id": await demo.upload("contrato-assinado.pdf", _PDF)})


@before("listJobs")
async def _jobs(demo: Demo) -> Call:
    await _imported(demo)
    return Call()


@before("getJob", "downloadJobResult")
async def _import(demo: Demo) -> Call:
    return Call(path={"job_id": await _imported(demo)})


# calendars


@before("listCalendarOverrides")
async def _override(demo: Demo) -> Call:
    await _shorter_day(demo, "2026-12-31")
    return Call()


@before("deleteCalendarOverride")
async def _override_of_its_own(demo: Demo) -> Call:
    return Call(path={"override_id": await _shorter_day(demo, "2027-01-04")})


# customers


@before("getContact", "updateContact")
async def _contact(demo: Demo) -> Call:
    contacts = await demo.manager.get(f"/v1/customers/{BAKERY}/contacts")
    return Call(path={"contact_id": contacts["items"][0]["id"]})


@before("deleteContact")
async def _contact_of_its_own(demo: Demo) -> Call:
    somebody = await demo.newcomer("requester")
    new = {"person_id": str(somebody.person_id)}
    made = await demo.manager.post(f"/v1/customers/{BAKERY}/contacts", new)
    return Call(path={"contact_id": made["id"]})


@before("getMyCustomer")
async def _customer(demo: Demo) -> Call:
    return Call(by="cliente")


@before("cancelContract")
async def _contract(demo: Demo) -> Call:
    new = {"contract_number": "2026/000118", "site_id": SHOP, "plan": "Fibra 300 M"}
    made = await demo.manager.post(f"/v1/customers/{BAKERY}/contracts", new)
    return Call(path={"contract_id": made["id"]})


@before("listCustomerFiles")
async def _document(demo: Demo) -> Call:
    await _new_document(demo)
    return Call()


@before("addCustomerFile")
async def _contract_file(demo: Demo) -> Call:
    return Call(body={"file_id": await demo.upload("contrato-assinado.pdf", _PDF)})


@before("deleteCustomerFile")
async def _document_of_its_own(demo: Demo) -> Call:
    return Call(path={"document_id": await _new_document(demo)})


@before("importCustomers")
async def _table(demo: Demo) -> Call:
    return Call(body={"file_id": await demo.upload("clientes.csv", _TABLE)})


@before("mergeCustomer")
async def _written_down_thrice(demo: Demo) -> Call:
    again = {"name": "Padaria Bela Vista Ltda", "kind": "company", "email": "caixa@padaria.example"}
    made = await demo.manager.post("/v1/customers", again)
    return Call(path={"customer_id": made["id"]})


@before("listSiteLocationChanges")
async def _corrected_site(demo: Demo) -> Call:
    place = demo.example("SiteCreate") | {"label": "Banca da Praça", "street_number": "98"}
    site = await demo.manager.post(f"/v1/customers/{BAKERY}/sites", place)
    new = {
        "customer_id": BAKERY,
        "site_id": site["id"],
        "problem_code_id": NO_SIGNAL,
        "title": "Banca sem sinal",
    }
    order = await demo.manager.post("/v1/orders", new)
    path = f"/v1/orders/{order['id']}"
    slot = {
        "technician_id": TECHNICIAN,
        "starts_at": "2026-12-29T17:00:00Z",
        "ends_at": "2026-12-29T18:00:00Z",
    }
    await demo.manager.post(f"{path}/schedule", slot)
    stood = {"latitude": -22.87502, "longitude": -47.05288, "accuracy_m": 6}
    await demo["tecnico"].post(f"{path}/location", stood, 200)
    return Call(path={"site_id": site["id"]})


async def _imported(demo: Demo) -> str:
    wanted: dict[str, Any] = {"file_id": await demo.upload("clientes.csv", _TABLE), "dry_run": True}
    job = await demo.manager.post("/v1/customer-imports", wanted, 202)
    await demo.drain()
    found: str = job["id"]
    return found


async def _new_document(demo: Demo) -> str:
    new = {
        "file_id": await demo.upload("contrato-assinado.pdf", _PDF),
        "note": "Contrato 2026/000117, assinado por Helena Duarte",
    }
    found: str = (await demo.manager.post(f"/v1/customers/{BAKERY}/files", new))["id"]
    return found


async def _shorter_day(demo: Demo, day: str) -> str:
    hours = {"date": day, "intervals": [{"starts": "07:00", "ends": "12:00"}]}
    new = hours | {"reason": "Expediente até o meio-dia"}
    found: str = (await demo.manager.post(f"/v1/calendars/{CALENDAR}/overrides", new))["id"]
    return found
