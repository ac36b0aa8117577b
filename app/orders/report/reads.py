"""The statement that finds the PDF of a report."""

from sqlalchemy import select

from app.core.data.statements import by_id, tenant_join
from app.files.models import File
from app.orders.models import Order
from app.orders.visibility import ORDER_VISIBILITY

REPORT_FILE = ORDER_VISIBILITY.statement(
    select(Order.protocol, File.storage_key, File.sha256)
    .outerjoin_from(Order, File, tenant_join(File, Order, Order.report_file_id))
    .where(by_id(Order))
)
