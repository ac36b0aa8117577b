"""Customers: contacts, sites, contracts, equipment and documents."""

from migrations.columns import (
    BOOLEAN,
    BYTEA,
    DATE,
    DOUBLE,
    INTEGER,
    TEXT,
    TIMESTAMPTZ,
    TSVECTOR,
    WORD,
    check,
    column,
    computed,
    index,
    reference,
    unique,
    versioned,
)
from migrations.tenancy import owned_table

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    # A merged customer stays, points at the one that took its place, and leaves the lists.
    owned_table(
        "customers",
        column("name", TEXT),
        column("kind", WORD),
        column("document", TEXT, nullable=True),
        column("email", TEXT, nullable=True),
        column("phone", TEXT, nullable=True),
        column("notes", TEXT, nullable=True),
        reference("merged_into_id", "customers", nullable=True),
        column("addresses", TEXT),
        computed(
            "search_vector",
            TSVECTOR,
            """to_tsvector('chamado_names'::regconfig,
    name || ' ' || translate(coalesce(email, ''), '@.-_+', '     ')
    || ' ' || coalesce(document, '') || ' ' || addresses || ' '
    || right(regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g'), 13) || ' '
    || right(regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g'), 11) || ' '
    || right(regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g'), 9) || ' '
    || right(regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g'), 8))""",
        ),
        versioned(),
        check("merges_into_another", "merged_into_id <> id"),
        index("name", "id", where="merged_into_id is null"),
        index("kind", "name", "id", where="merged_into_id is null"),
        index("document", "name", "id", where="merged_into_id is null"),
        index("merged_into_id"),
        index("search_vector", where="merged_into_id is null", using="gin"),
    )
    # A person (role requester) who speaks for one customer.
    owned_table(
        "contacts",
        reference("customer_id", "customers"),
        reference("person_id", "people"),
        column("is_administrator", BOOLEAN),
        column("created_at", TIMESTAMPTZ),
        unique("person_id"),
        index("customer_id", "created_at", "id"),
    )
    # An address of a customer where work is done.
    owned_table(
        "sites",
        reference("customer_id", "customers"),
        column("label", TEXT),
        column("street", TEXT),
        column("street_number", TEXT, nullable=True),
        column("district", TEXT, nullable=True),
        column("city", TEXT),
        column("state", TEXT, nullable=True),
        column("postal_code", TEXT, nullable=True),
        column("country", TEXT),
        column("latitude", DOUBLE, nullable=True),
        column("longitude", DOUBLE, nullable=True),
        column("geo_source", WORD, nullable=True),
        column("geo_accuracy_m", DOUBLE, nullable=True),
        column("access_notes", TEXT, nullable=True),
        versioned(),
        check("whole_position", "(latitude is null) = (longitude is null)"),
        index("customer_id", "label", "id"),
    )
    # A correction of a site's coordinates, by a technician who stood there.
    owned_table(
        "site_location_changes",
        reference("site_id", "sites"),
        reference("person_id", "people", nullable=True),
        column("old_latitude", DOUBLE, nullable=True),
        column("old_longitude", DOUBLE, nullable=True),
        column("old_source", WORD, nullable=True),
        column("latitude", DOUBLE),
        column("longitude", DOUBLE),
        column("accuracy_m", DOUBLE, nullable=True),
        column("distance_m", INTEGER, nullable=True),
        column("created_at", TIMESTAMPTZ),
        index("site_id", "created_at", "id"),
    )
    # What a customer subscribes to, and the account by which the line is reached.
    owned_table(
        "contracts",
        column("contract_number", TEXT),
        reference("customer_id", "customers"),
        reference("site_id", "sites", nullable=True),
        column("plan", TEXT),
        column("sub_plan", TEXT, nullable=True),
        column("status", WORD),
        column("starts_on", DATE, nullable=True),
        column("pppoe_username", TEXT, nullable=True),
        column("pppoe_password_encrypted", BYTEA, nullable=True),
        column("notes", TEXT, nullable=True),
        column("cancelled_at", TIMESTAMPTZ, nullable=True),
        column("cancel_reason", TEXT, nullable=True),
        versioned(),
        check("cancelled", "(status = 'cancelled') = (cancelled_at is not null)"),
        unique("contract_number"),
        index("contract_number", "id"),
        index("customer_id", "contract_number", "id"),
        index("site_id", "contract_number", "id"),
        index("status", "contract_number", "id"),
    )
    # A device at a customer's, whoever owns it.
    owned_table(
        "equipment",
        reference("customer_id", "customers"),
        reference("site_id", "sites", nullable=True),
        reference("contract_id", "contracts", nullable=True),
        column("label", TEXT),
        column("manufacturer", TEXT, nullable=True),
        column("model", TEXT, nullable=True),
        column("serial_number", TEXT, nullable=True),
        column("owner", WORD),
        column("installed_on", DATE, nullable=True),
        column("removed_on", DATE, nullable=True),
        column("notes", TEXT, nullable=True),
        versioned(),
        index("customer_id", "label", "id"),
        index("serial_number"),
    )
    # A document of a customer: a signed contract, a plan of the building.
    owned_table(
        "customer_files",
        reference("customer_id", "customers"),
        reference("file_id", "files"),
        column("note", TEXT, nullable=True),
        column("created_at", TIMESTAMPTZ),
        unique("file_id"),
        index("customer_id", "created_at", "id"),
    )
