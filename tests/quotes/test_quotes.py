"""Quotes: exact sums, one answer, and one order."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from app.core.values.clock import now
from app.orders.pricing.service import line_total
from tests.callers import Caller, Drain
from tests.mails import text_of
from tests.quotes.conftest import Offer
from tests.stories import signature, tomorrow_at
from tests.world import World

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
Offered = Callable[..., Awaitable[Offer]]


async def test_sums_are_exact_and_computed_here(ada: Caller, offered: Offered) -> None:
    quote = (await offered(discount_percent="10")).body
    assert [
        (line["description"], line["unit_price"], line["total"]) for line in quote["lines"]
    ] == [
        ("Instalação", "149.90", "299.80"),
        ("Cabo drop óptico", "3.33", "41.63"),  # 41.625
        ("Andaime", "80.00", "70.00"),
    ]
    assert (quote["subtotal"], quote["discount"], quote["total"]) == ("411.43", "41.14", "370.29")
    assert (quote["status"], quote["number"], quote["currency"]) == ("draft", 1, "BRL")
    path = f"/v1/quotes/{quote['id']}"
    changed = await ada.patch(path, {"discount_amount": "11.43"})
    assert (changed["discount_percent"], changed["total"]) == (None, "400.00")
    emptied = await ada.patch(path, {"lines": [], "clear": ["discount_amount"]})
    assert (emptied["lines"], emptied["total"]) == ([], "0.00")


@given(
    quantity=st.decimals("0.001", "9999", places=3),
    unit_price=st.decimals("0", "9999", places=2),
    percent=st.none() | st.decimals("0.01", "100", places=2),
)
def test_a_line_is_never_a_cent_off(
    quantity: Decimal, unit_price: Decimal, percent: Decimal | None
) -> None:
    total = line_total(quantity, unit_price, percent)
    exact = quantity * unit_price * (100 - (percent or 0)) / 100
    assert abs(total - exact) <= Decimal("0.005")
    assert total == total.quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"lines": [{"description": "Nada"}]}, "#/body/lines/0", "incomplete"),
        ({"lines": [{"unit_price": "1.00"}]}, "#/body/lines/0", "incomplete"),
        ({"discount_percent": "5", "discount_amount": "1.00"}, "#/body", "two_discounts"),
        ({"discount_percent": "101"}, "#/body/discount_percent", "less_than_equal"),
        ({"discount_amount": "5000.00"}, "#/body/discount_amount", "too_much"),
    ],
)
async def test_what_does_not_add_up_is_told(
    wrong: dict[str, Any], pointer: str, code: str, ada: Caller, world: World
) -> None:
    body = {"customer_id": world.customer["id"], "title": "Rede"} | wrong
    refused = await ada.post("/v1/quotes", body, 422)
    assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [(pointer, code)]


async def test_the_customer_approves_by_the_link_with_a_signature(
    ada: Caller, anybody: Caller, offered: Offered, mailer: Any, drain: Drain
) -> None:
    offer = await offered()
    await ada.patch(f"/v1/customers/{offer.body['customer_id']}", {"email": "loja@example.com"})
    sent = await ada.post(f"{offer.path}/send", {"message": "Obrigado pela visita."}, 200)
    assert (sent["quote"]["status"], sent["mailed_to"]) == ("sent", "loja@example.com")
    await drain(ada.organization_id)
    email = str(text_of(mailer.sent[-1]))
    assert sent["link"] in email
    assert "Obrigado pela visita." in email
    assert "R$\xa0411,43" in email
    assert str((now().astimezone(SAO_PAULO) + timedelta(days=15)).day) + " de " in email

    token = {"token": sent["link"].partition("#")[2]}
    shown = await anybody.post("/v1/read-quote", token, 200)
    assert shown["content"]["quote"]["total"] == "411.43"
    assert shown["organization_name"] == "Rede Boa"
    wrong = token | {"signature": signature("0" * 64)}
    assert (await anybody.post("/v1/approve-quote", wrong, 422))["code"] == "evidence_hash_mismatch"
    signed = token | {"signature": signature(shown["content_hash"], "Carla Dias")}
    approved = await anybody.post("/v1/approve-quote", signed, 200)
    assert approved["status"] == "approved"
    again = await anybody.post("/v1/approve-quote", signed, 409)
    assert (again["code"], again["current"]) == ("invalid_transition", "approved")
    assert (await anybody.post("/v1/reject-quote", token, 409))["code"] == "invalid_transition"

    quote = await ada.get(offer.path)
    assert (quote["status"], quote["answered_by_id"]) == ("approved", None)
    await ada.patch("/v1/me", {"locale": "pt-BR"})
    told = (await ada.get(f"{offer.path}/timeline"))["items"]
    assert [e["name"] for e in told] == ["quote.created", "quote.sent", "quote.approved"]
    assert [e["detail"] for e in told] == [None, "R$\u00a0411,43", "R$\u00a0411,43"]
    assert told[-1]["data"]["total"] == "411.43"
    pdf = await anybody.send("POST", "/v1/read-quote-pdf", json=token)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Carla Dias" in text
    assert "411,43" in text
    assert shown["content_hash"][:32] in text


async def test_what_was_revised_is_another_link(
    ada: Caller, anybody: Caller, offered: Offered
) -> None:
    offer = await offered()
    first = await ada.post(f"{offer.path}/send", {}, 200)
    assert (await ada.patch(offer.path, {"title": "Outra"}, 409))["allowed"] == [
        *("send", "approve", "reject", "revise"),
    ]
    await ada.post(f"{offer.path}/revise", None, 200)
    old = {"token": first["link"].partition("#")[2]}
    assert (await anybody.post("/v1/read-quote", old, 410))["code"] == "quote_link_dead"
    await ada.patch(offer.path, {"title": "Outra"})
    second = await ada.post(f"{offer.path}/send", {}, 200)
    assert second["link"] != first["link"]
    assert (await anybody.post("/v1/read-quote", old, 410))["code"] == "quote_link_dead"
    new = {"token": second["link"].partition("#")[2]}
    rejected = await anybody.post("/v1/reject-quote", new | {"reason": "Caro."}, 200)
    assert rejected["status"] == "rejected"
    assert (await ada.get(offer.path))["reject_reason"] == "Caro."
    nonsense = {"token": "chm_quote_x"}
    assert (await anybody.post("/v1/read-quote", nonsense, 404))["code"] == "not_found"


async def test_nobody_approves_what_has_expired(
    ada: Caller, anybody: Caller, offered: Offered, drain: Drain
) -> None:
    offer = await offered()
    sent = await ada.post(f"{offer.path}/send", {}, 200)
    token = {"token": sent["link"].partition("#")[2]}
    shown = await anybody.post("/v1/read-quote", token, 200)
    with time_machine.travel(now() + timedelta(days=17)):
        signed = token | {"signature": signature(shown["content_hash"])}
        assert (await anybody.post("/v1/approve-quote", signed, 410))["code"] == "quote_has_expired"
        await drain(ada.organization_id)
    past = {"last_day": (now() - timedelta(days=3)).date().isoformat()}
    other = await offered()
    refused = await ada.post(f"{other.path}/send", past, 422)
    assert [e["code"] for e in refused["errors"]] == ["in_the_past"]


async def test_there_has_to_be_something_to_approve(ada: Caller, offered: Offered) -> None:
    offer = await offered(lines=[])
    assert (await ada.post(f"{offer.path}/send", {}, 409))["code"] == "quote_empty"


async def test_an_approved_quote_becomes_one_order(
    ada: Caller, tiago: Caller, world: World, offered: Offered, install: dict[str, Any]
) -> None:
    """Story 4."""
    offer = await offered()
    wanted = {"problem_code_id": world.problem["id"]}
    refused = await ada.post(f"{offer.path}/convert", wanted, 409)
    assert refused["code"] == "quote_not_approved"
    await ada.post(f"{offer.path}/send", {}, 200)
    await ada.post(f"{offer.path}/approve", None, 200)
    await ada.patch(f"/v1/services/{install['id']}", {"active": False, "price": "999.00"})

    slot = {
        "technician_id": str(tiago.person_id),
        "starts_at": tomorrow_at(9).isoformat(),
        "ends_at": tomorrow_at(11).isoformat(),
    }
    order = await ada.post(
        f"{offer.path}/convert",
        wanted | {"schedule": slot},
        headers={"Idempotency-Key": "converter-uma-vez"},
    )
    assert (order["quote_id"], order["status"]) == (offer.body["id"], "scheduled")
    assert (order["customer_id"], order["title"]) == (world.customer["id"], "Rede da loja nova")
    assert order["description"] == "Dois pontos no balcão."
    shown = await ada.get(f"/v1/orders/{order['id']}")
    terms = (
        *("service_id", "product_id", "description", "quantity", "unit_price"),
        *("discount_percent", "total"),
    )
    assert [{name: line[name] for name in terms} for line in shown["lines"]] == [
        {name: line[name] for name in terms} for line in offer.body["lines"]
    ]
    assert [(line["kind"], line["code"]) for line in shown["lines"]] == [
        *(("service", "INST"), ("product", shown["lines"][1]["code"]), ("text", None)),
    ]
    assert (shown["total"], shown["approved_total"]) == (offer.body["total"],) * 2
    assert [(s["code"], s["quantity"], s["unit_price"]) for s in shown["services"]] == [
        ("INST", "2.000", "149.90")
    ]
    same = await ada.post(
        f"{offer.path}/convert",
        wanted | {"schedule": slot},
        headers={"Idempotency-Key": "converter-uma-vez"},
    )
    assert same == order
    again = await ada.post(f"{offer.path}/convert", wanted, 409)
    assert (again["code"], again["order_id"]) == ("quote_already_converted", order["id"])
    assert (await ada.get(offer.path))["order_id"] == order["id"]


async def test_of_two_conversions_at_once_one_makes_the_order(
    ada: Caller, world: World, offered: Offered
) -> None:
    offer = await offered()
    await ada.post(f"{offer.path}/send", {}, 200)
    await ada.post(f"{offer.path}/approve", None, 200)
    wanted = {"problem_code_id": world.problem["id"]}
    answers = await asyncio.gather(
        *(ada.send("POST", f"{offer.path}/convert", json=wanted) for _ in range(5))
    )
    assert sorted(a.status_code for a in answers) == [201, 409, 409, 409, 409]
    assert len((await ada.get("/v1/orders"))["items"]) == 1


async def test_quotes_are_found_and_follow_a_renamed_customer(
    ada: Caller, world: World, offered: Offered, drain: Drain
) -> None:
    offer = await offered()
    other = await offered(title="Câmeras")
    found = await ada.get("/v1/quotes", q="cameras sao joao")
    assert [q["id"] for q in found["items"]] == [other.body["id"]]
    await ada.patch(f"/v1/customers/{world.customer['id']}", {"name": "Empório Novo"})
    await drain(ada.organization_id)
    assert len((await ada.get("/v1/quotes", q="emporio"))["items"]) == 2
    assert (await ada.get("/v1/quotes", q="padaria"))["items"] == []
    await ada.post(f"{offer.path}/send", {}, 200)
    assert len((await ada.get("/v1/quotes", status="sent"))["items"]) == 1


async def test_a_technician_writes_no_quotes(tiago: Caller, world: World) -> None:
    body = {"customer_id": world.customer["id"], "title": "Rede"}
    assert (await tiago.post("/v1/quotes", body, 403))["code"] == "permission_missing"


async def test_whoever_sent_it_hears_the_answer(
    ada: Caller, bob: Caller, anybody: Caller, offered: Offered, drain: Drain
) -> None:
    offer = await offered()
    sent = await bob.post(f"{offer.path}/send", {}, 200)
    token = {"token": sent["link"].partition("#")[2]}
    await anybody.post("/v1/reject-quote", token, 200)
    await drain(ada.organization_id)
    [bell] = (await bob.get("/v1/notifications"))["items"]
    assert (bell["event"], bell["subject_id"]) == ("quote.rejected", offer.body["id"])
    # Who took the answer needs no bell.
    await bob.post(f"{offer.path}/revise", None, 200)
    await bob.post(f"{offer.path}/send", {}, 200)
    await bob.post(f"{offer.path}/approve", None, 200)
    await drain(ada.organization_id)
    assert len((await bob.get("/v1/notifications"))["items"]) == 1


async def test_a_reminder_has_the_same_link(
    ada: Caller, anybody: Caller, offered: Offered, mailer: Any, drain: Drain
) -> None:
    offer = await offered()
    first = await ada.post(f"{offer.path}/send", {"email": "a@example.com"}, 200)
    again = await ada.post(f"{offer.path}/send", {"email": "b@example.com"}, 200)
    assert again["link"] == first["link"]
    await drain(ada.organization_id)
    # Each mail is a task of its own: which leaves first is not promised.
    assert sorted(str(mail["To"]).rpartition("<")[2] for mail in mailer.sent) == [
        *("a@example.com>", "b@example.com>"),
    ]
    token = {"token": first["link"].partition("#")[2]}
    assert (await anybody.post("/v1/read-quote", token, 200))["status"] == "sent"


async def test_what_was_approved_stays_what_it_was(
    ada: Caller, anybody: Caller, world: World, offered: Offered
) -> None:
    offer = await offered()
    sent = await ada.post(f"{offer.path}/send", {}, 200)
    token = {"token": sent["link"].partition("#")[2]}
    shown = await anybody.post("/v1/read-quote", token, 200)
    signed = token | {"signature": signature(shown["content_hash"])}
    await anybody.post("/v1/approve-quote", signed, 200)
    await ada.patch(f"/v1/customers/{world.customer['id']}", {"name": "Empório Novo"})
    again = await anybody.post("/v1/read-quote", token, 200)
    assert (again["content_hash"], again["content"]) == (
        *(shown["content_hash"], shown["content"]),
    )
    pdf = await ada.send("GET", f"{offer.path}/pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Padaria" in text
    assert "Empório" not in text


async def test_a_quote_of_many_services_becomes_an_order(
    ada: Caller, world: World, offered: Offered
) -> None:
    names = [f"S{n}" for n in range(60)]
    services = [await ada.post("/v1/services", {"code": name, "name": name}) for name in names]
    most = {"service_id": services[0]["id"], "quantity": "99999999.999"}
    offer = await offered(lines=[most, most, *({"service_id": s["id"]} for s in services[1:])])
    await ada.post(f"{offer.path}/send", {}, 200)
    await ada.post(f"{offer.path}/approve", None, 200)
    order = await ada.post(f"{offer.path}/convert", {"problem_code_id": world.problem["id"]})
    shown = await ada.get(f"/v1/orders/{order['id']}")
    assert len(shown["services"]) == 61
    assert [line["quantity"] for line in shown["services"][:3]] == [
        *("99999999.999", "99999999.999", "1.000"),
    ]
    await ada.post(f"/v1/orders/{order['id']}/clone", {})
