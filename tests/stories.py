"""The main steps over HTTP: an order from opening to closing, a form, a process, a file."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from app.core.data.statements import sql
from app.core.events.outbox import enqueue
from app.core.values.clock import now
from tests.callers import Caller, Drain
from tests.world import Goods, World, create_world, receipt


def tomorrow_at(hour: int, minute: int = 0) -> datetime:
    day = now() + timedelta(days=1)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


#: A signature of two strokes over a good part of a 600 x 200 canvas.
STROKES = [
    [{"t": 10 * n, "x": 40 + 18 * n, "y": 40 + (n % 5) * 25} for n in range(15)],
    [{"t": 300 + 10 * n, "x": 320 + 15 * n, "y": 150 - (n % 4) * 30} for n in range(15)],
]


def signature(content_hash: str, name: str = "Carla Dias", **more: Any) -> dict[str, Any]:
    return {
        "signer_name": name,
        "strokes": STROKES,
        "canvas": {"width": 600, "height": 200},
        "content_hash": content_hash,
        "device_time": now().isoformat(),
    } | more


async def open_order(ada: Caller, world: World) -> dict[str, Any]:
    order: dict[str, Any] = await ada.post(
        "/v1/orders",
        {
            "customer_id": world.customer["id"],
            "site_id": world.site["id"],
            "problem_code_id": world.problem["id"],
            "title": "Sem internet",
        },
    )
    return order


async def start_order(ada: Caller, tiago: Caller, order: dict[str, Any], hour: int = 9) -> None:
    """Schedule the order with Tiago and let him start it."""
    await ada.post(
        f"/v1/orders/{order['id']}/schedule",
        {
            "technician_id": str(tiago.person_id),
            "starts_at": tomorrow_at(hour).isoformat(),
            "ends_at": tomorrow_at(hour + 1).isoformat(),
        },
    )
    await tiago.post(f"/v1/orders/{order['id']}/start", {"occurred_at": now().isoformat()}, 200)


async def close_order(
    tiago: Caller, order: dict[str, Any], world: World, **more: Any
) -> dict[str, Any]:
    """Preview, sign and close."""
    facts = {
        "cause_code_id": world.cause["id"],
        "solution_code_id": world.solution["id"],
        "details": "Fusão refeita na caixa; sinal em -19,8 dBm.",
    }
    preview = await tiago.post(f"/v1/orders/{order['id']}/preview-close", facts, 200)
    closed: dict[str, Any] = await tiago.post(
        f"/v1/orders/{order['id']}/close",
        facts | {"customer_signature": signature(preview["content_hash"])} | more,
        200,
    )
    return closed


async def published_form(
    ada: Caller, key: str, schema: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """A form whose first version is published: that version."""
    form = await ada.post("/v1/forms", {"key": key, "name": key.capitalize()})
    schema = schema or {
        "type": "object",
        "additionalProperties": False,
        "properties": {"item": {"type": "string"}},
    }
    draft = await ada.post(f"/v1/forms/{form['id']}/versions", {"json_schema": schema} | more)
    published: dict[str, Any] = await ada.post(
        f"/v1/form-versions/{draft['id']}/publish", None, 200
    )
    return published


async def active_process(
    ada: Caller, form_id: str, key: str = "ajuda", definition: Any = None
) -> dict[str, Any]:
    """A process with one activity, opened with this form, unless the definition says more."""
    process = await ada.post("/v1/processes", {"key": key, "name": key.capitalize()})
    opening = {"key": "abrir", "audience": "both", "form_id": form_id, "is_opening": True}
    triage = {"key": "triagem", "label_agent": "Triagem", "label_requester": "Recebido"}
    definition = definition or {"activities": [triage | {"dialogs": [opening]}]}
    await ada.put(f"/v1/processes/{process['id']}/definition", definition)
    active: dict[str, Any] = await ada.post(f"/v1/processes/{process['id']}/activate", None, 200)
    return active


@dataclass
class Owned:
    """One id for each path parameter there is, all of one organization."""

    ids: dict[str, str]
    #: Who can read what Ada cannot, by operation id.
    reader: dict[str, Caller] = field(default_factory=dict)
    anonymous: Caller = field(kw_only=True)


_GIVE_UP = sql("""update outbox_tasks
          set due_at = null, given_up_at = :now, attempts = 9,
              last_error = 'SMTPConnectError(''Error connecting to smtp.example on port 587'')'
        where organization_id = :organization_id and payload->>'to' = 'marcos@conecta.example'""")


async def dead_letter(caller: Caller) -> dict[str, Any]:
    """A mail that was tried to the last attempt."""
    async with caller.app.state.runtime.database.transaction(caller.actor) as session:
        enqueue(session, "mail", to="marcos@conecta.example")
        await session.flush()
        await session.rows(_GIVE_UP, now=now())
    found: dict[str, Any] = (await caller.get("/v1/dead-letters"))["items"][0]
    return found


async def _stock_ids(ada: Caller, goods: Goods) -> dict[str, str]:
    """One of everything that moves goods, by the name of its parameter."""
    line = {"product_id": goods.product, "quantity": "1"}
    places = {"from_location_id": goods.van, "to_location_id": goods.warehouse}
    place = {"location_id": goods.van}
    level = f"/v1/locations/{goods.van}/levels/{goods.product}"
    await ada.put(level, {"minimum": "1", "target": "2"})
    transfer = await ada.post("/v1/transfers", places | {"lines": [line]})
    count = await ada.post("/v1/stock-counts", place)
    adjustment = await ada.post(
        "/v1/adjustments", place | {"kind": "found", "note": "x", "lines": [line]}
    )
    purchase = await ada.post("/v1/purchases", place | {"supplier": "Cabos", "lines": [line]})
    piece = {"sku": "ONU-1", "name": "ONU", "unit": "un", "tracking": "serial"}
    product = await ada.post("/v1/products", piece)
    arrival = receipt(goods.warehouse, product["id"], "1")
    arrival["lines"][0]["serials"] = ["SN1"]
    await ada.post("/v1/movements", arrival)
    (serial,) = (await ada.get("/v1/serials"))["items"]
    return {
        "transfer_id": transfer["id"],
        "count_id": count["id"],
        "adjustment_id": adjustment["id"],
        "purchase_id": purchase["id"],
        "serial_id": serial["id"],
    }


async def owned_by(ada: Caller, tiago: Caller, carla: Caller, drain: Drain) -> Owned:
    """Make one of everything that has an id, so that a stranger can try to reach it."""
    world = await create_world(ada, tiago, carla)
    goods = await world.goods()
    ticket = await carla.post(
        "/v1/tickets", {"subject": "Sem internet", "description": "A luz da ONU está vermelha."}
    )
    await ada.post(f"/v1/tickets/{ticket['id']}/replies", {"body": "Vamos ver."})
    order = await ada.post(
        f"/v1/tickets/{ticket['id']}/orders",
        {"problem_code_id": world.problem["id"], "site_id": world.site["id"]},
    )
    await start_order(ada, tiago, order)
    material = await tiago.post(
        f"/v1/orders/{order['id']}/materials",
        {"product_id": goods.product, "quantity": "1.000"},
    )
    photo = await tiago.post(
        f"/v1/orders/{order['id']}/photos", {"file_id": (await picture(tiago))["id"]}
    )
    expense = await tiago.post(
        f"/v1/orders/{order['id']}/expenses", {"kind": "toll", "amount": "12.50"}
    )
    await close_order(tiago, order, world)
    job = await ada.post(f"/v1/people/{carla.person_id}/export", None, 202)
    await drain(ada.organization_id)
    report = await ada.get(f"/v1/orders/{order['id']}/close-report")
    booking = await ada.post(
        "/v1/bookings",
        {
            "person_id": str(tiago.person_id),
            "kind": "absence",
            "starts_at": tomorrow_at(13).isoformat(),
            "ends_at": tomorrow_at(14).isoformat(),
        },
    )
    await ada.put(f"/v1/technicians/{tiago.person_id}/working-hours", {"periods": []})
    await ada.put(f"/v1/technicians/{tiago.person_id}/on-call", {"periods": []})
    specialty = await ada.post("/v1/specialties", {"name": "Fibra"})
    await ada.put(f"/v1/technicians/{tiago.person_id}/specialties/{specialty['id']}", {"level": 3})
    day = tomorrow_at(0).date().isoformat()
    absence = await tiago.post(
        "/v1/absences", {"kind": "vacation", "first_day": day, "last_day": day}
    )
    feed = await tiago.post("/v1/schedules/feeds", {"name": "Celular"})
    period = {"starts_at": tomorrow_at(0).isoformat(), "ends_at": tomorrow_at(20).isoformat()}
    plan = await ada.post("/v1/schedules/plans", period, 202)
    file = await upload(ada)
    version = await published_form(ada, "ajuda")
    process = await active_process(ada, version["form_id"])
    node = await ada.post(
        "/v1/form-nodes", {"kind": "tool", "label": "ERP", "process_id": process["id"]}
    )
    tool = await ada.post("/v1/tool-entitlements", {"key": "tool:erp"})
    token = await ada.post("/v1/api-tokens", {"name": "ERP", "scopes": ["tickets:read"]})
    profile = await ada.post(
        "/v1/permission-profiles",
        {"name": "Só leitura", "role": "technician", "permissions": ["orders:read"]},
    )
    invitation = await ada.post(
        "/v1/invitations", {"email": "nova@example.com", "name": "Nova", "role": "agent"}
    )
    account = await ada.post("/v1/service-accounts", {"name": "Integração", "role": "viewer"})
    company = await ada.post("/v1/companies", {"code": "filial", "name": "Filial"})
    domain = await ada.post("/v1/domains", {"domain": "redeboa.example"})
    session = (await ada.get("/v1/auth/sessions"))["items"][0]
    bell = (await carla.get("/v1/notifications"))["items"]
    movements = (await ada.get("/v1/movements"))["items"]
    ids = {
        **await _stock_ids(ada, goods),
        "person_id": str(carla.person_id),
        "job_id": job["id"],
        "company_id": company["id"],
        "domain_id": domain["id"],
        "permission_profile_id": profile["id"],
        "invitation_id": invitation["id"],
        "session_id": session["id"],
        "api_token_id": token["id"],
        "service_account_id": account["id"],
        "file_id": file["id"],
        "form_id": version["form_id"],
        "form_version_id": version["id"],
        "process_id": process["id"],
        "form_node_id": node["id"],
        "tool_entitlement_id": tool["id"],
        "customer_id": world.customer["id"],
        "site_id": world.site["id"],
        "contact_id": world.contact["id"],
        "code_id": world.cause["id"],
        "product_id": goods.product,
        "location_id": goods.van,
        "movement_id": movements[-1]["id"],
        "booking_id": booking["id"],
        "absence_id": absence["id"],
        "specialty_id": specialty["id"],
        "feed_id": feed["id"],
        "plan_id": plan["id"],
        "technician_id": str(tiago.person_id),
        "signature_id": report["signatures"][0]["id"],
        "order_id": order["id"],
        "material_id": material["id"],
        "photo_id": photo["id"],
        "expense_id": expense["id"],
        "ticket_id": ticket["id"],
        "notification_id": bell[0]["id"],
        "dead_letter_id": (await dead_letter(ada))["id"],
        **await _of_the_desk(ada, carla, ticket),
        "dialog_id": process["activities"][0]["dialogs"][0]["id"],
    }
    anonymous = Caller(**{f: getattr(ada, f) for f in _CALLER_FIELDS})
    del anonymous.http.headers["Authorization"]
    return Owned(ids, anonymous=anonymous)


async def _of_the_desk(ada: Caller, carla: Caller, ticket: dict[str, Any]) -> dict[str, str]:
    """What belongs to a desk, its hours, and one of its tickets."""
    path = f"/v1/tickets/{ticket['id']}"
    reply = await carla.post(
        f"{path}/replies", {"body": "Segue a foto.", "file_ids": [(await upload(carla))["id"]]}
    )
    other = await ada.post("/v1/tickets", {"subject": "Outro", "description": "Outro assunto."})
    rui = await ada.colleague("requester", "Rui Sá")
    drafts = (await ada.get(f"{path}/reply-drafts"))["items"]
    calendar = await ada.post("/v1/calendars", {"name": "Plantão", "zone": "America/Sao_Paulo"})
    closed = {"date": "2026-12-24", "reason": "Véspera de Natal"}
    override = await ada.post(f"/v1/calendars/{calendar['id']}/overrides", closed)
    holidays = await ada.post("/v1/holiday-sets", {"name": "Campinas", "rules": []})
    labels = {"label_agent": "Peça", "label_requester": "Em andamento"}
    status_name = await ada.post("/v1/status-names", {"status": "on_hold", **labels})
    link = {"kind": "relates", "other_id": other["id"]}
    view = {"name": "Minhas", "query": {"view": "open"}}
    target = {"metric": "resolution", "priority": "normal", "minutes": 60}
    promise = {"name": "Normal", "targets": [target]}
    note = {"type": "note", "value": "Verificar."}
    rule = await ada.post(
        "/v1/automation-rules", {"name": "Anotar", "trigger": "ticket_opened", "actions": [note]}
    )
    customer = f"/v1/customers/{ticket['customer_id']}"
    macro = await ada.post("/v1/macros", {"name": "Anotar", "shared": True, "actions": [note]})
    incident = await ada.post(
        "/v1/incidents",
        {
            "title": "Fibra rompida",
            "ticket_ids": [ticket["id"]],
            "site_ids": [s["id"] for s in (await ada.get(f"{customer}/sites"))["items"]],
        },
    )
    bob = await ada.colleague("agent", "Bob Prado")
    await ada.put(f"/v1/agents/{bob.person_id}/support-profile", {})
    contract = await ada.post(f"{customer}/contracts", {"contract_number": "1", "plan": "Fibra"})
    equipment = await ada.post(f"{customer}/equipment", {"label": "ONU"})
    quote = await ada.post("/v1/quotes", {"customer_id": ticket["customer_id"], "title": "Rede"})
    document = await ada.post(f"{customer}/files", {"file_id": (await upload(ada))["id"]})
    return {
        "category_id": (await ada.post("/v1/categories", {"name": "Reparo"}))["id"],
        "city_id": (await ada.post("/v1/cities", {"name": "Campinas"}))["id"],
        "service_id": (await ada.post("/v1/services", {"code": "R", "name": "Reparo"}))["id"],
        "quote_id": quote["id"],
        "contract_id": contract["id"],
        "equipment_id": equipment["id"],
        "document_id": document["id"],
        "agent_id": str(bob.person_id),
        "sla_policy_id": (await ada.post("/v1/sla-policies", promise))["id"],
        "calendar_id": calendar["id"],
        "override_id": override["id"],
        "holiday_set_id": holidays["id"],
        "desk_id": (await ada.post("/v1/desks", {"name": "Financeiro"}))["id"],
        "status_name_id": status_name["id"],
        "team_id": (await ada.post("/v1/teams", {"name": "Fibra"}))["id"],
        "message_id": reply["id"],
        "attachment_id": reply["attachments"][0]["id"],
        "draft_id": drafts[0]["id"],
        "incident_id": incident["id"],
        "automation_rule_id": rule["id"],
        "macro_id": macro["id"],
        "link_id": (await ada.post(f"{path}/links", link))["id"],
        "participant_id": (
            await ada.post(f"{path}/participants", {"person_id": str(rui.person_id)})
        )["id"],
        "saved_view_id": (await ada.post("/v1/saved-views", view))["id"],
    }


_CALLER_FIELDS = (
    *("app", "organization_id", "company_id", "person_id"),
    *("role", "username", "domain", "token"),
)


#: One transparent pixel.
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c636060"
    "6060000000050001a5f645400000000049454e44ae426082"
)


async def picture(caller: Caller) -> dict[str, Any]:
    return await upload(caller, "foto.png", _PIXEL)


async def upload(
    caller: Caller, name: str = "erro.txt", content: bytes = b"sem sinal"
) -> dict[str, Any]:
    response: httpx.Response = await caller.send(
        "POST", "/v1/files", files={"file": (name, content)}
    )
    assert response.status_code == 201
    body: dict[str, Any] = response.json()
    return body
