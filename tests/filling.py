"""Many rows in many tables at once, so that plans are those of a grown organization."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import TSTZRANGE, TSVECTOR

from app.core.data.database import Base
from app.embedded.servers import Servers

#: So many different rows are referred to by the others.
PARENTS = 200
#: Where a table's rules ask for more than its types say.
_BY_RULE = {
    ("form_nodes", "form_id"): "null",
    ("form_versions", "attachment_max"): "null",
    ("form_versions", "status"): "'draft'",
    ("tool_entitlements", "ends_at"): "null",
    ("contacts", "is_administrator"): "true",
    ("contracts", "cancelled_at"): "null",
    ("contracts", "status"): "(array['active', 'suspended'])[1 + i % 2]",
    ("customers", "merged_into_id"): "null",
    ("customers", "phone_e164"): "'+' || i",  # the digits of `phone`
    ("close_reports", "details"): "'Feito ' || i",
    ("close_reports", "order_id"): "md5('orders' || i)::uuid",
    **{("incidents", f"area_{part}"): "null" for part in ("latitude", "longitude", "radius_m")},
    ("locations", "person_id"): "null",
    ("movement_lines", "to_location_id"): "md5('locations' || (1000 + i % 200))::uuid",
    **{("transfer_lines", name): "1" for name in ("requested", "picked", "received")},
    ("transfers", "to_location_id"): "md5('locations' || (1000 + i % 200))::uuid",
    ("counts", "status"): "(array['approved', 'cancelled'])[1 + i % 2]",
    ("movement_lines", "quantity"): "1",
    ("stock_levels", "minimum"): "1",
    ("technician_specialties", "level"): "1 + i % 5",
    ("products", "tracking"): "'none'",
    ("serials", "serial"): "'serial-' || i",
    ("order_materials", "movement_id"): "md5('movements' || i)::uuid",
    ("order_materials", "reversal_id"): "null",
    ("order_materials", "reversed_at"): "null",
    ("order_services", "product_id"): "null",
    ("order_services", "order_id"): "md5('orders' || i)::uuid",
    ("orders", "cancelled_at"): "null",
    ("orders", "quote_id"): "null",
    ("quotes", "converted_at"): "null",
    ("quotes", "discount"): "0",
    ("quotes", "status"): "(array['draft', 'sent', 'approved'])[1 + i % 3]",
    ("quotes", "subtotal"): "1 + i % 50",
    ("quotes", "total"): "1 + i % 50",
    ("orders", "closed_at"): "null",
    ("orders", "status"): "(array['open', 'scheduled', 'in_progress'])[1 + i % 3]",
    ("products", "scale"): "i % 4",
    ("visits", "booking_id"): "md5('bookings' || i)::uuid",
    ("visits", "order_id"): "md5('orders' || i)::uuid",
    ("visits", "status"): "'finished'",
    ("schedule_plans", "applied_at"): "null",
    ("schedule_plans", "ends_at"): "now() - i * interval '1 minute' + interval '1 day'",
    ("schedule_plans", "kind"): "(array['optimization', 'repair'])[1 + i % 2]",
    ("schedule_plans", "status"): "(array['queued', 'ready', 'cancelled'])[1 + i % 3]",
    ("signatures", "content_hash"): "encode(sha256(i::text::bytea), 'hex')",
}
_BY_TYPE: list[tuple[type, str]] = [
    (Text, "'{column} ' || i"),
    (Integer, "i"),
    (Boolean, "i % 10 <> 0"),
    (Float, "1 + i % 50"),
    (Numeric, "1 + i % 50"),
    (DateTime, "now() - i * interval '1 minute'"),
    (Date, "current_date - i"),
    (TSTZRANGE, "tstzrange(now() - (i + 1) * interval '1 hour', now() - i * interval '1 hour')"),
    (TSVECTOR, "to_tsvector('chamado', 'comum raro' || i)"),
    (JSON, "'{{}}'"),
    (ARRAY, "'{{}}'"),
    (LargeBinary, "sha256(i::text::bytea)"),
    (Uuid, "md5('{column}' || i)::uuid"),
]


def known_id(table: str, number: int = 1) -> UUID:
    """The id that row `number` of a filled table has."""
    return UUID(hashlib.md5(f"{table}{number}".encode(), usedforsecurity=False).hexdigest())


async def fill(
    servers: Servers,
    organization_id: UUID,
    tables: Iterable[str],
    rows: int,
    people: Sequence[UUID] = (),
    more: Mapping[str, int] | None = None,
) -> None:
    """Put so many rows into each of the tables, or `more`; they refer to one another's first rows.

    What the first invented people would have belongs to `people` instead.
    """
    connection = await asyncpg.connect(servers.admin_url)
    try:
        # What a row refers to may come later, or never.
        await connection.execute("set session_replication_role = replica")
        for name in tables:
            table = Base.metadata.tables[name]
            count = (more or {}).get(name, rows)
            await connection.execute(_insert(table), organization_id, count)
            for column in table.columns:
                if _target(table, column) == "people":
                    owned = f"update {name} set {column.name} = $1 where {column.name} = $2"
                    for number, person_id in enumerate(people, start=1):
                        await connection.execute(owned, person_id, known_id("people", number))
            await connection.execute(f"vacuum analyze {name}")
    finally:
        await connection.close()


def _insert(table: Table) -> str:
    columns = [c for c in table.columns if c.computed is None]
    names = ", ".join(c.name for c in columns)
    values = ", ".join(_value(table, c) for c in columns)
    return (
        f"insert into {table.name} ({names}) select {values} "
        "from generate_series(1, $2::int) as i on conflict do nothing"
    )


def _value(table: Table, column: Column[Any]) -> str:
    if column.name == "organization_id":
        return "$1"
    if column.name == "id":
        return f"md5('{table.name}' || i)::uuid"
    if (table.name, column.name) in _BY_RULE:
        return _BY_RULE[table.name, column.name]
    if target := _target(table, column):
        # Each column walks through its targets at a pace of its own.
        pace = PARENTS ** (_position(table, column) % 2)
        referred = f"md5('{target}' || (1 + i / {pace} % {PARENTS}))::uuid"
        return f"case when i % 50 > 0 then {referred} end" if column.nullable else referred
    if isinstance(column.type, Enum):
        kinds = ", ".join(f"'{kind}'" for kind in column.type.enums)
        return f"(array[{kinds}])[1 + i % {len(column.type.enums)}]"
    return next(sql for kind, sql in _BY_TYPE if isinstance(column.type, kind)).format(
        column=column.name
    )


def _target(table: Table, column: Column[Any]) -> str | None:
    for link in table.constraints:
        if isinstance(link, ForeignKeyConstraint) and link.column_keys[-1] == column.name:
            return link.referred_table.name
    return None


def _position(table: Table, column: Column[Any]) -> int:
    links = [c.name for c in table.columns if _target(table, c)]
    return links.index(column.name)
