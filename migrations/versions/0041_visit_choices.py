"""Slots that are held for a customer to choose from, and the links by which customers choose."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import (
    BYTEA,
    INTEGER,
    TIMESTAMPTZ,
    column,
    index,
    reference,
    unique,
    versioned,
)
from migrations.tenancy import function_across_tenants, owned_table

revision = "0041"
down_revision = "0040"

WITH_EXPIRED_HOLDS = """
create function with_expired_holds(moment timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as
$$ select o.organization_id from event_heads o
    cross join lateral (select from bookings b
                         where b.organization_id = o.organization_id
                           and b.active and b.held_until is not null
                           and b.held_until <= moment limit 1) as due $$
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column("bookings", sa.Column("held_until", TIMESTAMPTZ))
    op.create_index(
        "bookings_held_until_idx",
        "bookings",
        ["organization_id", "held_until"],
        postgresql_where=sa.text("active and held_until is not null"),
    )
    op.execute(
        "create policy held on bookings for select to chamado_dispatcher "
        "using (active and held_until is not null)"
    )
    op.execute(
        "grant select (organization_id, active, held_until) on bookings to chamado_dispatcher"
    )
    function_across_tenants("with_expired_holds(timestamptz)", WITH_EXPIRED_HOLDS)
    owned_table(
        "visit_choices",
        reference("order_id", "orders"),
        column("fingerprint", BYTEA, nullable=True),
        column("changes", INTEGER),
        versioned(),
        unique("order_id"),
        index("fingerprint"),
    )
