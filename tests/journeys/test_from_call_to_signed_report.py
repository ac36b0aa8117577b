"""The main job, from nothing to the signed report: over HTTP, with real processes all the way."""

import hashlib
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import rfc8785
from pypdf import PdfReader

from demo.builder.sample_signature import signature_of
from tests.journeys.house import PASSWORD, House, Person
from tests.mails import text_of
from tests.patience import wait_for

DETAILS = "Cabo drop rompido no poste; lançados 35,5 m e refeito o conector."
STAFF = {
    "otavio": "coordinator",
    "marcos": "technician",
    "juliana": "technician",
    "bruno": "agent",
    "helena": "requester",
}


def test_a_call_becomes_a_signed_report_and_an_answer(house: House) -> None:
    regina = _found_organization(house, "conecta", "regina")
    stranger = _found_organization(house, "vizinha", "vera")
    people = _hire(house, regina)
    things = _fill(regina, people)
    otavio, marcos, juliana, bruno, helena = (people[name] for name in STAFF)

    ticket = _call(helena, bruno, things)
    order = _raise(bruno, helena, ticket, things)
    slot = _schedule(otavio, marcos, order)
    _use_material(marcos, juliana, bruno, order, things)
    shown = _refuse_to_close_without_everything(marcos, order, things)
    closed = _close(marcos, order, shown, things)
    _agenda_is_free(otavio, marcos, slot, closed)

    house.start("worker")
    _report_is_written(bruno, order, shown)
    _ticket_is_answered(helena, bruno, ticket, things)
    _requester_is_told(house, helena, ticket)
    _timelines_tell_it(helena, bruno, ticket, order)
    _nothing_shows_elsewhere(stranger, ticket, order)


def _found_organization(house: House, domain: str, manager: str) -> Person:
    house.found_organization(domain, manager)
    if not house.programs:
        house.serve()
    return Person.sign_in(house, domain, manager)


def _hire(house: House, regina: Person) -> dict[str, Person]:
    for name, role in STAFF.items():
        new = {
            "username": name,
            "name": f"{name.title()} Prado",
            "email": f"{name}@conecta.example",
            "role": role,
            "password": PASSWORD,
            "must_change_password": False,
        }
        regina.post("/v1/people", new)
    return {name: Person.sign_in(house, "conecta", name) for name in STAFF}


def _fill(regina: Person, people: dict[str, Person]) -> dict[str, Any]:
    """Codes, a van with a hundred metres of cable, and a customer whom Helena speaks for."""
    codes = {
        kind: regina.post("/v1/codes", {"kind": kind, "code": code, "label": label})
        for kind, code, label in (
            ("problem", "SEM-SINAL", "Sem sinal"),
            ("cause", "ROMPIDO", "Cabo rompido"),
            ("solution", "TROCADO", "Cabo substituído"),
        )
    }
    drop = regina.post(
        "/v1/products", {"sku": "DROP", "name": "Cabo drop", "unit": "m", "scale": 1}
    )
    van = regina.post(
        "/v1/locations", {"kind": "van", "name": "Fiorino", "person_id": people["marcos"].id}
    )
    regina.post(
        "/v1/movements",
        {
            "kind": "receipt",
            "to_location_id": van["id"],
            "lines": [{"product_id": drop["id"], "quantity": "100"}],
        },
    )
    customer = regina.post("/v1/customers", {"name": "Padaria Bela Vista", "kind": "company"})
    site = regina.post(
        f"/v1/customers/{customer['id']}/sites",
        {
            "label": "Loja",
            "street": "Rua Coronel Quirino",
            "street_number": "910",
            "city": "Campinas",
            "state": "SP",
            "latitude": -22.89421,
            "longitude": -47.04987,
        },
    )
    regina.post(f"/v1/customers/{customer['id']}/contacts", {"person_id": people["helena"].id})
    return {**codes, "drop": drop, "van": van, "customer": customer, "site": site}


