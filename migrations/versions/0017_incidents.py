"""Incidents: one failure behind many tickets, sites and orders."""

from migrations.columns import (
    BOOLEAN,
    DOUBLE,
    INTEGER,
    TEXT,
    TIMESTAMPTZ,
    WORD,
    check,
    column,
    index,
    reference,
    unique,
    versioned,
)
from migrations.tenancy import owned_table

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    owned_table(
        "incidents",
        column("number", INTEGER),
        column("title", TEXT),
        column("description", TEXT, nullable=True),
        column("status", WORD),
        column("started_at", TIMESTAMPTZ),
        column("resolved_at", TIMESTAMPTZ, nullable=True),
        reference("created_by_id", "people", nullable=True),
        column("area_latitude", DOUBLE, nullable=True),
        column("area_longitude", DOUBLE, nullable=True),
        column("area_radius_m", INTEGER, nullable=True),
        versioned(),
        check(
            "whole_area",
            "(area_latitude is null) = (area_radius_m is null)"
            " and (area_longitude is null) = (area_radius_m is null)",
        ),
        unique("number"),
        index("started_at", "id"),
        index("status", "started_at", "id"),
    )
    # A ticket that the incident caused.
    owned_table(
        "incident_tickets",
        reference("incident_id", "incidents"),
        reference("ticket_id", "tickets"),
        column("created_at", TIMESTAMPTZ),
        index("ticket_id"),
        index("incident_id", "created_at", "ticket_id", name="incident_tickets_list_idx"),
        key=("incident_id", "ticket_id"),
    )
    # A site without service because of the incident, inside its area or not.
    owned_table(
        "incident_sites",
        reference("incident_id", "incidents"),
        reference("site_id", "sites"),
        column("created_at", TIMESTAMPTZ),
        index("site_id"),
        index("incident_id", "created_at", "site_id", name="incident_sites_list_idx"),
        key=("incident_id", "site_id"),
    )
    # A service order that was opened because of the incident.
    owned_table(
        "incident_orders",
        reference("incident_id", "incidents"),
        reference("order_id", "orders"),
        column("created_at", TIMESTAMPTZ),
        index("order_id"),
        index("incident_id", "created_at", "order_id", name="incident_orders_list_idx"),
        key=("incident_id", "order_id"),
    )
    # What the requesters of all linked tickets are told.
    owned_table(
        "incident_updates",
        reference("incident_id", "incidents"),
        reference("author_id", "people"),
        column("body", TEXT),
        column("solves", BOOLEAN),
        reference("cause_code_id", "codes", nullable=True),
        reference("solution_code_id", "codes", nullable=True),
        column("created_at", TIMESTAMPTZ),
        index("incident_id", "created_at", "id"),
    )
