"""What technicians are good at, at which level services need it, and whom customers want."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import (
    DATE,
    INTEGER,
    WORD,
    check,
    column,
    index,
    reference,
    unique,
    versioned,
)
from migrations.tenancy import owned_table

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column(
        "service_specialties",
        sa.Column("least_level", INTEGER, nullable=False, server_default="1"),
    )
    op.create_check_constraint("least_level", "service_specialties", "least_level between 1 and 5")
    owned_table(
        "technician_specialties",
        reference("person_id", "people"),
        reference("specialty_id", "specialties"),
        column("level", INTEGER),
        column("first_day", DATE, nullable=True),
        column("last_day", DATE, nullable=True),
        versioned(),
        unique("person_id", "specialty_id"),
        check("level", "level between 1 and 5"),
        check("runs_forward", "last_day >= first_day"),
        index("created_at", "id"),
        index("person_id", "created_at", "id", name="technician_specialties_person_idx"),
        index("specialty_id", "created_at", "id", name="technician_specialties_specialty_idx"),
    )
    owned_table(
        "customer_technicians",
        reference("customer_id", "customers"),
        reference("person_id", "people"),
        column("preference", WORD),
        index("person_id"),
        key=("customer_id", "person_id"),
    )
