"""The foundation: tenancy, the event log, organizations and people."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import enable_tenancy, run_script

revision: str = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


#: Local to the transaction; a function, so that it reaches the shards of a Citus installation.
SET_ORGANIZATION = """
create function set_organization(o uuid) returns void language plpgsql as
$$ begin execute format('set local app.organization_id = %L', o::text); end $$
"""

#: Portuguese words and proper names, both without accents.
SEARCH = """
create text search configuration chamado (copy = portuguese);
alter text search configuration chamado
  alter mapping for hword, hword_part, word with unaccent, portuguese_stem;
create text search configuration chamado_names (copy = simple);
alter text search configuration chamado_names
  alter mapping for hword, hword_part, word with unaccent, simple
"""

#: What happened is not changed afterwards, not even by the owner of the tables.
APPEND_ONLY = """
create function refuse_change() returns trigger language plpgsql as
$$ begin raise exception 'this table is append-only' using errcode = 'restrict_violation'; end $$;
create trigger append_only before update or delete on events
  for each row execute function refuse_change()
"""

#: The only ways to look across organizations. Their owner, chamado_relay, may see which
#: organizations have rows in a few tables of the kernel, and nothing else.
ACROSS_TENANTS = """
create function find_tenant(wanted text) returns uuid
  language sql stable security definer set search_path = public as
$$ select organization_id from tenant_domains where domain = wanted $$;

create function waiting_organizations(moment timestamptz) returns setof uuid
  language sql stable security definer set search_path = public as
$$ select h.organization_id from event_heads h
     join relay_marks m on m.organization_id = h.organization_id where m.seq < h.seq
   union select organization_id from deliveries where due_at <= moment
   union select organization_id from outbox where due_at <= moment $$;

create function all_organizations() returns setof uuid
  language sql stable security definer set search_path = public as
$$ select organization_id from event_heads $$;

grant create on schema public to chamado_relay;
alter function find_tenant(text) owner to chamado_relay;
alter function waiting_organizations(timestamptz) owner to chamado_relay;
alter function all_organizations() owner to chamado_relay;
revoke create on schema public from chamado_relay;
revoke all on function find_tenant(text), waiting_organizations(timestamptz), all_organizations()
  from public;
grant execute on function
  find_tenant(text), waiting_organizations(timestamptz), all_organizations() to chamado_app
"""


def upgrade() -> None:
    run_script(SET_ORGANIZATION)
    run_script(SEARCH)
    op.create_table(
        "companies",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("companies_pkey")),
        sa.UniqueConstraint("organization_id", "code", name=op.f("companies_code_key")),
    )
    op.create_table(
        "counters",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "name", name=op.f("counters_pkey")),
    )
    op.create_table(
        "deliveries",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("listener", sa.Text(), nullable=False),
        sa.Column("due_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("organization_id", "seq", "listener", name=op.f("deliveries_pkey")),
    )
    op.create_index(
        op.f("deliveries_due_at_idx"), "deliveries", ["organization_id", "due_at"], unique=False
    )
    op.create_table(
        "event_heads",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("event_heads_pkey")),
    )
    op.create_table(
        "events",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("token_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("occurred_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "seq", name=op.f("events_pkey")),
    )
    op.create_index(
        op.f("events_subject_kind_subject_id_seq_idx"),
        "events",
        ["organization_id", "subject_kind", "subject_id", "seq"],
        unique=False,
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "organization_id", "principal", "operation", "key", name=op.f("idempotency_keys_pkey")
        ),
    )
    op.create_index(
        op.f("idempotency_keys_expires_at_idx"),
        "idempotency_keys",
        ["organization_id", "expires_at"],
        unique=False,
    )
    op.create_table(
        "organizations",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("id = organization_id", name=op.f("organizations_owns_itself_check")),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("organizations_pkey")),
    )
    op.create_table(
        "outbox",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("due_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("outbox_pkey")),
    )
    op.create_index(
        op.f("outbox_due_at_idx"), "outbox", ["organization_id", "due_at"], unique=False
    )
    op.create_table(
        "relay_marks",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("relay_marks_pkey")),
    )
    op.create_table(
        "tenant_domains",
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("domain", name=op.f("tenant_domains_pkey")),
    )
    op.create_table(
        "people",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "company_id"],
            ["companies.organization_id", "companies.id"],
            name=op.f("people_company_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("people_pkey")),
        sa.UniqueConstraint(
            "organization_id", "company_id", "username", name=op.f("people_company_id_username_key")
        ),
    )
    op.create_index(
        op.f("people_name_id_idx"), "people", ["organization_id", "name", "id"], unique=False
    )
    op.create_index(
        op.f("people_role_name_id_idx"),
        "people",
        ["organization_id", "role", "name", "id"],
        unique=False,
    )
    op.create_table(
        "api_tokens",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("api_tokens_person_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("api_tokens_pkey")),
        sa.UniqueConstraint(
            "organization_id", "fingerprint", name=op.f("api_tokens_fingerprint_key")
        ),
    )
    op.create_index(
        op.f("api_tokens_person_id_created_at_id_idx"),
        "api_tokens",
        ["organization_id", "person_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "sign_ins",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("started_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("sign_ins_person_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("sign_ins_pkey")),
    )
    op.create_index(
        op.f("sign_ins_person_id_idx"), "sign_ins", ["organization_id", "person_id"], unique=False
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("sign_in_id", sa.Uuid(), nullable=False),
        sa.Column("used_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "sign_in_id"],
            ["sign_ins.organization_id", "sign_ins.id"],
            name=op.f("refresh_tokens_sign_in_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "fingerprint", name=op.f("refresh_tokens_pkey")),
    )

    for table in (
        "organizations",
        "companies",
        "people",
        "sign_ins",
        "refresh_tokens",
        "api_tokens",
    ):
        enable_tenancy(table)
    enable_tenancy("counters", grants=("select", "insert", "update"))
    enable_tenancy("idempotency_keys")
    enable_tenancy("events", grants=("select", "insert"))
    for table in ("event_heads", "relay_marks"):
        enable_tenancy(table, grants=("select", "insert", "update"), relay=True)
    for table in ("deliveries", "outbox"):
        enable_tenancy(table, relay=True)
    enable_tenancy("tenant_domains", relay=True)
    run_script(APPEND_ONLY)
    run_script(ACROSS_TENANTS)
