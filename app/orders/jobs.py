"""What orders do unasked: the PDF of a closed order, and keeping up with customers' names."""

import hashlib
from typing import Any
from uuid import UUID

from app.core.database import TenantSession
from app.core.events import announce, on
from app.core.outbox import Outside, PermanentFailure, Record, errand, send_out
from app.customers.events import CustomerChanged, CustomersMerged
from app.customers.models import Customer
from app.files.models import File
from app.files.service import keep
from app.files.uploads import storage_key
from app.gateways.pdf import TypesettingFailed, typeset
from app.gateways.pictures import PictureRefused, camera_of, shrunk
from app.gateways.storage import Storage
from app.orders.events import OrderClosed, ReportIssued
from app.orders.models import Order, OrderPhoto
from app.orders.report import TEMPLATE, sheet_of
from app.orders.service import follow_customer

PDF = "application/pdf"


@on(OrderClosed)
async def ask_for_the_report(session: TenantSession, event: OrderClosed) -> None:
    send_out(session, "order_report", order_id=event.order_id)


@errand("order_report")
async def write_the_report(outside: Outside, asked: dict[str, Any]) -> Record | None:
    """Typeset the PDF and store it. The same order gives the same bytes, under the same key."""
    order_id = UUID(asked["order_id"])
    async with outside.transaction() as session:
        sheet = await sheet_of(session, order_id)
    if sheet is None:
        return None
    try:
        pdf = await typeset(TEMPLATE, sheet.data, sheet.files, at=sheet.closed_at)
    except TypesettingFailed as failure:
        raise PermanentFailure(str(failure)) from failure
    digest = hashlib.sha256(pdf).hexdigest()
    key = storage_key(outside.organization_id, digest)
    storage = outside.gateway(Storage)
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

    return issue


@errand("order_photo")
async def shrink_the_photo(outside: Outside, asked: dict[str, Any]) -> Record | None:
    """Make the small picture that is shown, and keep what the camera wrote apart from it.

    The file itself stays as it came: it is evidence.
    """
    photo_id = UUID(asked["photo_id"])
    async with outside.transaction() as session:
        photo = await session.get(OrderPhoto, (outside.organization_id, photo_id))
        if photo is None:
            return None  # it was taken back
        file = await session.fetch(File, photo.file_id)
    storage = outside.gateway(Storage)
    data = await storage.get(file.storage_key)
    try:
        small, camera = await shrunk(data), await camera_of(data)
    except PictureRefused:
        return None  # a picture that we do not read: a HEIC, or a damaged one
    key = storage_key(outside.organization_id, hashlib.sha256(small).hexdigest())
    await storage.put(key, small, "image/webp")

    async def record(session: TenantSession) -> None:
        photo = await session.get(OrderPhoto, (outside.organization_id, photo_id))
        if photo is not None:
            photo.thumbnail_key, photo.camera = key, camera

    return record


@on(CustomerChanged)
async def keep_orders_findable(session: TenantSession, event: CustomerChanged) -> None:
    if "name" in event.fields:
        customer = await session.fetch(Customer, event.customer_id)
        await follow_customer(session, customer.id, customer)


@on(CustomersMerged)
async def follow_the_customer(session: TenantSession, event: CustomersMerged) -> None:
    into = await session.fetch(Customer, event.into_customer_id)
    await follow_customer(session, event.customer_id, into)
