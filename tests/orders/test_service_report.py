"""The worker writes the PDF of what was signed, once, in the organization's language."""

import asyncio
import hashlib
import io
import re
from dataclasses import replace

import pypdf
from fastapi import FastAPI
from sqlalchemy import update

from app.core.data.database import Database
from app.core.events import dispatcher
from app.core.events.outbox import Outbox, OutboxTask, enqueue
from app.core.values.clock import now
from app.gateways.storage import Storage
from tests.callers import Caller, Drain
from tests.orders.fieldwork import Fieldwork, drawn_signature


async def _read(caller: Caller, order_id: str) -> tuple[bytes, str]:
    response = await caller.send("GET", f"/v1/orders/{order_id}/report")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
    text = " ".join(page.extract_text() for page in pages)
    return response.content, re.sub(r"[\s\u200b]+", " ", text)


async def test_a_closed_order_gets_the_pdf_of_what_was_signed(
    work: Fieldwork, drain: Drain
) -> None:
    order = await work.started()
    used = await work.use(order["id"], "35.5")
    report = await work.signed(order["id"])
    digest = report["customer_signature"]["content_hash"]
    report["technician_signature"] = drawn_signature(
        digest, signer_name="Tiago Nunes", role="technician"
    )
    path = f"/v1/orders/{order['id']}"
    await work.technician.post(f"{path}/close", report, 200)
    assert (await work.office.get(f"{path}/report", 404))["code"] == "report_not_ready"

    await drain(work.office.organization_id)
    closed = await work.office.get(path)
    file = await work.office.get(f"/v1/files/{closed['report_file_id']}")
    content, text = await _read(work.technician, order["id"])
    assert file["name"] == f"{order['protocol']}.pdf"
    assert (file["media_type"], file["size_bytes"]) == ("application/pdf", len(content))
    assert file["sha256"] == hashlib.sha256(content).hexdigest()
    for told in (
        *("Rede Boa", order["protocol"], "Padaria São João"),
        *("Rua das Flores, 12, Centro, Campinas – SP", "SEM-SINAL · Sem sinal"),
        *("FIBRA · Fibra rompida", "FUSAO · Fusão refeita", "Lançado novo cabo."),
        *("Cabo drop óptico", "35,500 m", used["movement_id"], "CTO-7", "-19,8"),
        *("Maria das Graças", "Tiago Nunes", digest[:32], digest[32:]),
    ):
        assert told in text, told
    assert "529.982" not in text
    assert "None" not in text
    names = [e["name"] for e in (await work.office.get(f"{path}/timeline"))["items"]]
    assert names[-2:] == ["order.closed", "order.report_issued"]


async def test_an_unchanged_report_is_not_sent_again(work: Fieldwork, drain: Drain) -> None:
    closed = await work.closed()
    await drain(work.office.organization_id)
    path = f"/v1/orders/{closed['id']}/report"
    tag = (await work.office.send("GET", path)).headers["ETag"]
    known = await work.office.send("GET", path, headers={"If-None-Match": tag})
    assert (known.status_code, known.content) == (304, b"")


async def test_the_report_says_what_was_signed_though_names_change_meanwhile(
    work: Fieldwork, drain: Drain
) -> None:
    closed = await work.closed()
    await work.office.patch(f"/v1/customers/{work.customer_id}", {"name": "Outro Nome"})
    await work.office.patch(f"/v1/codes/{work.codes['cause']}", {"label": "Outra causa"})
    await drain(work.office.organization_id)
    _, text = await _read(work.office, closed["id"])
    assert "Padaria São João" in text
    assert "Fibra rompida" in text
    assert "Outr" not in text


async def test_an_outbox_task_that_runs_twice_leaves_one_file(
    app: FastAPI, database: Database, work: Fieldwork, drain: Drain
) -> None:
    """A worker killed after storing the bytes, before recording them, does it all again."""
    closed = await work.closed()
    organization_id = work.office.organization_id
    while (await dispatcher.drain(database, organization_id)).events:
        pass

    kept = app.state.runtime.gateway(Storage)

    class DiesAfterStoring:
        puts = 0

        async def put(self, key: str, data: bytes, content_type: str) -> None:
            self.puts += 1
            await kept.put(key, data, content_type)
            if self.puts == 1:
                raise OSError("the worker is gone")

    storage = DiesAfterStoring()
    outbox = Outbox(replace(app.state.runtime, gateways={Storage: storage}))
    assert await outbox.run(organization_id, "outside") == [False]
    assert (await work.office.get(f"/v1/orders/{closed['id']}"))["report_file_id"] is None

    async with database.transaction(work.office.actor) as session:
        await session.execute(update(OutboxTask).values(due_at=now()))
    assert await outbox.run(organization_id, "outside") == [True]
    assert await outbox.run(organization_id, "outside") == []
    assert storage.puts == 2
    await drain(organization_id)

    names = await _event_names(work, closed["id"])
    assert names.count("order.report_issued") == 1
    async with database.read(work.office.actor) as connection:
        assert await connection.fetchval("select count(*) from files") == 1


async def test_two_outbox_tasks_at_once_issue_one_report(
    app: FastAPI, database: Database, work: Fieldwork, drain: Drain
) -> None:
    closed = await work.closed()
    organization_id = work.office.organization_id
    while (await dispatcher.drain(database, organization_id)).events:
        pass
    async with database.transaction(work.office.actor) as session:
        enqueue(session, "order_report", order_id=closed["id"])

    kept = app.state.runtime.gateway(Storage)
    both_have_read = asyncio.Barrier(2)

    class WaitsForTheOther:
        async def put(self, key: str, data: bytes, content_type: str) -> None:
            await both_have_read.wait()
            await kept.put(key, data, content_type)

    outbox = Outbox(replace(app.state.runtime, gateways={Storage: WaitsForTheOther()}))
    assert await outbox.run(organization_id, "outside") == [True, True]
    assert (await _event_names(work, closed["id"])).count("order.report_issued") == 1
    async with database.read(work.office.actor) as connection:
        assert await connection.fetchval("select count(*) from files") == 1


async def test_the_organization_chooses_the_language(work: Fieldwork, drain: Drain) -> None:
    await work.office.patch("/v1/organization", {"locale": "en"})
    closed = await work.closed()
    await drain(work.office.organization_id)
    _, text = await _read(work.office, closed["id"])
    assert "Service report" in text
    assert "No materials were used." in text


async def _event_names(work: Fieldwork, order_id: str) -> list[str]:
    entries = (await work.office.get(f"/v1/orders/{order_id}/timeline"))["items"]
    return [str(entry["name"]) for entry in entries]
