"""Search in Portuguese: words of every list anew, people, and the messages of tickets."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import TSVECTOR
from migrations.search import SEARCH_FUNCTIONS
from migrations.tenancy import function_across_tenants

revision = "0035"
down_revision = "0034"

#: Table -> its words. They are computed again while the table is locked: a third of a millisecond
#: for each row, and these tables have few.
COMPUTED = {
    "customers": "search_words(name || ' ' || coalesce(email, '') || ' ' || coalesce(document, '')"
    " || ' ' || addresses || ' ' || coalesce(phone, '')) || search_ends(phone, 4)",
    "codes": "search_words(code || ' ' || label)",
    "services": "search_words(code || ' ' || name)",
    "products": "search_words(sku || ' ' || name)",
}
PEOPLE = (
    "search_words(name || ' ' || username || ' ' || coalesce(email, '')"
    " || ' ' || coalesce(phone, '')) || search_ends(phone, 4)"
)

INDEX_MESSAGE = """
create function index_message() returns trigger language plpgsql as
$$ begin
     new.search_vector := search_words(new.body);
     return new;
   end $$
"""

WITH_UNINDEXED_MESSAGES = """
create function with_unindexed_messages(moment timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as
$$ select o.organization_id from event_heads o
    cross join lateral (select from messages m
                         where m.organization_id = o.organization_id
                           and m.search_vector is null limit 1) as due $$
"""


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    for definition in SEARCH_FUNCTIONS:
        # As it stands: SQLAlchemy would take `(?:` for the name of a value.
        op.get_bind().exec_driver_sql(definition)
    for table, words in COMPUTED.items():
        op.execute(f"alter table {table} alter column search_vector set expression as ({words})")
    op.add_column(
        "people",
        sa.Column("search_vector", TSVECTOR, sa.Computed(PEOPLE, persisted=True), nullable=False),
    )
    _search_index("people")
    # Those that are there are indexed by the worker, some at a time: there may be millions.
    op.add_column("messages", sa.Column("search_vector", TSVECTOR))
    op.execute(INDEX_MESSAGE)
    op.execute(
        "create trigger index_message before insert or update of body on messages "
        "for each row execute function index_message()"
    )
    _search_index("messages")
    op.create_index(
        "messages_unindexed_idx",
        "messages",
        ["organization_id", "id"],
        postgresql_where=sa.text("search_vector is null"),
    )
    op.execute(
        "create policy unindexed on messages for select to chamado_dispatcher "
        "using (search_vector is null)"
    )
    op.execute("grant select (organization_id, search_vector) on messages to chamado_dispatcher")
    function_across_tenants("with_unindexed_messages(timestamptz)", WITH_UNINDEXED_MESSAGES)


def _search_index(table: str) -> None:
    op.create_index(None, table, ["organization_id", "search_vector"], postgresql_using="gin")
