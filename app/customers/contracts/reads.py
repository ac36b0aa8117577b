"""Statements that read contracts."""

from sqlalchemy import select

from app.core.data.statements import read_by_id
from app.core.http.listing import Listing
from app.customers.models import (
    Contract,
)

_CONTRACTS = select(
    Contract.id,
    Contract.contract_number,
    Contract.customer_id,
    Contract.site_id,
    Contract.plan,
    Contract.sub_plan,
    Contract.status,
    Contract.starts_on,
    Contract.pppoe_username,
    Contract.pppoe_password_encrypted.is_not(None).label("has_pppoe_password"),
    Contract.notes,
    Contract.cancelled_at,
    Contract.cancel_reason,
    Contract.version,
    Contract.created_at,
    Contract.updated_at,
)
CONTRACTS = Listing(_CONTRACTS, Contract)
CONTRACT = read_by_id(_CONTRACTS, Contract, "version")
