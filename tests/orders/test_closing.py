"""Closing takes a whole report under a real signature, frees the agenda, and happens once."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.core.values.canonical_json import content_hash
from app.core.values.clock import now
from app.core.values.ids import new_id
from tests.callers import Caller
from tests.orders.fieldwork import Fieldwork, drawn_signature
from tests.stories import STROKES, picture

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


#: The fields that a phone takes over from what it holds.
OF_ORDER = (
    *("id", "protocol", "title", "description", "customer_id", "customer_name"),
    *("site_id", "site", "problem_code_id", "problem", "technician_id", "technician_name"),
    *("starts_at", "ends_at", "started_at"),
)
OF_LINE = (
    *("id", "kind", "service_id", "product_id", "code", "description", "quantity", "unit_price"),
    *("discount_percent", "total", "is_approved"),
)
OF_MATERIAL = ("id", "product_id", "sku", "product_name", "unit", "quantity")
OF_PHOTO = ("id", "kind", "note", "taken_at", "sha256")
OF_LOAN = ("id", "label", "manufacturer", "model", "serial_number")


def only(shown: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: shown[name] for name in names}


async def held(work: Fieldwork, order_id: str, told: dict[str, Any], finish: Any) -> dict[str, Any]:
    """The document as a phone makes it of the order, its lists, the codes and the form."""
    phone, path = work.technician, f"/v1/orders/{order_id}"
    codes = {
        name: only(await phone.get(f"/v1/codes/{work.codes[name]}"), ("id", "code", "label"))
        for name in ("cause", "solution")
    }
    card = await phone.get(path)
    materials = (await phone.get(f"{path}/materials"))["items"]
    photos = (await phone.get(f"{path}/photos"))["items"]
    [visit] = (await phone.get(f"{path}/visits"))["items"]
    [worked] = visit["segments"]
    seconds = 0
    if finish is not None:
        seconds = int((finish - datetime.fromisoformat(worked["started_at"])).total_seconds())
    loans = [e for e in card["technical"]["equipment"] if e["owner"] == "organization"]
    in_use = [each for each in materials if each["reversed_at"] is None]
    return {
        "kind": "close_report",
        "format": 2,
        "order": only(card, OF_ORDER),
        "close_report": codes | told,
        "lines": [only(line, OF_LINE) for line in card["lines"]],
        "totals": only(card, ("subtotal", "discount", "total")),
        "materials": sorted(
            (only(each, (*OF_MATERIAL, "movement_id")) for each in in_use), key=lambda m: m["id"]
        ),
        "photos": sorted((only(each, OF_PHOTO) for each in photos), key=lambda p: p["id"]),
        "visit": {
            "arrived_at": None,
            "finished_at": finish and f"{finish:%Y-%m-%dT%H:%M:%S.%fZ}",
            "segments": visit["segments"],
            "work_seconds": seconds,
            "helpers": [],
        },
        "loans": sorted((only(each, OF_LOAN) for each in loans), key=lambda e: e["id"]),
    }


async def everything(work: Fieldwork) -> str:
    """An order with lines, materials, a mistake, photos and equipment on loan, under way."""
    order = await work.started()
    path = f"/v1/orders/{order['id']}"
    lines = [
        {"product_id": (await work.world.goods()).product, "quantity": "3", "unit_price": "33.33"},
        {"description": "Andaime", "unit_price": "80.00", "discount_percent": "12.5"},
    ]
    await work.office.put(f"{path}/lines", {"lines": lines, "discount_percent": "10"})
    late_id = "ffffffff-0000-7000-8000-000000000000"
    await work.use(order["id"], "2", id=late_id)
    await work.use(order["id"], "1.25")
    mistake = await work.use(order["id"], "3")
    await work.technician.post(f"{path}/materials/{mistake['id']}/reverse", expect=200)
    for kind in ("before", "after"):
        photo = {"file_id": (await picture(work.technician))["id"], "kind": kind, "note": "Caixa"}
        await work.technician.post(f"{path}/photos", photo)
    for label, owner in (("ONU", "organization"), ("ONU", "organization"), ("Rádio", "customer")):
        equipment = {"label": label, "owner": owner, "site_id": work.site_id}
        await work.office.post(f"/v1/customers/{work.customer_id}/equipment", equipment)
    return str(order["id"])


@pytest.mark.parametrize("tells_the_end", [True, False])
async def test_a_phone_without_network_computes_the_same_hash(
    work: Fieldwork, tells_the_end: bool
) -> None:
    """From what it holds already: the order, its lists, the codes and the form."""
    order_id = await everything(work)
    told = {"details": "  Feito.\n", "network": None, "attended_by": None}
    finish = now() if tells_the_end else None
    facts = work.facts(**told, **({"occurred_at": finish.isoformat()} if finish else {}))
    document = await held(work, order_id, told | {"address_changed": False}, finish)
    assert [len(document[name]) for name in ("lines", "materials", "photos", "loans")] == [2] * 4
    report = facts | {"customer_signature": drawn_signature(content_hash(document), offline=True)}
    await work.technician.post(f"/v1/orders/{order_id}/close", report, 200)
    kept = await work.office.get(f"/v1/orders/{order_id}/close-report")
    assert kept["content"] == document
    assert kept["details"] == "  Feito.\n"
    assert kept["content"]["totals"]["total"] == "152.99"


async def test_a_phone_of_before_signs_what_it_showed(work: Fieldwork) -> None:
    """A device without network may hold the first form of the document; another may not."""
    order_id = await everything(work)
    told = {"details": "Feito.", "network": None, "attended_by": None}
    newer = await held(work, order_id, told | {"address_changed": False}, None)
    older = only(newer, ("kind", "order", "close_report")) | {
        "format": 1,
        "materials": [only(each, OF_MATERIAL) for each in newer["materials"]],
    }
    facts, path = work.facts(**told), f"/v1/orders/{order_id}/close"
    signed = drawn_signature(content_hash(older))
    refused = await work.technician.post(path, facts | {"customer_signature": signed}, 422)
    assert refused["code"] == "evidence_hash_mismatch"
    signed |= {"offline": True}
    await work.technician.post(path, facts | {"customer_signature": signed}, 200)
    kept = await work.office.get(f"/v1/orders/{order_id}/close-report")
    assert kept["content"] == older


async def test_the_end_of_the_work_may_be_told_when_it_is_closed(work: Fieldwork) -> None:
    order = await work.started()
    report = await work.signed(order["id"])
    ended = {"occurred_at": now().isoformat()}
    await work.technician.post(f"/v1/orders/{order['id']}/close", report | ended, 200)
    kept = await work.office.get(f"/v1/orders/{order['id']}/close-report")
    assert kept["content"]["visit"]["finished_at"] is None


async def test_an_end_of_the_work_that_was_signed_is_the_end(work: Fieldwork) -> None:
    order = await work.started()
    ended = now()
    report = await work.signed(order["id"], occurred_at=ended.isoformat())
    path = f"/v1/orders/{order['id']}/close"
    later = report | {"occurred_at": (ended + timedelta(seconds=1)).isoformat()}
    for other in (later, report | {"occurred_at": None}):
        problem = await work.technician.post(path, other, 422)
        assert problem["code"] == "evidence_hash_mismatch"
    closed = await work.technician.post(path, report, 200)
    assert datetime.fromisoformat(closed["finished_at"]) == ended
    kept = await work.office.get(f"/v1/orders/{order['id']}/close-report")
    [worked] = kept["content"]["visit"]["segments"]
    began = datetime.fromisoformat(worked["started_at"])
    assert kept["content"]["visit"]["work_seconds"] == int((ended - began).total_seconds())


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


async def _photograph(work: Fieldwork, order_id: str) -> None:
    photo = {"file_id": (await picture(work.technician))["id"], "kind": "after"}
    await work.technician.post(f"/v1/orders/{order_id}/photos", photo)


async def _remove_photo(work: Fieldwork, order_id: str) -> None:
    path = f"/v1/orders/{order_id}/photos"
    [photo] = (await work.technician.get(path))["items"]
    await work.technician.delete(f"{path}/{photo['id']}")


async def _bill(work: Fieldwork, order_id: str) -> None:
    line = {"description": "Taxa", "unit_price": "9.90"}
    await work.office.put(f"/v1/orders/{order_id}/lines", {"lines": [line]})


async def _pause(work: Fieldwork, order_id: str) -> None:
    await work.technician.post(f"/v1/orders/{order_id}/pause", work.start(), 200)


async def _lend(work: Fieldwork, _order_id: str) -> None:
    equipment = {"label": "ONU", "owner": "organization", "site_id": work.site_id}
    await work.office.post(f"/v1/customers/{work.customer_id}/equipment", equipment)


@pytest.mark.parametrize(
    "change",
    [_use, _retitle, _readdress, _photograph, _remove_photo, _bill, _pause, _lend],
)
async def test_what_changes_after_it_was_shown_has_to_be_signed_again(
    work: Fieldwork, change: Any
) -> None:
    order = await work.started()
    await _photograph(work, order["id"])
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
