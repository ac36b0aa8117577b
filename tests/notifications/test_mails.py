"""Mails as a channel: one conversation, where it goes on, what happened, in the reader's words."""

import io
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from app.core.values.notation import Notation
from app.gateways.mail import FakeMailer
from app.organizations.emails.layout import Brand, Content, as_html, as_text
from tests.callers import Caller, Drain
from tests.mails import html_of, mails_to, text_of
from tests.stories import upload


async def _told(mailer: FakeMailer, reader: Caller) -> list[str]:
    return [str(mail["Subject"]).partition(": ")[2] for mail in mails_to(mailer, reader)]


def _brazilian(moment: str) -> str:
    """A time as somebody in São Paulo writes it."""
    local = datetime.fromisoformat(moment).astimezone(ZoneInfo("America/Sao_Paulo"))
    return f"{local:%d/%m/%Y %H:%M}"


async def test_the_mails_of_a_ticket_are_one_conversation(
    bob: Caller, carla: Caller, ticket: dict[str, Any], drain: Drain, mailer: FakeMailer
) -> None:
    path = f"/v1/tickets/{ticket['id']}"
    await bob.post(f"{path}/replies", {"body": "Estamos verificando."})
    await bob.post(f"{path}/solve", {"details": "Fibra refeita."}, 200)
    await drain(carla.organization_id)
    first, *others = mails_to(mailer, carla)
    assert await _told(mailer, carla) == [
        "recebido – Sem internet",
        "resposta em Sem internet",
        "resolvido – Sem internet",
    ]
    assert first["In-Reply-To"] is None
    assert {mail["In-Reply-To"] for mail in others} == {first["Message-ID"]}
    assert {mail["References"] for mail in others} == {first["Message-ID"]}
    assert len({mail["Message-ID"] for mail in mailer.sent}) == len(mailer.sent)


async def test_a_mail_leads_to_its_ticket_and_says_not_to_answer_it(
    bob: Caller, carla: Caller, ticket: dict[str, Any], drain: Drain, mailer: FakeMailer
) -> None:
    body = {"body": "<b>Vamos</b> & ver."}
    said = await bob.post(f"/v1/tickets/{ticket['id']}/replies", body)
    await drain(carla.organization_id)
    mail = mails_to(mailer, carla)[-1]
    for part in (text_of(mail), html_of(mail)):
        assert f"/tickets/{ticket['id']}" in part
        assert "Não responda a este e-mail" in part
    assert "<b>Vamos</b> & ver." in text_of(mail)
    assert f"Bob Prado, {_brazilian(said['created_at'])}:" in text_of(mail)
    assert "&lt;b&gt;Vamos&lt;/b&gt; &amp; ver." in html_of(mail)


async def test_links_keep_their_targets_and_attachments_are_named(
    bob: Caller, carla: Caller, ticket: dict[str, Any], drain: Drain, mailer: FakeMailer
) -> None:
    body = '<p>Veja <a href="https://ajuda.example/fibra?a=1&amp;b=2">este artigo</a>.</p>'
    file = await upload(bob)
    said = {"body": body, "format": "html", "file_ids": [file["id"]]}
    await bob.post(f"/v1/tickets/{ticket['id']}/replies", said)
    await drain(carla.organization_id)
    mail = mails_to(mailer, carla)[-1]
    assert "este artigo (https://ajuda.example/fibra?a=1&b=2)." in text_of(mail)
    assert 'href="https://ajuda.example/fibra?a=1&amp;b=2"' in html_of(mail)
    for part in (text_of(mail), html_of(mail)):
        assert "Anexos: erro.txt" in part


