"""Evidence of the PDF that was issued of a closed order."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.data.statements import tenant_join
from app.documents.chain.service import EvidenceKind, Payloads
from app.documents.facts.service import facts_of
from app.files.models import File
from app.orders.models import Order

FILE_FACTS = ("id", "media_type", "size_bytes", "sha256")


async def _payloads(session: TenantSession, order_ids: Collection[UUID]) -> Payloads:
    files = await session.execute(
        select(Order.id, File)
        .join_from(Order, File, tenant_join(File, Order, Order.report_file_id))
        .where(Order.id.in_(order_ids))
    )
    return {order_id: facts_of(file, FILE_FACTS) for order_id, file in files}


REPORT = EvidenceKind("order_report", _payloads)
