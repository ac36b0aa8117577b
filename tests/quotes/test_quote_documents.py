"""The quote can be handed over: who offers, on which terms, and a last day that is a day."""

import io
import re
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import update

from app.core.data.database import Database
from app.core.values.clock import now
from app.gateways.storage import Storage
from app.quotes.models import Quote
from tests.callers import Caller, Drain
from tests.mails import text_of
from tests.quotes.conftest import Offer
from tests.stories import signature
from tests.world import World

Offered = Callable[..., Awaitable[Offer]]
ISSUER = {
    "legal_name": "Rede Boa Telecomunicações Ltda.",
    "document": "11.222.333/0001-81",
    "address": "Rua Doutor João Ribeiro, 120, Centro, Campinas – SP",
    "phone": "(19) 3333-4444",
    "email": "contato@redeboa.example",
}
TERMS = {
    "payment_terms": "30 % na aprovação, o resto em 28 dias.",
    "starts_on": "2026-12-01",
    "ends_on": "2026-12-04",
}


async def pdf_of(caller: Caller, offer: Offer) -> tuple[PdfReader, str]:
    answer = await caller.send("GET", f"{offer.path}/pdf")
    assert answer.status_code == 200, answer.text
    reader = PdfReader(io.BytesIO(answer.content))
    text = " ".join(page.extract_text() for page in reader.pages)
    return reader, re.sub(r"[\s\u200b]+", " ", text)


async def give_logo(caller: Caller) -> None:
    logo = io.BytesIO()
    Image.new("RGB", (400, 100), "teal").save(logo, "PNG")
    picture = {"file": ("logo.png", logo.getvalue())}
    answer = await caller.send("PUT", "/v1/organization/logo", files=picture)
    assert answer.status_code == 200


async def test_it_says_who_offers_on_which_terms_and_labour_apart_from_material(
    ada: Caller, offered: Offered
) -> None:
    await ada.patch("/v1/organization", ISSUER)
    await give_logo(ada)
    offer = await offered(discount_percent="10", **TERMS)
    reader, text = await pdf_of(ada, offer)
    for told in (
        *("Rede Boa Telecomunicações Ltda. · CNPJ 11.222.333/0001-81", ISSUER["address"]),
        *("+55 19 3333-4444 · contato@redeboa.example", TERMS["payment_terms"]),
        *("Início do trabalho 01/12/2026", "Término do trabalho 04/12/2026"),
        *("Serviços (mão de obra) R$ 299,80", "Materiais e equipamentos R$ 41,63"),
        *("Outros itens R$ 70,00", "Subtotal R$ 411,43", "Desconto −R$ 41,14", "Total R$ 370,29"),
    ):
        assert told in text, told
    assert [shown.image.size for shown in reader.pages[0].images if shown.image] == [(400, 100)]


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("pt-BR", ("Forma de pagamento A combinar", "Válido até")),
        ("pt-PT", ("Condições de pagamento A combinar", "Conclusão do trabalho A combinar")),
        ("en", ("Payment terms To be agreed", "Services (labour)", "Beginning of the work")),
    ],
)
async def test_what_is_open_is_said_to_be_open_in_each_language(
    locale: str, told: tuple[str, ...], ada: Caller, offered: Offered
) -> None:
    await ada.patch("/v1/organization", {"locale": locale})
    _, text = await pdf_of(ada, await offered())
    for words in told:
        assert words in text, words
    assert "None" not in text


async def test_a_logo_that_the_storage_has_lost_holds_up_nothing(
    ada: Caller, offered: Offered
) -> None:
    await give_logo(ada)
    lost = (await ada.get("/v1/organization"))["logo"]["wide"].rpartition("/")[2]
    await ada.app.state.runtime.gateway(Storage).delete(f"logos/{lost}")
    reader, text = await pdf_of(ada, await offered())
    assert "Rede Boa" in text
    assert not reader.pages[0].images


