"""Telephones of customers in E.164, beside what was typed."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import TEXT

revision = "0047"
down_revision = "0046"

#: Of the numbers that are there: what has the code of a country, or the area of one in Brazil. All
#: others wait for the next change of their customer's telephone: whose they are is not said here.
READ = """case
    when phone ~ '^\\s*(\\+|00)' and digits ~ '^[1-9][0-9]{7,14}$' then '+' || digits
    when digits ~ '^55[1-9]{2}(9[0-9]{8}|[2-5][0-9]{7})$' then '+' || digits
    when digits ~ '^[1-9]{2}(9[0-9]{8}|[2-5][0-9]{7})$' then '+55' || digits
end""".replace("digits", "regexp_replace(regexp_replace(phone, '[^0-9]', '', 'g'), '^0+', '')")
WORDS = (
    "search_words(name || ' ' || coalesce(email, '') || ' ' || coalesce(document, '')"
    " || ' ' || addresses || ' ' || coalesce(phone, '') || ' ' || coalesce(phone_e164, ''))"
    " || search_ends(coalesce(phone_e164, phone), 4)"
)


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column("customers", sa.Column("phone_e164", TEXT))
    # Not an update: that would be subject to row-level security, and see no rows.
    op.execute(f"alter table customers alter column phone_e164 type text using {READ}")
    op.execute(f"alter table customers alter column search_vector set expression as ({WORDS})")
    op.create_index(
        None,
        "customers",
        ["organization_id", "phone_e164", "name", "id"],
        postgresql_where=sa.text("merged_into_id is null"),
    )