def _call(helena: Person, bruno: Person, things: dict[str, Any]) -> Any:
    ticket = helena.post(
        "/v1/tickets",
        {"subject": "Padaria sem internet", "description": "Os caixas pararam."},
    )
    assert ticket["status"] == "new"
    assert ticket["customer_id"] == things["customer"]["id"]
    path = f"/v1/tickets/{ticket['id']}"
    assert bruno.get(path)["unread_count"] == 1
    bruno.put(f"{path}/read-marker", {"seq": 1})
    assert bruno.get(path)["unread_count"] == 0

    bruno.post(f"{path}/assign", {"assignee_id": bruno.id}, 200)
    bruno.patch(path, {"priority": "high"})
    bruno.post(f"{path}/replies", {"body": "Bom dia! Vou mandar um técnico."})
    bruno.post(f"{path}/notes", {"body": "Porta 6 da CTO-042."})
    answered = helena.get(path)
    assert answered["status"] == "open"
    assert (answered["last_seq"], answered["unread_count"]) == (2, 1)
    helena.post(f"{path}/notes", {"body": "Eu também?"}, 403)
    return ticket


def _raise(bruno: Person, helena: Person, ticket: Any, things: dict[str, Any]) -> Any:
    wanted = {"problem_code_id": things["problem"]["id"], "site_id": things["site"]["id"]}
    path = f"/v1/tickets/{ticket['id']}"
    wrong = bruno.post(f"{path}/orders", wanted | {"problem_code_id": things["cause"]["id"]}, 422)
    assert wrong["code"] == "unknown_code"
    order = bruno.post(f"{path}/orders", wanted)
    assert order["status"] == "open"
    assert order["title"] == ticket["subject"]
    assert order["description"] == "Os caixas pararam."
    assert order["priority"] == "high"
    assert order["customer_name"] == "Padaria Bela Vista"
    assert order["site"]["street"] == "Rua Coronel Quirino"
    assert helena.get(path)["status"] == "on_hold"
    return order


def _schedule(otavio: Person, marcos: Person, order: Any) -> dict[str, str]:
    began = _now() - timedelta(minutes=10)
    slot = {"starts_at": _instant(began), "ends_at": _instant(began + timedelta(hours=2))}
    path = f"/v1/orders/{order['id']}"
    marcos.get(path, 404)  # it is not his yet
    visit = otavio.post(f"{path}/schedule", {"technician_id": marcos.id, **slot})
    assert visit["status"] == "scheduled"
    assert marcos.get(path)["technician_id"] == marcos.id
    taken = otavio.post("/v1/bookings", _rest_of(slot, marcos), 409)
    assert taken["code"] == "technician_overlap"
    [booking] = otavio.items("/v1/bookings", person_id=marcos.id)
    assert taken["booking_id"] == booking["id"]
    return slot


def _use_material(
    marcos: Person, juliana: Person, bruno: Person, order: Any, things: dict[str, Any]
) -> None:
    path = f"/v1/orders/{order['id']}"
    drop = {"product_id": things["drop"]["id"]}
    early = marcos.post(f"{path}/materials", drop | {"quantity": "1"}, 409)
    assert early["code"] == "visit_not_started"
    begun = {"occurred_at": _instant(_now()), "latitude": -22.894, "longitude": -47.049}
    juliana.post(f"{path}/start", begun, 404)
    assert marcos.post(f"{path}/start", begun, 200)["status"] == "in_progress"

    short = marcos.post(f"{path}/materials", drop | {"quantity": "100.5"}, 409)
    assert short["code"] == "insufficient_stock"
    assert (short["available"], short["requested"]) == ("100.000", "100.500")
    used = marcos.post(f"{path}/materials", drop | {"quantity": "35.5"})
    assert used["quantity"] == "35.500"
    mistake = marcos.post(f"{path}/materials", drop | {"quantity": "7"})
    taken_back = marcos.post(f"{path}/materials/{mistake['id']}/reverse", None, 200)
    assert taken_back["reversal_id"]
    [balance] = bruno.items("/v1/balances", location_id=things["van"]["id"])
    assert Decimal(balance["quantity"]) == Decimal("64.5")
    [movement] = [
        m
        for m in bruno.items("/v1/movements", reference_id=order["id"])
        if m["id"] == used["movement_id"]
    ]
    assert movement["kind"] == "use"


