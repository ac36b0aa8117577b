"""A tour of the API through a generated Python client.

`make sdk-check` writes the client to var/sdk/python. Play the tour against a running server:

    PYTHONPATH=var/sdk/python python clients/python/examples/tour.py http://127.0.0.1:8000
"""

import csv
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from typing import TypeVar

from chamado_client import AuthenticatedClient, Client
from chamado_client.api.audit import download_audit
from chamado_client.api.auth import create_session
from chamado_client.api.catalog import download_catalog
from chamado_client.api.files import upload_file
from chamado_client.api.orders import download_order_report, list_orders
from chamado_client.api.tickets import create_reply, create_ticket, get_ticket, list_tickets
from chamado_client.models import (
    CatalogKind,
    ListOrdersSort,
    ListTicketsSort,
    OrderStatus,
    Problem,
    ReplyCreate,
    SessionCreate,
    TableFormat,
    Ticket,
    TicketCreate,
    UploadFileForm,
)
from chamado_client.types import UNSET, File
from httpx import Timeout

T = TypeVar("T")

PATIENCE = Timeout(30)
SERVER = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"


class Refused(Exception):
    """The server said no; programs decide by the problem's code."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.status} {problem.code}: {problem.detail}")
        self.problem = problem


def done(answer: T | Problem | None) -> T:
    """The answer, or the refusal as an exception."""
    if isinstance(answer, Problem):
        raise Refused(answer)
    assert answer is not None, "an answer that the document does not name"
    return answer


def sign_in(username: str) -> AuthenticatedClient:
    credentials = SessionCreate(
        domain="demo", company="matriz", username=username, password="chamado-demo"
    )
    with Client(base_url=SERVER, timeout=PATIENCE) as anonymous:
        session = done(create_session.sync(client=anonymous, body=credentials))
    return AuthenticatedClient(base_url=SERVER, token=session.access_token, timeout=PATIENCE)


def every_ticket(client: AuthenticatedClient) -> Iterator[Ticket]:
    """Page by page: a cursor goes with the sort that it was made for."""
    cursor = None
    while True:
        page = done(
            list_tickets.sync(
                client=client, limit=2, cursor=cursor or UNSET, sort=ListTicketsSort.OPENED_AT_ASC
            )
        )
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def once() -> str:
    """A key of its own makes it safe to send a request again when its answer got lost."""
    return str(uuid.uuid4())


def fetch_report(client: AuthenticatedClient) -> bytes:
    """The signed report of a closed order; a worker writes it after the order was closed."""
    closed = done(
        list_orders.sync(
            client=client, status=[OrderStatus.CLOSED], limit=1, sort=ListOrdersSort.OPENED_AT_ASC
        )
    )
    for _ in range(60):
        try:
            report = done(download_order_report.sync(closed.items[0].id, client=client))
        except Refused as refused:
            if refused.problem.code != "report_not_ready":
                raise
            time.sleep(0.5)
        else:
            assert isinstance(report, File), "304 only answers `If-None-Match`"
            return report.payload.read()
    raise TimeoutError("the report is not ready")


def main() -> None:
    customer, agent, owner = (sign_in(name) for name in ("cliente", "agente", "gestora"))
    print("signed in")

    ticket = done(
        create_ticket.sync(
            client=customer,
            idempotency_key=once(),
            body=TicketCreate(
                subject="Loja sem internet", description="A luz vermelha do modem pisca."
            ),
        )
    )
    print(f"ticket {ticket.protocol} is {ticket.status}")

    stored = done(
        upload_file.sync(
            client=customer,
            idempotency_key=once(),
            body=UploadFileForm(File(BytesIO(b"05:41 LOS acesa\n"), "modem.log", "text/plain")),
        )
    )
    reply = done(
        create_reply.sync(
            ticket.id,
            client=customer,
            idempotency_key=once(),
            body=ReplyCreate(body="Segue o registro do modem.", file_ids=[stored.id]),
        )
    )
    print(f"replied with {reply.attachments[0].name}")

    done(
        create_reply.sync(
            ticket.id,
            client=agent,
            idempotency_key=once(),
            body=ReplyCreate(body="Vamos enviar um técnico hoje."),
        )
    )
    print(f"ticket is {done(get_ticket.sync(ticket.id, client=agent)).status}")

    found = [entry.id for entry in every_ticket(agent)]
    assert found.count(ticket.id) == 1
    assert len(found) > 2, "more than one page"
    print(f"listed {len(found)} tickets by two")

    yesterday = datetime.now(UTC) - timedelta(days=1)
    text = done(download_audit.sync(client=owner, occurred_after=yesterday))
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    print(f"audit as CSV with {len(rows[0])} columns")
    workbook = done(
        download_catalog.sync(client=owner, kind=CatalogKind.CODES, format_=TableFormat.XLSX)
    )
    assert workbook.payload.read(2) == b"PK"
    print("codes as a workbook")

    report = fetch_report(owner)
    assert report.startswith(b"%PDF-")
    print(f"report as a PDF of {len(report) // 1000} kB")

    try:
        done(get_ticket.sync(uuid.uuid4(), client=customer))
    except Refused as refused:
        print(f"refused with {refused.problem.status} {refused.problem.code}")


if __name__ == "__main__":
    main()
