"""The kernel: tenancy, full-text search, the event log and its dispatcher, outbox and jobs."""

from alembic import op

from migrations.columns import (
    BIGINT,
    BYTEA,
    INTEGER,
    JSONB,
    TEXT,
    TIMESTAMPTZ,
    UUID,
    column,
    index,
)
from migrations.tenancy import function_across_tenants, owned_table

revision = "0001"
down_revision = None

#: Local to the transaction; a function, so that it reaches the shards of a Citus installation.
SET_ORGANIZATION = """
create function set_organization(o uuid) returns void language plpgsql as
$$ begin execute format('set local app.organization_id = %L', o::text); end $$
"""

#: What happened is not changed afterwards, not even by the owner of the tables.
REFUSE_CHANGE = """
create function refuse_change() returns trigger language plpgsql as
$$ begin raise exception 'this table is append-only' using errcode = 'restrict_violation'; end $$
"""

#: Organizations whose log has new events, or whose deliveries or outbox are due.
WAITING_ORGANIZATIONS = """
create function waiting_organizations(moment timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as
$$ select h.organization_id from event_heads h
     join dispatcher_positions m on m.organization_id = h.organization_id where m.seq < h.seq
   union select organization_id from deliveries where due_at <= moment
   union select organization_id from outbox_tasks where due_at <= moment $$
"""

ALL_ORGANIZATIONS = """
create function all_organizations() returns setof uuid
  language sql stable security definer set search_path = public as
$$ select organization_id from event_heads $$
"""


def upgrade() -> None:
    op.execute(SET_ORGANIZATION)
    op.execute(REFUSE_CHANGE)
    # Portuguese words, and proper names as they are; both without accents.
    _configure_search("chamado", "portuguese", "portuguese_stem")
    _configure_search("chamado_names", "simple", "simple")
    # Numbers that people read: the last one of each sequence of an organization.
    owned_table(
        "counters",
        column("name", TEXT),
        column("value", BIGINT),
        key=("name",),
        deletable=False,
    )
    # The answer to a request that carried an Idempotency-Key, for repetitions of it.
    owned_table(
        "idempotency_keys",
        column("principal", TEXT),
        column("operation", TEXT),
        column("key", TEXT),
        column("request_hash", BYTEA),
        column("status", INTEGER),
        column("headers", JSONB),
        column("body", BYTEA),
        column("expires_at", TIMESTAMPTZ),
        index("expires_at"),
        key=("principal", "operation", "key"),
    )
    # Every change, in the order of commits; timeline, audit trail and feed of all listeners.
    owned_table(
        "events",
        column("seq", BIGINT),
        column("id", UUID),
        column("name", TEXT),
        column("subject_kind", TEXT),
        column("subject_id", UUID),
        column("actor_kind", TEXT),
        column("actor_id", UUID, nullable=True),
        column("token_id", UUID, nullable=True),
        column("session_id", UUID, nullable=True),
        column("request_id", TEXT, nullable=True),
        column("address", TEXT, nullable=True),
        column("act_organization_id", UUID, nullable=True),
        column("act_person_id", UUID, nullable=True),
        column("grant_id", UUID, nullable=True),
        column("payload", JSONB),
        column("occurred_at", TIMESTAMPTZ),
        column("depth", INTEGER),
        column("root_seq", BIGINT, nullable=True),
        index("subject_id", "seq"),
        index("occurred_at", "seq"),
        index("actor_id", "occurred_at", "seq"),
        index("name", "occurred_at", "seq"),
        key=("seq",),
        append_only=True,
    )
    # The last sequence number that an organization has given to an event.
    owned_table(
        "event_heads",
        column("seq", BIGINT),
        key=(),
        deletable=False,
        dispatched=True,
    )
    # How far the event log of an organization has been turned into deliveries.
    owned_table(
        "dispatcher_positions",
        column("seq", BIGINT),
        key=(),
        deletable=False,
        dispatched=True,
    )
    # An event that one listener has yet to process; the row is removed when it has.
    owned_table(
        "deliveries",
        column("seq", BIGINT),
        column("listener", TEXT),
        column("due_at", TIMESTAMPTZ, nullable=True),
        column("queued", INTEGER),
        column("attempts", INTEGER),
        column("last_error", TEXT, nullable=True),
        index("due_at"),
        key=("seq", "listener"),
        dispatched=True,
    )
    # A call to the outside world (mail, webhook) that is still to be made.
    owned_table(
        "outbox_tasks",
        column("kind", TEXT),
        column("payload", JSONB),
        column("due_at", TIMESTAMPTZ, nullable=True),
        column("attempts", INTEGER),
        column("last_error", TEXT, nullable=True),
        index("due_at"),
        dispatched=True,
    )
    function_across_tenants("waiting_organizations(timestamptz)", WAITING_ORGANIZATIONS)
    function_across_tenants("all_organizations()", ALL_ORGANIZATIONS)


def _configure_search(name: str, copied: str, dictionary: str) -> None:
    op.execute(f"create text search configuration {name} (copy = {copied})")
    op.execute(
        f"alter text search configuration {name} "
        f"alter mapping for hword, hword_part, word with unaccent, {dictionary}"
    )
