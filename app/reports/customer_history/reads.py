"""A customer's history, newest first: one statement over indexes."""

from typing import Any

from app.core.data.statements import sql
from app.core.security.actors import Actor

#: `before` and `before_id` are the place of the page before. Each part brings no more rows than
#: the page holds.
_PART = """(
    select '{kind}' as kind, {table}.id, {at} as at, {label} as label, {status} as status,
           {number} as number
      from {table}{join}
     where {table}.organization_id = :organization_id and {table}.customer_id = :customer_id{may}
       and ({at}, {table}.id) < (:before, :before_id)
     order by {at} desc, {table}.id desc limit :limit)"""
_NO_TEXT = "null::text"


def _part(kind: str, table: str, at: str, **other: str) -> str:
    words = {"status": _NO_TEXT, "number": _NO_TEXT, "join": "", "may": ""} | other
    return _PART.format(kind=kind, table=table, at=f"{table}.{at}", **words)


_PARTS = (
    _part(
        *("order", "orders", "opened_at"),
        label="orders.title",
        status="orders.status",
        number="orders.protocol",
        may=" and :sees_orders::boolean",
    ),
    _part(
        *("ticket", "tickets", "opened_at"),
        label="tickets.subject",
        status="tickets.status",
        number="tickets.protocol",
        may=" and :sees_tickets::boolean",
    ),
    _part(
        *("quote", "quotes", "created_at"),
        label="quotes.title",
        status="quotes.status",
        number="quotes.number::text",
        may=" and :sees_quotes::boolean",
    ),
    _part(
        *("contract", "contracts", "created_at"),
        label="contracts.plan",
        status="contracts.status",
        number="contracts.number",
    ),
    _part("equipment", "equipment", "created_at", label="equipment.label"),
    _part(
        *("document", "customer_files", "created_at"),
        label="files.name",
        join="""
      join files
        on files.organization_id = :organization_id and files.id = customer_files.file_id""",
    ),
)
#: Rows of one kind at the same instant are told apart by their id, and so are kinds.
HISTORY = sql(" union all ".join(_PARTS) + " order by at desc, id desc limit :limit")


def visibility_of(actor: Actor) -> dict[str, Any]:
    """What of it the reader may see at all."""
    return {
        "sees_orders": actor.may("orders:all"),
        "sees_tickets": actor.may("tickets:all"),
        "sees_quotes": actor.may("quotes:read"),
    }
