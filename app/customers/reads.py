"""Statements that read customers."""

from sqlalchemy import select

from app.core.data.statements import read_by_id
from app.core.http.listing import Listing
from app.customers.models import (
    Customer,
)

_CUSTOMERS = select(
    Customer.id,
    Customer.name,
    Customer.kind,
    Customer.document,
    Customer.email,
    Customer.phone,
    Customer.phone_e164,
    Customer.notes,
    Customer.merged_into_id,
    Customer.version,
    Customer.created_at,
    Customer.updated_at,
)
CUSTOMERS = Listing(_CUSTOMERS, Customer, search="prefixes")
#: Those that were not merged into another.
IN_USE = Customer.merged_into_id.is_(None)
CUSTOMER = read_by_id(_CUSTOMERS, Customer, "version")