def _refuse_to_close_without_everything(
    marcos: Person, order: Any, things: dict[str, Any]
) -> dict[str, Any]:
    """Nothing missing goes unnoticed, and nothing is written; returns what is to be signed."""
    path = f"/v1/orders/{order['id']}"
    problem = marcos.post(f"{path}/close", {}, 422)
    assert {e["pointer"] for e in problem["errors"]} == {
        f"#/body/{name}"
        for name in ("cause_code_id", "solution_code_id", "details", "customer_signature")
    }
    shown: dict[str, Any] = marcos.post(f"{path}/preview-close", _facts(things), 200)
    document = shown["content"]
    assert hashlib.sha256(rfc8785.dumps(document)).hexdigest() == shown["content_hash"]
    assert [m["quantity"] for m in document["materials"]] == ["35.500"]
    assert document["order"]["id"] == order["id"]

    for changed, code in (
        ({"content_hash": "0" * 64}, "evidence_hash_mismatch"),
        ({"strokes": [[{"t": 0, "x": 1, "y": 1}]]}, "signature_blank"),
    ):
        signature = _signature(shown) | changed
        refused = marcos.post(
            f"{path}/close", _facts(things) | {"customer_signature": signature}, 422
        )
        assert refused["code"] == code
    assert marcos.get(path)["status"] == "in_progress"
    marcos.get(f"{path}/close-report", 404)
    return shown


def _close(marcos: Person, order: Any, shown: dict[str, Any], things: dict[str, Any]) -> Any:
    path = f"/v1/orders/{order['id']}"
    signed = _facts(things) | {"customer_signature": _signature(shown)}
    closed = marcos.post(f"{path}/close", signed, 200)
    assert closed["status"] == "closed"
    assert closed["report_file_id"] is None  # no worker runs yet
    assert marcos.get(f"{path}/report", 404)["code"] == "report_not_ready"
    assert marcos.post(f"{path}/close", signed, 409)["code"] == "order_already_closed"
    report = marcos.get(f"{path}/close-report")
    assert report["content_hash"] == shown["content_hash"]
    assert report["content"] == shown["content"]
    [signature] = report["signatures"]
    assert signature["signer_name"] == "Helena Duarte"
    assert signature["signer_document"].endswith("725")
    assert "529" not in signature["signer_document"]
    assert signature["svg"].startswith("<svg")
    return closed


def _agenda_is_free(otavio: Person, marcos: Person, slot: dict[str, str], closed: Any) -> None:
    [booking] = otavio.items("/v1/bookings", person_id=marcos.id)
    assert booking["starts_at"][:19] == slot["starts_at"][:19]
    assert booking["ends_at"] == closed["closed_at"]
    otavio.post("/v1/bookings", _rest_of(slot, marcos))


def _report_is_written(bruno: Person, order: Any, shown: dict[str, Any]) -> None:
    path = f"/v1/orders/{order['id']}"
    wait_for(lambda: bruno.get(path)["report_file_id"], "the report of the order")
    pdf: bytes = bruno.get(f"{path}/report")
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    said = " ".join(said.split())
    signed = shown["content_hash"]
    for words in (order["protocol"], "Padaria Bela Vista", "Cabo rompido", "Helena Duarte", "35,5"):
        assert words in said
    assert DETAILS in said
    assert signed in said.replace(" ", "")


def _ticket_is_answered(helena: Person, bruno: Person, ticket: Any, things: dict[str, Any]) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    wait_for(lambda: bruno.items(f"{path}/reply-drafts"), "the draft of an answer")
    [draft] = bruno.items(f"{path}/reply-drafts")
    assert (draft["body"], [draft["order_id"]]) == (DETAILS, bruno.get(path)["order_ids"])
    bruno.post(f"{path}/solve", {"details": draft["body"], "draft_id": draft["id"]}, 200)
    solved = helena.get(path)
    assert solved["cause_code_id"] == things["cause"]["id"]
    assert solved["solution_code_id"] == things["solution"]["id"]
    assert solved["solution_details"] == DETAILS
    heard = [m["body"] for m in helena.items(f"{path}/messages")]
    assert heard == ["Os caixas pararam.", "Bom dia! Vou mandar um técnico.", DETAILS]
    kinds = [m["kind"] for m in bruno.items(f"{path}/messages")]
    assert kinds.count("internal_note") == 1
    assert len(kinds) == 4


