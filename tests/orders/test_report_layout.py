"""The service report says everything, whatever people are called and however much was used."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pypdf
import pytest
import segno
from PIL import Image

import app.orders.report
import app.organizations.letterhead
from app.gateways.pdf import TypesettingFailed, typeset
from app.signatures.strokes.service import to_svg

REPORT = Path(app.orders.report.__path__[0]) / "report.typ"
LETTER = Path(app.organizations.letterhead.__path__[0]) / "letter.typ"
AT = datetime(2026, 11, 22, 15, 10, tzinfo=UTC)
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
LABELS = {
    "title": "Relatório de serviço",
    "number": "Protocolo",
    "customer": "Cliente",
    "contract": "Contrato",
    "site": "Local",
    "problem": "Problema",
    "description": "Descrição",
    "scheduled": "Agendado",
    "arrived": "Chegada",
    "started": "Início",
    "finished": "Fim",
    "worked": "Tempo trabalhado",
    "clock": "Relógio do aparelho",
    "technician": "Técnico",
    "helpers": "Ajudantes",
    "earlier_visits": "Visitas anteriores",
    "moment": "Data",
    "outcome": "Resultado",
    "lines": "Serviços",
    "line": "Serviço",
    "quantity": "Quantidade",
    "unit_price": "Preço unitário",
    "discount": "Desconto",
    "total": "Valor",
    "materials": "Materiais utilizados",
    "product": "Produto",
    "movement": "Movimentação",
    "no_materials": "Nenhum material foi utilizado.",
    "closing": "Encerramento",
    "cause": "Causa",
    "solution": "Código de solução",
    "details": "Detalhes da solução",
    "attended_by": "Atendido por",
    "signatures": "Assinaturas",
    "signed_at": "assinado em",
    "signature_of": "Assinatura de",
    "content_hash": "Resumo SHA-256 do conteúdo",
    "verification": "Confira este relatório",
    "photos": "Fotos",
    "no_picture": "Este arquivo não pode ser impresso.",
    "page": "Página",
    "legal": (
        "Assinatura eletrônica simples, na classificação do art. 4º, I, da Lei nº 14.063/2020: o "
        "traço colhido na tela identifica quem declarou assinar e está vinculado, pelo resumo "
        "SHA-256 abaixo, ao conteúdo que lhe foi apresentado. Não é assinatura avançada nem "
        "qualificada e não usa certificado ICP-Brasil."
    ),
}


def report(**changes: Any) -> dict[str, Any]:
    return {
        "language": "pt",
        "region": "BR",
        "labels": LABELS,
        "organization": {
            "name": "Conexão Fibra Ltda.",
            "details": "CNPJ 12.345.678/0001-95",
            "logo": None,
        },
        "order": {
            "protocol": "2026-000123",
            "problem": "PPP-01 · Troca de PPPoE",
            "description": "Queda intermitente à noite.",
        },
        "customer": {"name": "Maria das Graças Conceição"},
        "contract": "2026/004711 · Fibra 700 M",
        "site": {"address": "Rua Doutor João Ribeiro, 120, São Paulo – SP"},
        "visit": {
            "scheduled": "22/11/2026, 14h00 – 16h00",
            "arrived": "22/11/2026, 14:21",
            "started": "22/11/2026, 14:28",
            "finished": "22/11/2026, 15:10",
            "worked": "42 min",
            "clock": None,
            "technician": "Tiago Araújo",
            "helpers": "Bruno Sá, Célia Nunes",
        },
        "earlier_visits": [],
        "lines": [],
        "sums": [],
        "materials": [material("Cabo drop óptico", "35,500", "m", "0198c2f4")],
        "closing": {
            "cause": "Fibra rompida",
            "solution": "S-12 · Novo cabo drop",
            "details": "Lançado novo cabo.\n\nSinal medido: −19,8 dBm.",
            "attended_by": "Maria das Graças",
            "more": [],
        },
        "consents": [],
        "signatures": [signature("Maria das Graças Conceição", "Cliente")],
        "content_hash": HASH,
        "verification": None,
        "photos": [],
        "more_photos": None,
        **changes,
    }


def material(product: str, quantity: str, unit: str, movement: str) -> dict[str, str]:
    return {"product": product, "quantity": quantity, "unit": unit, "movement": movement}


def line(description: str, quantity: str, *amounts: str | None) -> dict[str, str | None]:
    price, discount, total = amounts
    return {
        "description": description,
        "quantity": quantity,
        "unit_price": price,
        "discount": discount,
        "total": total,
    }


def signature(name: str, role: str) -> dict[str, str]:
    return {
        "image": "drawn.svg",
        "name": name,
        "document": "Documento ***.***.**7-25",
        "role": role,
        "signed_at": "22/11/2026, 15:08",
    }


def photo(image: str | None, caption: str) -> dict[str, str | None]:
    return {"image": image, "caption": caption, "sha256": HASH}


def picture(color: str = "navy") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (750, 1000), color).save(out, "JPEG")
    return out.getvalue()


def drawn() -> bytes:
    strokes = [
        [{"t": i, "x": 20 + 8 * i, "y": 60 + 40 * (i % 2)} for i in range(20)],
        [{"t": 100 + i, "x": 200 + 8 * i, "y": 60 + 30 * (i % 3)} for i in range(20)],
    ]
    return to_svg(strokes, (600, 200)).encode()


def beside(**files: bytes) -> dict[str, bytes]:
    """What lies beside the template."""
    return {"drawn.svg": drawn(), LETTER.name: LETTER.read_bytes(), **files}


async def pages(data: dict[str, Any], **files: bytes) -> list[str]:
    """The text of each page, with every run of white space as one space."""
    pdf = await typeset(REPORT, data, beside(**files), at=AT)
    return [
        re.sub(r"[\s\u200b]+", " ", page.extract_text())
        for page in pypdf.PdfReader(io.BytesIO(pdf)).pages
    ]


def texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield re.sub(r"\s+", " ", value)
        case dict():
            for item in value.values():
                yield from texts(item)
        case list():
            for item in value:
                yield from texts(item)


def full(**changes: Any) -> dict[str, Any]:
    """A report that has some of everything but photos."""
    more = [{"name": "CTO", "value": "CTO-7"}, {"name": "Porta", "value": "3"}]
    return report(
        earlier_visits=[
            {
                "moment": "20/11/2026, 09:05",
                "technician": "Dario Lima",
                "worked": "0 min",
                "outcome": "Ninguém no local",
            }
        ],
        lines=[line("Instalação de fibra", "2", "R$ 149,90", "10 %", "R$ 269,82")],
        sums=[
            {"name": "Subtotal", "value": "R$ 269,82"},
            {"name": "Total", "value": "R$ 250,00"},
        ],
        consents=[{"name": "Texto de consentimento, versão 3", "value": "Li e concordo."}],
        closing=report()["closing"] | {"more": more},
        **changes,
    )


async def test_every_fact_and_every_label_is_on_the_page() -> None:
    data = full(labels={**LABELS, "legal": "Vale como assinatura simples."})
    data["visit"]["clock"] = "Início do trabalho: 01/01/2001, 00:00 no aparelho"
    page = " ".join(await pages(data))
    unseen = {"pt", "BR", "drawn.svg"}  # the language and the picture
    others = ("no_materials", "verification", "signature_of", "photos", "no_picture")
    of_other_cases = {LABELS[name] for name in others}
    absent = [t for t in texts(data) if t not in unseen | of_other_cases and t not in page]
    assert absent == []
    assert "Página 1 / 2" in page


async def test_the_legal_level_and_the_hash_stand_on_every_page() -> None:
    many = [material(f"Produto {i}", f"{i},000", "un", f"mov{i:05}") for i in range(1, 41)]
    first, second = await pages(report(materials=many))
    for number, page in enumerate((first, second), start=1):
        assert HASH in page
        assert "Assinatura eletrônica simples" in page
        assert f"Página {number} / 2" in page


async def test_forty_materials_go_over_two_pages_under_the_same_heads() -> None:
    many = [material(f"Produto {i} comum", f"{i},000", "un", f"mov{i:05}") for i in range(1, 41)]
    first, second = await pages(report(materials=many))
    for page in (first, second):
        assert "Produto Quantidade Movimentação" in page
    for line in many:
        row = "{product} {quantity} {unit} {movement}".format(**line)
        assert (row in first) != (row in second), row
    assert "Assinaturas" in second


async def test_the_signatures_never_stand_apart_from_their_hash() -> None:
    """Pushed over the end of the page line by line, the heading takes all under it along."""
    moved = 0
    for lines in range(1, 30):
        closing = report()["closing"] | {"details": "\n".join(["linha"] * lines)}
        *_, last = await pages(report(closing=closing))
        assert "Assinaturas" in last
        assert "Maria das Graças Conceição Documento" in last
        assert "Cliente · assinado em 22/11/2026, 15:08" in last
        assert f"{HASH[:32]} {HASH[32:]}" in last
        moved += "linha" not in last
    assert moved


async def test_forty_five_materials_of_long_names_are_all_there() -> None:
    long = "Caixa de emenda óptica de 24 fibras com suporte para poste e braçadeira inox"
    many = [material(f"{long} {n:02}", "1,000", "un", str(UUID(int=n))) for n in range(45)]
    text = " ".join(await pages(report(materials=many)))
    for used in many:
        assert f"{used['product']} 1,000 un {used['movement']}" in text, used


async def test_prices_are_shown_only_where_they_are_given() -> None:
    unpriced = line("Instalação de fibra", "2", None, None, None)
    page, *_ = await pages(report(lines=[unpriced], sums=[]))
    assert "Serviço Quantidade Instalação de fibra 2 Materiais" in page
    assert "R$" not in page


async def test_twenty_photos_stand_six_on_a_page_each_over_its_caption() -> None:
    photos = [
        photo(f"photo-{n}.jpg", f"{n} · Depois · 22/11/2026, 15:0{n % 10}") for n in range(20)
    ]
    files = {f"photo-{n}.jpg": picture() for n in range(20)}
    _, *found = await pages(report(photos=photos), **files)
    assert [page.count("Depois") for page in found] == [6, 6, 6, 2]
    for shown in photos:
        assert str(shown["caption"]) in " ".join(found)
    assert found[0].count(HASH) == 6 + 1  # and the foot


async def test_a_few_photos_begin_no_page_of_their_own() -> None:
    closing = report()["closing"] | {"details": "\n".join(["linha"] * 16)}
    photos = [photo(f"photo-{n}.jpg", f"{n} · Depois") for n in range(4)]
    files = {f"photo-{n}.jpg": picture() for n in range(4)}
    *_, last = await pages(report(closing=closing, photos=photos), **files)
    assert "Assinaturas" in last
    assert last.count("Depois") == 4


async def test_a_photo_that_cannot_be_shown_keeps_its_place() -> None:
    photos = [photo(None, "1 · Antes"), photo("photo-2.jpg", "2 · " + "x" * 200)]
    *_, last = await pages(
        report(photos=photos, more_photos="Mais 7."), **{"photo-2.jpg": picture()}
    )
    assert "Este arquivo não pode ser impresso." in last
    assert "Mais 7." in last
    assert last.replace(" ", "").count("x" * 200) == 1


async def test_without_materials_it_says_so() -> None:
    [page] = await pages(report(materials=[]))
    assert "Nenhum material foi utilizado." in page
    assert "Movimentação" not in page


async def test_what_is_absent_leaves_a_dash_and_no_gap_in_the_work() -> None:
    order = dict.fromkeys(report()["order"]) | {"protocol": "9"}
    visit = dict.fromkeys(report()["visit"])
    [page] = await pages(report(order=order, visit=visit, contract=None))
    assert "Agendado – Chegada – Início – Fim – Tempo trabalhado – Técnico –" in page
    for name in ("contract", "helpers", "earlier_visits", "lines", "photos"):
        assert LABELS[name] not in page
    assert "None" not in page
    assert "Descrição" not in page


async def test_long_names_are_broken_and_not_cut() -> None:
    long = "Associação Beneficente dos Moradores e Amigos do Bairro Jardim Aparecida " * 3
    endless = "x" * 400
    data = report(
        organization={"name": long, "details": None, "logo": None},
        customer={"name": endless},
        signatures=[signature(long, "Cliente"), signature("Tiago Araújo", "Técnico")],
    )
    page = " ".join(await pages(data))
    assert page.count(long.strip()) == 2
    assert page.replace(" ", "").count(endless) == 1
    assert max(map(len, re.findall("x+", page))) < 60  # half the width of the paper


async def test_markup_in_a_name_is_only_text() -> None:
    name = '#panic("x") *bold* $x$ <label> @ref `raw` // comment'
    [page] = await pages(report(customer={"name": name}))
    assert name in page


async def test_a_logo_and_a_code_to_verify_are_drawn() -> None:
    logo, code = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (300, 80), "#00aa77").save(logo, "PNG")
    url = "https://chamado.example/verify/ABCD2345EFGH6789JKLM"
    segno.make(url).save(code, kind="svg")
    organization = {"name": "Conexão", "details": None, "logo": "logo.png"}
    verification = {"image": "qr.svg", "url": url}
    pdf = await typeset(
        REPORT,
        report(organization=organization, verification=verification),
        beside(**{"logo.png": logo.getvalue(), "qr.svg": code.getvalue()}),
        at=AT,
    )
    *_, page = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert url in page.extract_text()
    first = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    assert [image.image.size for image in first.images if image.image] == [(300, 80)]
    links: Any = page["/Annots"]
    assert [link.get_object()["/A"]["/URI"] for link in links] == [url]


async def test_the_same_report_is_the_same_file() -> None:
    files = beside()
    once = await typeset(REPORT, report(), files, at=AT)
    assert await typeset(REPORT, report(), files, at=AT) == once
    later = await typeset(REPORT, report(), files, at=AT.replace(minute=11))
    assert later != once


async def test_it_keeps_for_decades_and_can_be_read_aloud() -> None:
    pdf = await typeset(REPORT, report(), beside(), at=AT)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.xmp_metadata is not None
    claims = reader.xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in claims
    assert "<pdfuaid:part>1</pdfuaid:part>" in claims
    assert reader.metadata is not None
    assert reader.metadata.title == "Relatório de serviço 2026-000123"
    assert reader.metadata.creation_date == AT
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "pt-BR"
    resources: Any = reader.pages[0]["/Resources"]
    assert {re.sub(r".*\+|-.*", "", f["/BaseFont"]) for f in resources["/Font"].values()} == {
        "LibertinusSerif",
        "DejaVuSansMono",
    }


async def test_a_name_that_no_font_can_draw_does_not_hold_up_the_report() -> None:
    [page] = await pages(report(customer={"name": "Zoë 😀 李"}))
    assert "Zoë" in page


@pytest.mark.parametrize("name", ["../logo.png", "a/b.svg", "main.typ", "data.json", "..\\x"])
async def test_files_have_plain_names(name: str) -> None:
    with pytest.raises(TypesettingFailed, match="plain name"):
        await typeset(REPORT, report(), {name: b""}, at=AT)


async def test_a_missing_picture_is_an_error_that_names_it() -> None:
    with pytest.raises(TypesettingFailed, match=r"drawn\.svg"):
        await typeset(REPORT, report(), {LETTER.name: LETTER.read_bytes()}, at=AT)
