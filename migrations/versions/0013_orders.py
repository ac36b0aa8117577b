"""Service orders: visits, materials, photos, expenses and the signed report."""

from migrations.columns import (
    BOOLEAN,
    DATE,
    DOUBLE,
    INTEGER,
    JSONB,
    MONEY,
    QUANTITY,
    TEXT,
    TIMESTAMPTZ,
    TSVECTOR,
    UUID,
    WORD,
    check,
    column,
    index,
    reference,
    unique,
    versioned,
)
from migrations.tenancy import owned_table

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    # Status, technician and times repeat those of the current visit, for lists.
    owned_table(
        "orders",
        column("number", INTEGER),
        column("protocol", TEXT),
        reference("customer_id", "customers"),
        reference("site_id", "sites"),
        reference("problem_code_id", "codes"),
        reference("contract_id", "contracts", nullable=True),
        reference("category_id", "categories", nullable=True),
        column("title", TEXT),
        column("description", TEXT, nullable=True),
        column("priority", WORD),
        column("status", WORD),
        reference("technician_id", "people", nullable=True),
        column("starts_at", TIMESTAMPTZ, nullable=True),
        column("ends_at", TIMESTAMPTZ, nullable=True),
        column("failed_visits", INTEGER),
        column("materials_count", INTEGER),
        column("opened_at", TIMESTAMPTZ),
        column("closed_at", TIMESTAMPTZ, nullable=True),
        column("cancelled_at", TIMESTAMPTZ, nullable=True),
        column("cancel_reason", TEXT, nullable=True),
        reference("report_file_id", "files", nullable=True),
        reference("follow_up_of_id", "orders", nullable=True),
        # Its foreign key comes with quotes (0014).
        column("quote_id", UUID, nullable=True),
        reference("cloned_from_id", "orders", nullable=True),
        column("search_vector", TSVECTOR),
        versioned(),
        check("closed", "(status = 'closed') = (closed_at is not null)"),
        check("cancelled", "(status = 'cancelled') = (cancelled_at is not null)"),
        unique("quote_id"),
        unique("number"),
        unique("protocol"),
        index("follow_up_of_id"),
        # Whose report a file is: most orders that have one are closed.
        index("report_file_id", where="report_file_id is not null"),
        index("opened_at", "id"),
        index("status", "opened_at", "id"),
        index("priority", "opened_at", "id"),
        index("technician_id", "opened_at", "id"),
        index("customer_id", "opened_at", "id"),
        index("contract_id", "opened_at", "id"),
        # What a technician has to do, in the order in which it is due.
        index(
            "technician_id",
            "starts_at",
            "id",
            name="orders_to_do_idx",
            where="closed_at is null and cancelled_at is null",
        ),
        # PostgreSQL does not follow the order behind `is null` in the indexes above.
        index(
            "opened_at",
            "id",
            name="orders_without_technician_id_idx",
            where="technician_id is null",
        ),
        index("updated_at", "id"),
        index("closed_at", where="closed_at is not null"),
        index("cancelled_at", where="cancelled_at is not null"),
        index("search_vector", using="gin"),
        deletable=False,
    )
    # A service of the order, as the catalogue described it when it was added.
    owned_table(
        "order_services",
        reference("order_id", "orders"),
        column("position", INTEGER),
        reference("service_id", "services"),
        column("code", TEXT),
        column("name", TEXT),
        column("quantity", QUANTITY),
        column("unit_price", MONEY),
        column("duration_minutes", INTEGER),
        column("min_photos", INTEGER),
        column("needs_network", BOOLEAN),
        column("needs_technician_signature", BOOLEAN),
        column("created_at", TIMESTAMPTZ),
        check("amounts", "quantity > 0 and unit_price >= 0"),
        unique("order_id", "service_id"),
        index("service_id", "order_id"),
    )
    # Internal to those who work on the order.
    owned_table(
        "order_comments",
        reference("order_id", "orders"),
        reference("author_id", "people", nullable=True),
        column("body", TEXT),
        column("created_at", TIMESTAMPTZ),
        index("order_id", "created_at", "id"),
    )
    owned_table(
        "order_photos",
        reference("order_id", "orders"),
        reference("file_id", "files"),
        column("kind", WORD),
        column("note", TEXT, nullable=True),
        column("taken_at", TIMESTAMPTZ, nullable=True),
        reference("taken_by_id", "people", nullable=True),
        column("camera", JSONB, nullable=True),
        column("thumbnail_key", TEXT, nullable=True),
        column("created_at", TIMESTAMPTZ),
        unique("file_id"),
        index("order_id", "created_at", "id"),
    )
    # What a technician paid on the way or at the customer's.
    owned_table(
        "order_expenses",
        reference("order_id", "orders"),
        reference("person_id", "people", nullable=True),
        column("kind", WORD),
        column("amount", MONEY),
        column("note", TEXT, nullable=True),
        column("spent_on", DATE),
        reference("file_id", "files", nullable=True),
        column("created_at", TIMESTAMPTZ),
        check("is_paid", "amount > 0"),
        index("order_id", "created_at", "id"),
        index("file_id", where="file_id is not null"),
    )
    # Goods that went from the technician's van into the work; taken back: reversed.
    owned_table(
        "order_materials",
        reference("order_id", "orders"),
        reference("product_id", "products"),
        column("quantity", QUANTITY),
        reference("movement_id", "movements"),
        reference("used_by_id", "people", nullable=True),
        column("used_at", TIMESTAMPTZ),
        reference("reversal_id", "movements", nullable=True),
        column("reversed_at", TIMESTAMPTZ, nullable=True),
        check("is_used", "quantity > 0"),
        check("reversed_at_once", "(reversal_id is null) = (reversed_at is null)"),
        unique("movement_id"),
        index("order_id", "used_at", "id"),
        deletable=False,
    )
    # One technician's appointment at the customer's. An order has one current visit.
    owned_table(
        "visits",
        reference("order_id", "orders"),
        reference("technician_id", "people"),
        reference("booking_id", "bookings"),
        column("status", WORD),
        column("attempt_no", INTEGER),
        column("starts_at", TIMESTAMPTZ),
        column("ends_at", TIMESTAMPTZ),
        column("started_at", TIMESTAMPTZ, nullable=True),
        column("start_received_at", TIMESTAMPTZ, nullable=True),
        column("start_latitude", DOUBLE, nullable=True),
        column("start_longitude", DOUBLE, nullable=True),
        column("start_accuracy_m", DOUBLE, nullable=True),
        column("arrived_at", TIMESTAMPTZ, nullable=True),
        column("finished_at", TIMESTAMPTZ, nullable=True),
        column("no_show_distance_m", INTEGER, nullable=True),
        column("no_show_waited_seconds", INTEGER, nullable=True),
        column("contact_attempts", INTEGER, nullable=True),
        column("outcome_note", TEXT, nullable=True),
        column("travel_seconds", INTEGER),
        column("work_seconds", INTEGER),
        column("pause_seconds", INTEGER),
        unique("booking_id"),
        index("order_id"),
        index("finished_at", where="finished_at is not null"),
        # Another visit may follow one that was rescheduled or came to nothing.
        index(
            "order_id",
            name="visits_current_key",
            unique=True,
            where="status not in ('rescheduled', 'no_show', 'failed')",
        ),
        index(
            "technician_id",
            name="visits_one_in_progress_key",
            unique=True,
            where="status = 'in_progress'",
        ),
        deletable=False,
    )
    # Travel, work or pause, by the clock of the technician's device; one after the other.
    owned_table(
        "visit_segments",
        reference("visit_id", "visits"),
        column("kind", WORD),
        column("started_at", TIMESTAMPTZ),
        column("ended_at", TIMESTAMPTZ, nullable=True),
        check("runs_forward", "ended_at >= started_at"),
        index("visit_id", "started_at"),
        index("visit_id", name="visit_segments_running_key", unique=True, where="ended_at is null"),
    )
    # A technician who accompanies the responsible one.
    owned_table(
        "visit_helpers",
        reference("visit_id", "visits"),
        reference("order_id", "orders"),
        reference("person_id", "people"),
        reference("booking_id", "bookings"),
        unique("visit_id", "person_id"),
        index("person_id", "order_id"),
    )
    # What was found and done, exactly as it was signed.
    owned_table(
        "close_reports",
        reference("order_id", "orders"),
        reference("cause_code_id", "codes"),
        reference("solution_code_id", "codes"),
        column("details", TEXT),
        column("address_changed", BOOLEAN),
        column("attended_by", TEXT, nullable=True),
        column("network", JSONB, nullable=True),
        column("content_hash", TEXT),
        column("content", TEXT),
        reference("closed_by_id", "people", nullable=True),
        column("closed_at", TIMESTAMPTZ),
        check("says_what_was_done", "btrim(details) <> ''"),
        unique("order_id"),
        append_only=True,
    )