async def test_who_has_called_reads_that_it_arrived(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    await carla.patch("/v1/me", {"locale": "pt-PT"})
    call = {"subject": "Ligou", "description": "Sem sinal.", "channel": "phone"}
    ticket = await bob.post("/v1/tickets", call | {"requester_id": str(carla.person_id)})
    await drain(ada.organization_id)
    [mail] = mails_to(mailer, carla)
    assert mail["Subject"] == f"{ticket['protocol']}: recebido – Ligou"
    assert "recebemos o seu pedido" in text_of(mail)
    assert "Sem sinal." in text_of(mail)
    assert await carla.get("/v1/counts/notifications") == {"unread": 0}


async def test_a_mail_has_the_looks_of_the_organization(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (400, 100), "navy").save(picture, "PNG")
    files = {"file": ("logo.png", picture.getvalue())}
    assert (await ada.send("PUT", "/v1/organization/logo", files=files)).status_code == 200
    await ada.patch("/v1/organization/settings", {"brand_color": "#ffcc00"})
    await ada.patch("/v1/organization/settings", {"brand_color": "red;}"}, 422)
    await carla.post("/v1/tickets", {"subject": "Sem sinal", "description": "Desde ontem."})
    await drain(ada.organization_id)
    shown = html_of(mails_to(mailer, carla)[0])
    assert "#ffcc00" in shown
    [logo] = [part for part in shown.split('"') if "/v1/logos/" in part]
    fetched = await carla.http.get("/v1/logos/" + logo.rpartition("/")[2])
    assert fetched.headers["content-type"] == "image/png"


async def test_of_an_update_of_an_incident_nobody_gets_a_mail_for_each_ticket(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    tickets = [
        await carla.post("/v1/tickets", {"subject": f"Loja {n}", "description": "Sem rede."})
        for n in range(5)
    ]
    for ticket in tickets:
        await ada.post(
            f"/v1/tickets/{ticket['id']}/assign", {"assignee_id": str(bob.person_id)}, 200
        )
    incident = await ada.post(
        "/v1/incidents", {"title": "Fibra cortada", "ticket_ids": [t["id"] for t in tickets]}
    )
    await drain(ada.organization_id)
    await bob.post("/v1/notifications/read", {}, 200)
    mailer.sent.clear()
    path = f"/v1/incidents/{incident['id']}"
    await ada.post(f"{path}/updates", {"body": "Equipe a caminho."}, 202)
    await drain(ada.organization_id)
    assert len(mailer.sent) == len(mails_to(mailer, carla)) == 1
    assert await bob.get("/v1/counts/notifications") == {"unread": 0}
    await ada.post(f"{path}/resolve", {"body": "Fibra refeita.", "solve_tickets": True}, 202)
    await drain(ada.organization_id)
    assert len(mailer.sent) == 2
    assert str(mailer.sent[-1]["Subject"]).partition(": ")[2].startswith("resolvido – Loja")
    for ticket in tickets:
        assert (await carla.get(f"/v1/tickets/{ticket['id']}"))["unread_count"] == 2


async def test_new_tickets_of_one_incident_are_one_line_and_one_mail_for_the_desk(
    ada: Caller, carla: Caller, world: Any, drain: Drain, mailer: FakeMailer
) -> None:
    await ada.post("/v1/incidents", {"title": "Fibra cortada", "site_ids": [world.site["id"]]})
    for n in range(4):
        new = {"subject": f"Loja {n}", "description": "Sem rede.", "site_id": world.site["id"]}
        await carla.post("/v1/tickets", new)
        await drain(ada.organization_id)
    [line] = (await ada.get("/v1/notifications", is_read=False))["items"]
    assert (line["subject_kind"], line["event_count"]) == ("incident", 4)
    assert len(mails_to(mailer, ada)) == 1
    assert len(mails_to(mailer, carla)) == 4, "each of her requests was received"


@pytest.mark.parametrize("hostile", ['<script>alert("x")</script>', '"><img src=x onerror=y>'])
def test_what_people_are_called_is_no_html(hostile: str) -> None:
    brand = Brand(hostile, logo_url="https://api.example/v1/logos/a")
    content = Content(
        text=f"Olá, {hostile},\n\nhttps://app.example/x?a=1&b=2",
        body=hostile,
        attachments=[hostile],
        link="https://app.example/tickets/1",
        link_label=hostile,
    )
    shown = as_html(content, brand, Notation(), title=hostile)
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert hostile in as_text(content, brand, Notation())


def test_letters_can_be_read_on_the_colour() -> None:
    assert Brand("x", "#ffcc00").ink == "#000000"
    assert Brand("x", "#003366").ink == "#ffffff"
