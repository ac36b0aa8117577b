"""Closing takes a whole report under a real signature, frees the agenda, and happens once."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.core.values.canonical_json import content_hash
from app.core.values.clock import now
from app.core.values.ids import new_id
from tests.callers import Caller
from tests.orders.fieldwork import Fieldwork, drawn_signature
from tests.stories import STROKES

REQUIRED = ["cause_code_id", "solution_code_id", "details", "customer_signature"]


async def test_a_signed_report_closes_the_order(work: Fieldwork) -> None:
    order = await work.started()
    used = await work.use(order["id"], "35.5")
    report = await work.signed(order["id"])
    closed = await work.technician.post(f"/v1/orders/{order['id']}/close", report, 200)
    assert closed["status"] == "closed"
    assert closed["closed_at"] == closed["finished_at"] is not None
    assert closed["technician_id"] == str(work.technician.person_id)

    kept = await work.office.get(f"/v1/orders/{order['id']}/close-report")
    assert kept["cause"]["label"] == "Fibra rompida"
    assert kept["solution"]["code"] == "FUSAO"
    assert kept["details"] == report["details"]
    assert kept["network"] == {"cto": "CTO-7", "port": "3", "seal": None, "signal_dbm": "-19.8"}
    assert kept["address_changed"] is False
    assert kept["content_hash"] == content_hash(kept["content"])
    assert [m["id"] for m in kept["content"]["materials"]] == [used["id"]]
    [signature] = kept["signatures"]
    assert signature["content_hash"] == kept["content_hash"]
    assert signature["signer_name"] == "Maria das Graças"
    assert signature["signer_document"].endswith("7-25")
    assert "529" not in signature["signer_document"]
    assert signature["svg"].startswith("<svg")
    assert await work.technician.get(f"/v1/signatures/{signature['id']}") == signature


async def test_a_phone_without_network_computes_the_same_hash(work: Fieldwork) -> None:
    """From what it holds already: the order, the materials, the codes and the form."""
    order = await work.started()
    late_id = "ffffffff-0000-7000-8000-000000000000"
    used = [await work.use(order["id"], "2", id=late_id), await work.use(order["id"], "1.25")]
    mistake = await work.use(order["id"], "3")
    path = f"/v1/orders/{order['id']}/materials/{mistake['id']}/reverse"
    await work.technician.post(path, expect=200)
    facts = work.facts(details="  Feito.\n", network=None, attended_by=None)
    codes = {
        name: {
            key: code[key]
            for code in [await work.technician.get(f"/v1/codes/{work.codes[name]}")]
            for key in ("id", "code", "label")
        }
        for name in ("cause", "solution")
    }
    card = await work.technician.get(f"/v1/orders/{order['id']}")
    named = [
        *("id", "protocol", "title", "description", "customer_id", "customer_name"),
        *("site_id", "site", "problem_code_id", "problem", "technician_id", "technician_name"),
        *("starts_at", "ends_at", "started_at"),
    ]
    of_material = ("id", "product_id", "sku", "product_name", "unit", "quantity")
    document = {
        "kind": "close_report",
        "format": 1,
        "order": {name: card[name] for name in named},
        "close_report": codes
        | {"details": "  Feito.\n", "address_changed": False}
        | {"attended_by": None, "network": None},
        "materials": sorted(
            ({name: m[name] for name in of_material} for m in used), key=lambda m: str(m["id"])
        ),
    }
    report = facts | {"customer_signature": drawn_signature(content_hash(document), offline=True)}
    await work.technician.post(f"/v1/orders/{order['id']}/close", report, 200)
    kept = await work.office.get(f"/v1/orders/{order['id']}/close-report")
    assert kept["content"] == document
    assert kept["details"] == "  Feito.\n"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ([], REQUIRED),
        (["details"], ["cause_code_id", "solution_code_id", "customer_signature"]),
        (["customer_signature", "cause_code_id"], ["solution_code_id", "details"]),
        (["cause_code_id", "solution_code_id", "details"], ["customer_signature"]),
    ],
)
async def test_what_is_missing_is_named_exactly_and_nothing_is_written(
    work: Fieldwork, given: list[str], missing: list[str]
) -> None:
    order = await work.started()
    report = await work.signed(order["id"])
    path = f"/v1/orders/{order['id']}"
    before = await work.office.get(path)
    problem = await work.technician.post(f"{path}/close", {k: report[k] for k in given}, 422)
    assert problem["code"] == "validation_failed"
    assert [e["pointer"] for e in problem["errors"]] == [f"#/body/{name}" for name in missing]
    assert await work.office.get(path) == before
    await work.office.get(f"{path}/close-report", 404)


@pytest.mark.parametrize("blank", ["", "   ", "\n\t ", "\u00a0\u2003"])
async def test_details_of_blanks_are_missing(work: Fieldwork, blank: str) -> None:
    order = await work.started()
    report = await work.signed(order["id"]) | {"details": blank}
    del report["cause_code_id"]
    problem = await work.technician.post(f"/v1/orders/{order['id']}/close", report, 422)
    assert [e["pointer"] for e in problem["errors"]] == ["#/body/cause_code_id", "#/body/details"]


async def test_a_code_must_be_active_of_its_kind_and_ones_own(
    work: Fieldwork, stranger: Caller
) -> None:
    order = await work.started()
    report = await work.signed(order["id"])
    cause = {"kind": "cause", "code": "C-9", "label": "Outra"}
    theirs = (await stranger.post("/v1/codes", cause))["id"]
    archived = (await work.office.post("/v1/codes", cause))["id"]
    await work.office.patch(f"/v1/codes/{archived}", {"active": False})
    for wrong in (theirs, archived, str(uuid4()), work.codes["solution"]):
        body = report | {"cause_code_id": wrong}
        problem = await work.technician.post(f"/v1/orders/{order['id']}/close", body, 422)
        assert problem["code"] == "unknown_code"
        assert problem["errors"][0]["pointer"] == "#/body/cause_code_id"
    body = report | {"solution_code_id": work.codes["cause"]}
    problem = await work.technician.post(f"/v1/orders/{order['id']}/close", body, 422)
    assert problem["errors"][0]["pointer"] == "#/body/solution_code_id"
    assert (await work.office.get(f"/v1/orders/{order['id']}"))["status"] == "in_progress"


async def test_a_slip_of_the_hand_is_no_signature(work: Fieldwork) -> None:
    order = await work.started()
    report = await work.signed(order["id"])
    digest = report["customer_signature"]["content_hash"]
    path = f"/v1/orders/{order['id']}/close"
    dots = [[{"t": i, "x": 300, "y": 100} for i in range(40)] for _ in range(3)]
    for strokes in ([], STROKES[:1], dots):
        body = report | {"customer_signature": drawn_signature(digest, strokes=strokes)}
        assert (await work.technician.post(path, body, 422))["code"] == "signature_blank"
    outside = [STROKES[0], [{"t": 0, "x": 601, "y": 3}]]
    body = report | {"customer_signature": drawn_signature(digest, strokes=outside)}
    problem = await work.technician.post(path, body, 422)
    assert problem["errors"][0]["pointer"] == "#/body/customer_signature/strokes/1/0/x"
    assert (await work.office.get(f"/v1/orders/{order['id']}"))["status"] == "in_progress"


async def test_the_technician_does_not_sign_for_the_customer(work: Fieldwork) -> None:
    order = await work.started()
    report = await work.signed(order["id"])
    report["customer_signature"]["role"] = "technician"
    problem = await work.technician.post(f"/v1/orders/{order['id']}/close", report, 422)
    assert problem["errors"][0]["pointer"] == "#/body/customer_signature/role"


async def test_the_technician_may_sign_too(work: Fieldwork) -> None:
    order = await work.started()
    report = await work.signed(order["id"])
    digest = report["customer_signature"]["content_hash"]
    report["technician_signature"] = drawn_signature(digest, signer_name="Tiago", role="technician")
    await work.technician.post(f"/v1/orders/{order['id']}/close", report, 200)
    kept = await work.office.get(f"/v1/orders/{order['id']}/close-report")
    assert [s["role"] for s in kept["signatures"]] == ["customer", "technician"]


async def _use(work: Fieldwork, order_id: str) -> None:
    await work.use(order_id, "1")


async def _retitle(work: Fieldwork, order_id: str) -> None:
    await work.office.patch(f"/v1/orders/{order_id}", {"title": "Outra coisa"})


async def _readdress(work: Fieldwork, order_id: str) -> None:
    await work.office.patch(f"/v1/sites/{work.site_id}", {"street_number": "121"})


@pytest.mark.parametrize("change", [_use, _retitle, _readdress])
async def test_what_changes_after_it_was_shown_has_to_be_signed_again(
    work: Fieldwork, change: Any
) -> None:
    order = await work.started()
    report = await work.signed(order["id"])
    await change(work, order["id"])
    path = f"/v1/orders/{order['id']}/close"
    problem = await work.technician.post(path, report, 422)
    assert problem["code"] == "evidence_hash_mismatch"
    assert (await work.office.get(f"/v1/orders/{order['id']}"))["status"] == "in_progress"
    await work.technician.post(path, await work.signed(order["id"]), 200)


async def test_what_is_sent_must_be_what_was_signed(work: Fieldwork) -> None:
    order = await work.started()
    report = await work.signed(order["id"])
    path = f"/v1/orders/{order['id']}/close"
    for other in ({"details": "Outra coisa."}, {"address_changed": True}, {"network": None}):
        problem = await work.technician.post(path, report | other, 422)
        assert problem["code"] == "evidence_hash_mismatch"


async def test_the_preview_writes_nothing(work: Fieldwork) -> None:
    order = await work.started()
    path = f"/v1/orders/{order['id']}"
    before = await work.office.get(path)
    shown = await work.technician.post(f"{path}/preview-close", work.facts(), 200)
    assert shown["content_hash"] == content_hash(shown["content"])
    assert await work.office.get(path) == before
    await work.office.get(f"{path}/close-report", 404)


async def test_closing_twice_with_one_key_answers_the_same(work: Fieldwork) -> None:
    order = await work.started()
    report = await work.signed(order["id"])
    path = f"/v1/orders/{order['id']}/close"
    key = {"Idempotency-Key": str(new_id())}
    first = await work.technician.send("POST", path, json=report, headers=key)
    again = await work.technician.send("POST", path, json=report, headers=key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"

    other = {"Idempotency-Key": str(new_id())}
    problem = await work.technician.post(path, report, 409, headers=other)
    assert problem["code"] == "order_already_closed"


async def test_of_five_closings_at_once_one_counts(work: Fieldwork) -> None:
    order = await work.started()
    report = await work.signed(order["id"])
    path = f"/v1/orders/{order['id']}/close"
    answers = await asyncio.gather(
        *(work.technician.send("POST", path, json=report) for _ in range(5))
    )
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409, 409]
    kept = await work.office.get(f"/v1/orders/{order['id']}/close-report")
    assert len(kept["signatures"]) == 1


async def test_closing_frees_the_rest_of_the_slot(work: Fieldwork) -> None:
    closed = await work.closed()
    [booking] = (await work.office.get("/v1/bookings"))["items"]
    assert booking["ends_at"] == closed["closed_at"] < closed["ends_at"]

    order = await work.opened()
    rest = {
        "technician_id": str(work.technician.person_id),
        "starts_at": closed["closed_at"],
        "ends_at": closed["ends_at"],
    }
    await work.office.post(f"/v1/orders/{order['id']}/schedule", rest, 201)


async def test_a_visit_that_ran_late_does_not_take_time_back(work: Fieldwork) -> None:
    """The booking ended as agreed; the next visit may have begun on paper."""
    order = await work.opened()
    slot = {
        "technician_id": str(work.technician.person_id),
        "starts_at": (now() - timedelta(hours=3)).isoformat(),
        "ends_at": (now() - timedelta(hours=1)).isoformat(),
    }
    path = f"/v1/orders/{order['id']}"
    await work.office.post(f"{path}/schedule", slot)
    await work.technician.post(f"{path}/start", work.start(), 200)
    closed = await work.technician.post(f"{path}/close", await work.signed(order["id"]), 200)
    [booking] = (await work.office.get("/v1/bookings"))["items"]
    assert booking["ends_at"] == closed["ends_at"] < closed["closed_at"]


async def test_only_a_started_order_is_closed(work: Fieldwork) -> None:
    order = await work.scheduled()
    report = work.facts() | {"customer_signature": drawn_signature("0" * 64)}
    for command, body in (("preview-close", work.facts()), ("close", report)):
        path = f"/v1/orders/{order['id']}/{command}"
        assert (await work.technician.post(path, body, 409))["code"] == "visit_not_started"


async def test_the_events_say_what_was_found(work: Fieldwork) -> None:
    closed = await work.closed()
    entries = (await work.office.get(f"/v1/orders/{closed['id']}/timeline"))["items"]
    told = next(entry for entry in entries if entry["name"] == "order.closed")["data"]
    assert told["cause_code_id"] == work.codes["cause"]
    assert told["solution_code_id"] == work.codes["solution"]
    assert told["technician_id"] == str(work.technician.person_id)
    assert told["details"].startswith("Lançado")
