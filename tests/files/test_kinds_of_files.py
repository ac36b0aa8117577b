"""Each kind of file that is accepted, with a file as the trade has it."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PIL import Image

from app.files.uploads.schemas import ACCEPTED, TRADE, USUAL
from app.files.uploads.service import PICTURE_BYTES
from tests.callers import Caller, Drain
from tests.stories import open_order, start_order, upload
from tests.world import World

SAMPLES = Path(__file__).with_name("samples")
NFE = b"""<?xml version="1.0" encoding="UTF-8"?>
<nfeProc versao="4.00" xmlns="http://www.portalfiscal.inf.br/nfe"><NFe><infNFe versao="4.00"
Id="NFe35261100191000000116550010000000011000000010"><ide><cUF>35</cUF></ide></infNFe>
<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature></NFe></nfeProc>
"""
EML = (
    b"Received: from mx.example.com by mail.example.com; Sun, 29 Nov 2026 18:40:00 -0300\r\n"
    b"From: =?utf-8?q?Jos=C3=A9?= <jose@example.com>\r\nTo: suporte@example.com\r\n"
    b"Subject: Boleto\r\n em atraso\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n"
    b"<p>Segue.</p>\r\n"
)
#: A return file of a bank: lines of 240 columns, and the end of file of DOS.
CNAB = b"".join(
    f"{line:<240}\r\n".encode("cp1252")
    for line in ("00100000         2001910000001", "COBRANÇA DE SERVIÇOS", "00199999")
)


def picture(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "navy").save(out, form)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("log.txt", "sem sinal")
    return out.getvalue()


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def outlook() -> bytes:
    """A message whose root has the class that Outlook writes."""
    data = bytearray(sample("mensagem.msg"))
    data[1024 + 80 : 1024 + 96] = bytes.fromhex("0b0d020000000000c000000000000046")
    return bytes(data)


FILES = [
    *((f"foto.{name}", "image/jpeg", picture("JPEG")) for name in ("jpg", "jpeg", "jfif")),
    ("tela.png", "image/png", picture("PNG")),
    ("tela.gif", "image/gif", picture("GIF")),
    ("tela.webp", "image/webp", picture("WEBP")),
    ("IMG_0001.HEIC", "image/heic", sample("foto.heic")),
    ("foto.heif", "image/heic", sample("foto.heic")),
    ("boleto.pdf", "application/pdf", picture("PDF")),
    ("logs.zip", "application/zip", archive()),
    ("tabela.xlsx", "application/zip", workbook()),
    *((f"texto.{n}", "application/zip", sample(f"texto.{n}")) for n in ("docx", "odt", "ods")),
    ("slides.pptx", "application/zip", sample("slides.pptx")),
    ("video.mp4", "video/mp4", sample("video.mp4")),
    ("voz.mp3", "audio/mpeg", sample("voz.mp3")),
    ("voz.ogg", "audio/ogg", sample("voz.ogg")),
    ("mensagem.eml", "message/rfc822", EML),
    ("mensagem.msg", "application/vnd.ms-outlook", sample("mensagem.msg")),
    ("mensagem.msg", "application/vnd.ms-outlook", outlook()),
    ("contrato.doc", "application/msword", sample("contrato.doc")),
    ("tabela.xls", "application/vnd.ms-excel", sample("tabela.xls")),
    ("nfe.xml", "application/xml", NFE),
    ("nfe.xml", "application/xml", NFE.replace(b"UTF-8", b"windows-1252") + b"<!-- \xe7 -->"),
    ("CB2911.RET", "text/plain", CNAB + b"\x1a"),
    ("CB2911.rem", "text/plain", CNAB),
    ("leia.txt", "text/plain", "Instalação às 14h – cabo rompido".encode("cp1252")),
    ("leia.txt", "text/plain", "Instalação".encode("utf-16")),
    *((f"a.{name}", "text/plain", b'{"sinal": -27}') for name in ("log", "csv", "md", "json")),
]


def test_every_kind_and_extension_is_tried() -> None:
    tried = {(kind, name.rpartition(".")[2].lower()) for name, kind, _ in FILES}
    assert tried == {(kind, name) for kind, names in ACCEPTED.items() for name in names}


@pytest.mark.parametrize(("name", "media_type", "data"), FILES, ids=lambda value: str(value)[:30])
async def test_a_file_of_the_trade_is_known_and_only_ever_saved(
    ada: Caller, name: str, media_type: str, data: bytes
) -> None:
    file = await upload(ada, name, data)
    assert (file["media_type"], file["name"]) == (media_type, name)
    content = await ada.send("GET", f"/v1/files/{file['id']}/content")
    assert content.content == data
    assert content.headers["content-type"] == "application/octet-stream"
    assert content.headers["content-disposition"].startswith("attachment;")
    assert content.headers["x-content-type-options"] == "nosniff"


def installer() -> bytes:
    """A package of Windows, which is a compound file as well."""
    data = bytearray(sample("contrato.doc"))
    root = (int.from_bytes(data[48:52], "little") + 1) * 512
    data[root + 80 : root + 84] = (0xC1084).to_bytes(4, "little")
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("contrato.doc", b"MZ\x90\x00" + bytes(500)),
        ("contrato.doc", sample("tabela.xls")),
        ("tabela.xls", sample("contrato.doc")),
        ("mensagem.msg", sample("contrato.doc")),
        ("setup.msi", installer()),
        ("contrato.doc", installer()),
        ("contrato.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 60),
        ("tabela.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
        ("tabela.xls", b"Nome\tValor\n"),
        ("mensagem.eml", b"<html><script>alert(1)</script></html>"),
        ("mensagem.eml", b"From the beginning\r\n\r\n"),
        ("mensagem.eml", b"Subject: x\r\n\r\nFrom: y\r\nDate: z\r\n"),
        ("nota.xml", b"<html xmlns='http://www.w3.org/1999/xhtml'><script/></html>"),
        ("nota.xml", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("nota.xml", b"<a/>"),
        (
            "nota.xml",
            NFE.replace(b"<ide>", b"<ide><x:script xmlns:x='http://www.w3.org/1999/xhtm&#108;'/>"),
        ),
        ("nota.xml", NFE.replace(b"<nfeProc", b"<?xml-stylesheet href='x.xsl'?><nfeProc")),
        ("nota.xml", NFE.replace(b"<nfeProc", b"<!DOCTYPE x [<!ENTITY a 'b'>]><nfeProc")),
        ("nota.xml", NFE[:-20]),
        ("CB2911.ret", bytes(400)),
        ("leia.txt", "<script>alert(1)</script>".encode("utf-16")),
        ("leia.txt", b"\x81\x8d" * 10),
        ("foto.heic", sample("video.mp4")),
        ("foto.png", sample("foto.heic")),
        ("video.mp4", sample("foto.heic")),
    ],
    ids=lambda value: str(value)[:20],
)
async def test_a_file_that_is_something_else_is_refused(
    ada: Caller, name: str, data: bytes
) -> None:
    response = await ada.send("POST", "/v1/files", files={"file": (name, data)})
    assert (response.status_code, response.json()["code"]) == (415, "media_type_not_supported")
    assert response.json()["accepted"] == sorted(ACCEPTED)


async def test_a_desk_takes_files_of_the_trade_once_it_says_so(ada: Caller, carla: Caller) -> None:
    await carla.post("/v1/tickets", {"subject": "Primeiro", "description": "Abre a mesa."})
    desk = f"/v1/desks/{ada.organization_id}"
    assert (await ada.get(desk))["accepted_media_types"] == sorted(USUAL)
    file = await upload(carla, "mensagem.eml", EML)
    body = {"subject": "Boleto", "description": "Segue.", "file_ids": [file["id"]]}
    refused = await carla.post("/v1/tickets", body, 415)
    assert refused["accepted"] == sorted(USUAL)
    await ada.patch(desk, {"accepted_media_types": [*USUAL, *TRADE]})
    ticket = await carla.post("/v1/tickets", body)
    [message] = (await carla.get(f"/v1/tickets/{ticket['id']}/messages"))["items"]
    [attached] = message["attachments"]
    assert attached["media_type"] == "message/rfc822"
    content = await carla.send("GET", f"/v1/attachments/{attached['id']}/content")
    assert content.headers["content-type"] == "application/octet-stream"
    assert content.headers["content-disposition"].startswith("attachment;")


async def test_a_photo_of_an_order_has_ten_mebibytes_to_the_byte(
    ada: Caller, tiago: Caller, world: World, drain: Drain
) -> None:
    order = await open_order(ada, world)
    await start_order(ada, tiago, order)
    photo = picture("JPEG")
    file = await upload(tiago, "foto.jpg", photo + bytes(PICTURE_BYTES - len(photo)))
    path = f"/v1/orders/{order['id']}/photos"
    await tiago.post(path, {"file_id": file["id"]})
    await drain(ada.organization_id)
    [shown] = (await ada.get(path))["items"]
    assert shown["has_thumbnail"]
    over = photo + bytes(PICTURE_BYTES + 1 - len(photo))
    refused = await tiago.send("POST", "/v1/files", files={"file": ("foto.jpg", over)})
    assert (refused.status_code, refused.json()["limit_bytes"]) == (413, 10_485_760)


async def test_a_picture_of_a_ticket_has_two_mebibytes(carla: Caller) -> None:
    photo = picture("PNG")
    file = await upload(carla, "tela.png", photo + bytes(2_097_153 - len(photo)))
    body = {"subject": "X", "description": "Y", "file_ids": [file["id"]]}
    refused: dict[str, Any] = await carla.post("/v1/tickets", body, 413)
    assert (refused["limit_bytes"], refused["size_bytes"]) == (2_097_152, 2_097_153)
    exact = await upload(carla, "tela.png", photo + bytes(2_097_152 - len(photo)))
    await carla.post("/v1/tickets", body | {"file_ids": [exact["id"]]})