async def test_the_terms_are_approved_with_the_rest(
    ada: Caller, anybody: Caller, offered: Offered
) -> None:
    await ada.patch("/v1/organization", ISSUER)
    offer = await offered(**TERMS)
    changed = await ada.patch(offer.path, {"ends_on": "2026-12-09", "clear": ["starts_on"]})
    assert (changed["starts_on"], changed["ends_on"]) == (None, "2026-12-09")
    sent = await ada.post(f"{offer.path}/send", {"last_day": "2099-12-31"}, 200)
    token = {"token": sent["link"].partition("#")[2]}
    shown = await anybody.post("/v1/read-quote", token, 200)
    content = shown["content"]
    assert content["format"] == 2
    assert {name: content["quote"][name] for name in (*TERMS, "last_day")} == {
        "payment_terms": TERMS["payment_terms"],
        "starts_on": None,
        "ends_on": "2026-12-09",
        "last_day": "2099-12-31",
    }
    assert shown["issuer"] == {
        "name": "Rede Boa",
        **ISSUER,
        "document": "11222333000181",
        "phone": "+551933334444",
        "logo_url": None,
    }
    consent = {"consent_text": "Li e aprovo.", "consent_version": "2"}
    signed = signature(shown["content_hash"], "Carla Dias", signer_document="529.982.247-25")
    await anybody.post("/v1/approve-quote", token | {"signature": signed | consent}, 200)
    _, text = await pdf_of(ada, offer)
    for told in (
        *("Texto de consentimento, versão 2 – Carla Dias Li e aprovo.", "Documento ***.***.**7-25"),
        *("Término do trabalho 09/12/2026", "Válido até 31/12/2099"),
    ):
        assert told in text, told


@pytest.mark.parametrize(
    "wrong", [TERMS | {"ends_on": "2026-11-30"}, TERMS | {"starts_on": "2026-12-05"}]
)
async def test_work_does_not_end_before_it_begins(
    wrong: dict[str, str], ada: Caller, world: World, offered: Offered
) -> None:
    new = {"customer_id": world.customer["id"], "title": "Rede"} | wrong
    offer = await offered(**TERMS)
    for refused in (
        await ada.post("/v1/quotes", new, 422),
        await ada.patch(offer.path, {"starts_on": "2027-01-01"}, 422),
    ):
        assert [(e["pointer"], e["code"]) for e in refused["errors"]] == [
            ("#/body/ends_on", "before_start")
        ]
    assert (await ada.get(offer.path))["starts_on"] == TERMS["starts_on"]


async def test_an_answer_to_its_mail_reaches_whoever_offers(
    ada: Caller, offered: Offered, mailer: Any, drain: Drain
) -> None:
    for profile, reply_to in (({}, None), (ISSUER, "contato@redeboa.example")):
        await ada.patch("/v1/organization", profile)
        offer = await offered()
        await ada.post(f"{offer.path}/send", {"email": "loja@example.com"}, 200)
        await drain(ada.organization_id)
        mail = mailer.sent[-1]
        assert mail["Reply-To"] == reply_to
        assert ("Não responda" in text_of(mail)) == (reply_to is None)
        assert (reply_to or "Rede Boa") in text_of(mail).rpartition("-- ")[2]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Sao_Paulo", "Pacific/Midway"])
async def test_the_last_day_is_a_day_of_the_organization_whoever_reads_it(
    zone: str, ada: Caller, anybody: Caller, offered: Offered, mailer: Any, drain: Drain
) -> None:
    await ada.patch("/v1/organization", {"zone": zone, "locale": "en"})
    today = now().astimezone(ZoneInfo(zone)).date()
    offer = await offered()
    assert offer.body["last_day"] is None
    sent = await ada.post(f"{offer.path}/send", {"email": "loja@example.com"}, 200)
    last_day = (today + timedelta(days=15)).isoformat()
    assert sent["quote"]["last_day"] == last_day
    await drain(ada.organization_id)
    named = f"{date.fromisoformat(last_day):%B} {date.fromisoformat(last_day).day}, "
    assert named in text_of(mailer.sent[-1])

    # A promise stays what it was, also when the office moves to the other side of the world.
    await ada.patch("/v1/organization", {"zone": "Europe/Lisbon"})
    token = {"token": sent["link"].partition("#")[2]}
    assert (await anybody.post("/v1/read-quote", token, 200))["last_day"] == last_day
    assert (await ada.get(offer.path))["last_day"] == last_day
    revised = await ada.post(f"{offer.path}/revise", None, 200)
    assert (revised["last_day"], revised["valid_until"]) == (None, None)


async def test_a_quote_sent_before_days_were_kept_has_the_day_all_the_same(
    ada: Caller, anybody: Caller, offered: Offered, database: Database
) -> None:
    offer = await offered()
    sent = await ada.post(f"{offer.path}/send", {"last_day": "2099-12-31"}, 200)
    async with database.transaction(ada.actor) as session:
        old = update(Quote).where(Quote.id == UUID(offer.body["id"])).values(last_day=None)
        await session.execute(old)
    token = {"token": sent["link"].partition("#")[2]}
    assert (await anybody.post("/v1/read-quote", token, 200))["last_day"] == "2099-12-31"
    assert (await ada.get(offer.path))["last_day"] == "2099-12-31"
    assert "Válido até 31/12/2099" in (await pdf_of(ada, offer))[1]
