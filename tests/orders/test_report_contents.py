"""The service report can be handed over: who issued it, who came, what was done, and pictures."""

import io
import re
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from PIL import ExifTags, Image

from app.core.values.clock import now
from tests.callers import Drain
from tests.orders.fieldwork import Fieldwork, drawn_signature
from tests.stories import upload

ISSUER = {
    "legal_name": "Rede Boa Telecomunicações Ltda.",
    "document": "11.222.333/0001-81",
    "address": "Rua Doutor João Ribeiro, 120, Centro, Campinas – SP",
    "phone": "(19) 3333-4444",
    "email": "contato@redeboa.example",
}


@pytest.fixture
def issued(work: Fieldwork, drain: Drain) -> Any:
    async def issue(order_id: str) -> tuple[pypdf.PdfReader, str]:
        """The report of a closed order, and its text with single spaces."""
        await drain(work.office.organization_id)
        answer = await work.office.send("GET", f"/v1/orders/{order_id}/report")
        assert answer.status_code == 200, answer.text
        reader = pypdf.PdfReader(io.BytesIO(answer.content))
        text = " ".join(page.extract_text() for page in reader.pages)
        return reader, re.sub(r"[\s\u200b]+", " ", text)

    return issue


def held_upright(color: str = "navy") -> bytes:
    """A JPEG as a telephone writes it that was held upright: lying, with a note to turn it."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Model] = "Modelo 7"
    out = io.BytesIO()
    Image.new("RGB", (1600, 1200), color).save(out, "JPEG", exif=exif)
    return out.getvalue()


async def close(work: Fieldwork, order_id: str, **signature: Any) -> None:
    report = await work.signed(order_id)
    report["customer_signature"] |= signature
    await work.technician.post(f"/v1/orders/{order_id}/close", report, 200)


async def test_it_says_who_issued_it_under_their_logo(work: Fieldwork, issued: Any) -> None:
    await work.office.patch("/v1/organization", ISSUER)
    logo = io.BytesIO()
    Image.new("RGB", (400, 100), "teal").save(logo, "PNG")
    picture = {"file": ("logo.png", logo.getvalue())}
    await work.office.send("PUT", "/v1/organization/logo", files=picture)
    order = await work.closed()
    reader, text = await issued(order["id"])
    for told in (
        *("Rede Boa Telecomunicações Ltda. · CNPJ 11.222.333/0001-81", ISSUER["address"]),
        *("+55 19 3333-4444 · contato@redeboa.example", "Lei nº 14.063/2020"),
    ):
        assert told in text, told
    assert [shown.image.size for shown in reader.pages[0].images if shown.image] == [(400, 100)]


@pytest.mark.parametrize(
    ("locale", "title", "law"),
    [
        ("pt-PT", "Relatório de serviço", "Regulamento (UE) n.º 910/2014"),
        ("en", "Service report", "Regulation (EU) 910/2014"),
    ],
)
async def test_one_of_portugal_has_a_nif_and_names_the_law_of_the_union(
    locale: str, title: str, law: str, work: Fieldwork, issued: Any
) -> None:
    await work.office.patch("/v1/organization", {"locale": locale, "document": "501 964 843"})
    order = await work.closed()
    _, text = await issued(order["id"])
    for told in (title, "NIF 501 964 843", law):
        assert told in text, told
    assert "14.063" not in text
    assert "ICP" not in text


async def test_it_says_when_who_came_and_how_long_they_worked(work: Fieldwork, issued: Any) -> None:
    rui = await work.office.colleague("technician", "Rui Sá")
    customer = f"/v1/customers/{work.customer_id}"
    contract = await work.office.post(
        f"{customer}/contracts",
        {"contract_number": "2026/004711", "plan": "Fibra 700 M", "site_id": work.site_id},
    )
    order = await work.opened(contract_id=contract["id"])
    began = now() - timedelta(hours=3)
    slot = {
        "technician_id": str(work.technician.person_id),
        "starts_at": began.isoformat(),
        "ends_at": (now() + timedelta(hours=2)).isoformat(),
        "helper_ids": [str(rui.person_id)],
    }
    path = f"/v1/orders/{order['id']}"
    await work.office.post(f"{path}/schedule", slot)
    for minutes, command in ((5, "depart"), (20, "arrive"), (30, "start")):
        at = (began + timedelta(minutes=minutes)).isoformat()
        await work.technician.post(f"{path}/{command}", {"occurred_at": at}, 200)
    report = await work.signed(order["id"])
    ended = {"occurred_at": (began + timedelta(minutes=115)).isoformat()}
    await work.technician.post(f"{path}/close", report | ended, 200)
    _, text = await issued(order["id"])
    for told in ("2026/004711 · Fibra 700 M", "Tempo trabalhado 1 h 25 min", "Ajudantes Rui Sá"):
        assert told in text, told
    assert re.search(r"Chegada [^,]+, \d\d:\d\d Início", text)


async def test_a_visit_that_met_nobody_is_told_as_well(work: Fieldwork, issued: Any) -> None:
    order = await work.opened()
    path = f"/v1/orders/{order['id']}"
    for at in (-4, -1):
        slot = work.slot(10, 12) | {
            "starts_at": (now() + timedelta(hours=at)).isoformat(),
            "ends_at": (now() + timedelta(hours=at + 2)).isoformat(),
        }
        await work.office.post(f"{path}/schedule", slot)
        here = {"latitude": -22.9056, "longitude": -47.0608, "accuracy_m": 8}
        await work.technician.post(f"{path}/arrive", {"occurred_at": now().isoformat()} | here, 200)
        if at == -4:
            missed = {"occurred_at": now().isoformat(), "contact_attempts": 2} | here
            await work.technician.post(f"{path}/report-no-show", missed, 200)
    await work.technician.post(f"{path}/start", work.start(), 200)
    await close(work, order["id"])
    _, text = await issued(order["id"])
    assert "Visitas anteriores Data Técnico Tempo trabalhado Resultado" in text
    assert "0 min Ninguém no local" in text


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (False, "Item Quantidade Instalação 2,5 Materiais"),
        (True, "Instalação 2,5 R$ 149,90 – R$ 374,75 Total R$ 374,75"),
    ],
)
async def test_prices_are_shown_when_the_organization_wants_them(
    wanted: bool, told: str, work: Fieldwork, issued: Any
) -> None:
    await work.office.patch("/v1/organization/settings", {"prices_on_report": wanted})
    install = await work.office.post(
        "/v1/services", {"code": "INST", "name": "Instalação", "price": "149.90"}
    )
    order = await work.started(services=[{"service_id": install["id"], "quantity": "2.5"}])
    await close(work, order["id"])
    _, text = await issued(order["id"])
    assert told in text
    assert ("R$" in text) is wanted


async def test_photos_stand_upright_with_their_kind_and_hash(work: Fieldwork, issued: Any) -> None:
    order = await work.started()
    path = f"/v1/orders/{order['id']}/photos"
    taken = {"taken_at": "2026-11-20T17:05:00Z"}
    hashes = []
    for kind, data in (
        ("before", held_upright()),
        ("power_meter", held_upright("olive")),
        ("other", held_upright("teal")[:700]),
    ):
        file = await upload(work.technician, "foto.jpg", data)
        hashes.append(file["sha256"])
        new = {"file_id": file["id"], "kind": kind, "note": "Caixa <b>aberta</b>."}
        await work.technician.post(path, new | taken)
    await close(work, order["id"])
    reader, text = await issued(order["id"])
    last = reader.pages[-1]
    assert [shown.image.size for shown in last.images if shown.image] == [(750, 1000)] * 2
    for told in (
        *(
            "1 · Antes · 20 de nov. de 2026, 14:05 · Caixa <b>aberta</b>.",
            "2 · Medidor de potência",
        ),
        *("3 · Outra", "Este arquivo não pode ser impresso", *hashes),
    ):
        assert told in text, told
    assert "Modelo 7" not in str(last.images[0].data)


async def test_what_was_agreed_to_stands_with_its_version_and_the_document_is_masked(
    work: Fieldwork, issued: Any
) -> None:
    order = await work.started()
    consent = {"consent_text": "Li e concordo com o serviço.", "consent_version": "2026-11"}
    report = await work.signed(order["id"])
    report["customer_signature"] |= consent
    digest = report["customer_signature"]["content_hash"]
    report["technician_signature"] = drawn_signature(
        digest, signer_name="Tiago Nunes", role="technician", **consent
    )
    path = f"/v1/orders/{order['id']}"
    await work.technician.post(f"{path}/close", report, 200)
    kept = (await work.office.get(f"{path}/close-report"))["signatures"]
    assert [signature["consent_version"] for signature in kept] == ["2026-11", "2026-11"]
    _, text = await issued(order["id"])
    agreed = "Texto de consentimento, versão 2026-11 – Maria das Graças, Tiago Nunes"
    assert f"{agreed} Li e concordo com o serviço." in text
    assert text.count("Documento ***.***.**7-25") == 2
    assert "529.982" not in text
