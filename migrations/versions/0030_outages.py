"""Areas and sites of mass outages, and the orders opened inside of them."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import enable_tenancy

revision: str = "0030"
down_revision: str = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident_sites",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "incident_id"],
            ["incidents.organization_id", "incidents.id"],
            name=op.f("incident_sites_incident_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "site_id"],
            ["sites.organization_id", "sites.id"],
            name=op.f("incident_sites_site_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "incident_id", "site_id", name=op.f("incident_sites_pkey")
        ),
    )
    op.create_index(
        "incident_sites_list_idx",
        "incident_sites",
        ["organization_id", "incident_id", "created_at", "site_id"],
        unique=False,
    )
    op.create_index(
        op.f("incident_sites_site_id_idx"),
        "incident_sites",
        ["organization_id", "site_id"],
        unique=False,
    )
    op.create_table(
        "incident_orders",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "incident_id"],
            ["incidents.organization_id", "incidents.id"],
            name=op.f("incident_orders_incident_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "order_id"],
            ["orders.organization_id", "orders.id"],
            name=op.f("incident_orders_order_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "incident_id", "order_id", name=op.f("incident_orders_pkey")
        ),
    )
    op.create_index(
        "incident_orders_list_idx",
        "incident_orders",
        ["organization_id", "incident_id", "created_at", "order_id"],
        unique=False,
    )
    op.create_index(
        op.f("incident_orders_order_id_idx"),
        "incident_orders",
        ["organization_id", "order_id"],
        unique=False,
    )
    op.add_column("incidents", sa.Column("area_latitude", sa.Float(precision=53), nullable=True))
    op.add_column("incidents", sa.Column("area_longitude", sa.Float(precision=53), nullable=True))
    op.add_column("incidents", sa.Column("area_radius_m", sa.Integer(), nullable=True))
    op.create_check_constraint(
        "whole_area",
        "incidents",
        "(area_latitude is null) = (area_radius_m is null)"
        " and (area_longitude is null) = (area_radius_m is null)",
    )
    enable_tenancy("incident_sites")
    enable_tenancy("incident_orders")