def _requester_is_told(house: House, helena: Person, ticket: Any) -> None:
    """One line and one mail for each of the two replies, and a mail that it was received."""
    wait_for(lambda: len(helena.items("/v1/notifications")) >= 2, "the bell")
    bell = helena.items("/v1/notifications")
    assert {n["subject_id"] for n in bell} == {ticket["id"]}
    assert all(ticket["protocol"] in n["title"] for n in bell)
    assert helena.get("/v1/counts/notifications") == {"unread": 2}
    helena.put(f"/v1/tickets/{ticket['id']}/read-marker", {"seq": 99})
    assert helena.get("/v1/counts/notifications") == {"unread": 0}

    wait_for(lambda: len(_mails_to_helena(house)) >= 3, "the mails")
    mails = _mails_to_helena(house)
    assert len({mail["Message-ID"] for mail in mails}) == len(mails) == 3
    assert all(ticket["protocol"] in mail["Subject"] for mail in mails)
    assert sum(DETAILS in text_of(mail) for mail in mails) == 1
    assert not any("CTO-042" in text_of(mail) for mail in mails)


def _mails_to_helena(house: House) -> list[EmailMessage]:
    mails = [BytesParser(policy=policy.default).parsebytes(p.read_bytes()) for p in house.mails()]
    return [m for m in mails if m["To"].addresses[0].addr_spec == "helena@conecta.example"]


def _timelines_tell_it(helena: Person, bruno: Person, ticket: Any, order: Any) -> None:
    wait_for(
        lambda: "order.report_issued" in _names(bruno, f"/v1/orders/{order['id']}/timeline"),
        "the report in the timeline",
    )
    assert _names(bruno, f"/v1/orders/{order['id']}/timeline") == [
        "order.opened",
        "order.came_from_ticket",
        "order.scheduled",
        "order.started",
        "order.material_used",
        "order.material_used",
        "order.material_reversed",
        "order.closed",
        "order.report_issued",
    ]
    desk = _names(bruno, f"/v1/tickets/{ticket['id']}/timeline")
    assert desk == [
        "ticket.opened",
        "ticket.status_changed",
        "ticket.assigned",
        "ticket.updated",
        "ticket.replied",
        "ticket.noted",
        "ticket.status_changed",
        "ticket.order_raised",
        "ticket.visit_scheduled",
        "ticket.status_changed",
        "ticket.reply_drafted",
        "ticket.replied",
        "ticket.solved",
    ]
    heard = _names(helena, f"/v1/tickets/{ticket['id']}/timeline")
    assert heard == [
        n for n in desk if n not in ("ticket.noted", "ticket.updated", "ticket.reply_drafted")
    ]


def _nothing_shows_elsewhere(stranger: Person, ticket: Any, order: Any) -> None:
    for path in (f"/v1/tickets/{ticket['id']}", f"/v1/orders/{order['id']}/report"):
        assert stranger.get(path, 404)["code"] == "not_found"
    for path in ("/v1/tickets", "/v1/orders", "/v1/customers", "/v1/movements", "/v1/bookings"):
        assert stranger.items(path) == []


def _facts(things: dict[str, Any]) -> dict[str, Any]:
    return {
        "cause_code_id": things["cause"]["id"],
        "solution_code_id": things["solution"]["id"],
        "details": DETAILS,
        "network": {"cto": "CTO-042", "port": "6", "signal_dbm": "-18.4"},
    }


def _signature(shown: dict[str, Any]) -> dict[str, Any]:
    return {
        **signature_of("Helena Duarte"),
        "signer_name": "Helena Duarte",
        "signer_document": "52998224725",
        "content_hash": shown["content_hash"],
        "device_time": _instant(_now()),
    }


def _rest_of(slot: dict[str, str], person: Person) -> dict[str, str]:
    """The last hour of the slot, for something else."""
    rest = datetime.fromisoformat(slot["ends_at"]) - timedelta(hours=1)
    return {
        "person_id": person.id,
        "kind": "block",
        "starts_at": _instant(rest),
        "ends_at": slot["ends_at"],
    }


def _names(person: Person, path: str) -> list[str]:
    return [entry["name"] for entry in person.get(path)["items"]]


def _now() -> datetime:
    return datetime.now(UTC)


def _instant(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
