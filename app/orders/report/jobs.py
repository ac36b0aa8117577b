"""The listener and the outbox task that issue the PDF of a closed order."""

import hashlib
from typing import Any
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.events.destinations import PermanentFailure
from app.core.events.event_log import announce
from app.core.events.listeners import on
from app.core.events.outbox import Record, TaskContext, enqueue, outbox_task
from app.documents.chain.service import add_link
from app.documents.facts.service import facts_of
from app.files.service import keep
from app.files.uploads.service import storage_key
from app.gateways.pdf import TypesettingFailed, typeset
from app.gateways.storage import Storage
from app.orders.events import OrderClosed, ReportIssued
from app.orders.models import Order
from app.orders.report.evidence import FILE_FACTS, REPORT
from app.orders.report.photos import print_photos
from app.orders.report.sheet import TEMPLATE, sheet_of

PDF = "application/pdf"


@on(OrderClosed)
async def request_report(session: TenantSession, event: OrderClosed) -> None:
    enqueue(session, "order_report", order_id=event.order_id)


@outbox_task("order_report")
async def write_report(context: TaskContext, asked: dict[str, Any]) -> Record | None:
    """Typeset the PDF and store it. The same order gives the same bytes, under the same key."""
    order_id = UUID(asked["order_id"])
    async with context.transaction() as session:
        sheet = await sheet_of(session, order_id, context.runtime.settings.links_url)
    if sheet is None:
        return None
    storage = context.gateway(Storage)
    organization, letter = await sheet.letterhead.lay_out(storage)
    photos, pictures = await print_photos(sheet.photos, storage)
    data = sheet.data | {"organization": organization, "photos": photos}
    files = sheet.files | letter | pictures
    try:
        pdf = await typeset(TEMPLATE, data, files, at=sheet.closed_at)
    except TypesettingFailed as failure:
        raise PermanentFailure(str(failure)) from failure
    digest = hashlib.sha256(pdf).hexdigest()
    key = storage_key(context.organization_id, digest)
    await storage.put(key, pdf, PDF)

    async def issue(session: TenantSession) -> None:
        order = await session.fetch(Order, order_id, lock=True)
        if order.report_file_id is not None:
            return
        file = await keep(
            session, key=key, name=sheet.name, media_type=PDF, size=len(pdf), sha256=digest
        )
        order.report_file_id = file.id
        announce(session, ReportIssued(order_id=order.id, file_id=file.id))
        await add_link(session, REPORT, order.id, facts_of(file, FILE_FACTS), file_sha256=digest)

    return issue
