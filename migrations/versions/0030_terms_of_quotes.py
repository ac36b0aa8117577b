"""Terms of quotes: payment, beginning and end of the work, and the last day as a date."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.columns import DATE, TEXT

revision = "0030"
down_revision = "0029"

#: Quotes that were sent before have no `last_day`: it is read from `valid_until`.
ADDED: dict[str, sa.types.TypeEngine[Any]] = {
    "payment_terms": TEXT,
    "starts_on": DATE,
    "ends_on": DATE,
    "last_day": DATE,
}


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for column, type_ in ADDED.items():
        op.add_column("quotes", sa.Column(column, type_))
