"""People and access: profiles, invitations, second factors, domains; who did what from where."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import enable_tenancy, run_script

revision: str = "0009"
down_revision: str | Sequence[str] | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

#: Row-level security binds even the owner; for these statements it looks the other way.
ACROSS_TENANTS = """
alter table tenant_domains no force row level security;
alter table people no force row level security;
insert into domains (organization_id, id, domain, status, verification, verified_at, version,
                     created_at, updated_at)
select organization_id, gen_random_uuid(), domain, 'verified', '', now(), 1, now(), now()
  from tenant_domains;
-- Whoever founded an organization owns it from now on.
update people p set role = 'owner'
 where role = 'manager' and active
   and not exists (select from people o where o.organization_id = p.organization_id
                      and o.role = 'manager' and o.active and o.id < p.id);
update people set email = lower(email) where email <> lower(email);
alter table tenant_domains force row level security;
alter table people force row level security
"""


def upgrade() -> None:
    _create_tables()
    _alter_tables()
    run_script(ACROSS_TENANTS)
    for table in (
        "domains",
        "permission_profiles",
        "invitations",
        "password_resets",
        "second_factors",
        "recovery_codes",
    ):
        enable_tenancy(table)


def _create_tables() -> None:
    op.create_table(
        "domains",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("verification", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("verified_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("domains_pkey")),
        sa.UniqueConstraint("organization_id", "domain", name=op.f("domains_domain_key")),
    )
    op.create_index(
        op.f("domains_domain_id_idx"), "domains", ["organization_id", "domain", "id"], unique=False
    )
    op.create_table(
        "permission_profiles",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("permissions", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("permission_profiles_pkey")),
        sa.UniqueConstraint(
            "organization_id", "id", "role", name=op.f("permission_profiles_id_role_key")
        ),
        sa.UniqueConstraint("organization_id", "name", name=op.f("permission_profiles_name_key")),
    )
    op.create_index(
        op.f("permission_profiles_name_id_idx"),
        "permission_profiles",
        ["organization_id", "name", "id"],
        unique=False,
    )
    op.create_index(
        op.f("permission_profiles_role_name_id_idx"),
        "permission_profiles",
        ["organization_id", "role", "name", "id"],
        unique=False,
    )
    op.create_table(
        "invitations",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("invited_by_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("sent_count", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "company_id"],
            ["companies.organization_id", "companies.id"],
            name=op.f("invitations_company_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "invited_by_id"],
            ["people.organization_id", "people.id"],
            name=op.f("invitations_invited_by_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("invitations_person_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "profile_id", "role"],
            [
                "permission_profiles.organization_id",
                "permission_profiles.id",
                "permission_profiles.role",
            ],
            name=op.f("invitations_profile_id_role_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("invitations_pkey")),
        sa.UniqueConstraint(
            "organization_id", "fingerprint", name=op.f("invitations_fingerprint_key")
        ),
    )
    op.create_index(
        op.f("invitations_created_at_id_idx"),
        "invitations",
        ["organization_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "invitations_pending_email_key",
        "invitations",
        ["organization_id", "email"],
        unique=True,
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        op.f("invitations_status_created_at_id_idx"),
        "invitations",
        ["organization_id", "status", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "password_resets",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("used_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("password_resets_person_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("password_resets_pkey")),
        sa.UniqueConstraint(
            "organization_id", "fingerprint", name=op.f("password_resets_fingerprint_key")
        ),
    )
    op.create_index(
        op.f("password_resets_expires_at_idx"),
        "password_resets",
        ["organization_id", "expires_at"],
        unique=False,
    )
    op.create_index(
        op.f("password_resets_person_id_idx"),
        "password_resets",
        ["organization_id", "person_id"],
        unique=False,
    )
    op.create_table(
        "recovery_codes",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("used_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("recovery_codes_person_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "fingerprint", name=op.f("recovery_codes_pkey")),
    )
    op.create_index(
        op.f("recovery_codes_person_id_idx"),
        "recovery_codes",
        ["organization_id", "person_id"],
        unique=False,
    )
    op.create_table(
        "second_factors",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("second_factors_person_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("second_factors_pkey")),
        sa.UniqueConstraint(
            "organization_id", "person_id", name=op.f("second_factors_person_id_key")
        ),
    )


def _alter_tables() -> None:
    _add_filled("api_tokens", sa.Column("networks", sa.ARRAY(sa.Text()), nullable=False), "'{}'")
    op.create_index(
        op.f("api_tokens_created_at_id_idx"),
        "api_tokens",
        ["organization_id", "created_at", "id"],
        unique=False,
    )
    op.add_column("companies", sa.Column("document", sa.Text(), nullable=True))
    _add_filled("companies", sa.Column("active", sa.Boolean(), nullable=False), "true")
    op.create_index(
        op.f("companies_code_id_idx"), "companies", ["organization_id", "code", "id"], unique=False
    )
    op.add_column("events", sa.Column("session_id", sa.Uuid(), nullable=True))
    op.add_column("events", sa.Column("address", sa.Text(), nullable=True))
    op.add_column("events", sa.Column("act_organization_id", sa.Uuid(), nullable=True))
    op.add_column("events", sa.Column("act_person_id", sa.Uuid(), nullable=True))
    op.add_column("events", sa.Column("grant_id", sa.Uuid(), nullable=True))
    op.drop_index(op.f("events_subject_kind_subject_id_seq_idx"), table_name="events")
    op.create_index(
        op.f("events_subject_id_seq_idx"), "events", ["organization_id", "subject_id", "seq"]
    )
    for columns in (["occurred_at"], ["actor_id", "occurred_at"], ["name", "occurred_at"]):
        op.create_index(
            f"events_{'_'.join(columns)}_seq_idx",
            "events",
            ["organization_id", *columns, "seq"],
            unique=False,
        )
    op.add_column("organizations", sa.Column("legal_name", sa.Text(), nullable=True))
    op.add_column("organizations", sa.Column("document", sa.Text(), nullable=True))
    op.add_column("organizations", sa.Column("phone", sa.Text(), nullable=True))
    op.add_column("organizations", sa.Column("email", sa.Text(), nullable=True))
    op.add_column(
        "organizations", sa.Column("logo", postgresql.JSONB(astext_type=sa.Text()), nullable=True)
    )
    _add_filled(
        "organizations",
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        "'{}'",
    )
    op.add_column("organizations", sa.Column("features", sa.ARRAY(sa.Text()), nullable=True))
    op.add_column("organizations", sa.Column("technician_limit", sa.Integer(), nullable=True))
    _add_filled("people", sa.Column("kind", sa.String(40), nullable=False), "'member'")
    op.add_column("people", sa.Column("phone", sa.Text(), nullable=True))
    op.add_column("people", sa.Column("profile_id", sa.Uuid(), nullable=True))
    op.add_column("people", sa.Column("photo", sa.Text(), nullable=True))
    _add_filled("people", sa.Column("notify_by_mail", sa.Boolean(), nullable=False), "true")
    _add_filled("people", sa.Column("must_change_password", sa.Boolean(), nullable=False), "false")
    op.add_column("people", sa.Column("anonymised_at", sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("people", sa.Column("origin_organization_id", sa.Uuid(), nullable=True))
    op.add_column("people", sa.Column("origin_person_id", sa.Uuid(), nullable=True))
    op.alter_column("people", "password_hash", existing_type=sa.TEXT(), nullable=True)
    op.create_index(op.f("people_email_idx"), "people", ["organization_id", "email"], unique=False)
    op.create_index(
        op.f("people_kind_name_id_idx"),
        "people",
        ["organization_id", "kind", "name", "id"],
        unique=False,
    )
    op.create_unique_constraint(
        "people_origin_key",
        "people",
        ["organization_id", "origin_organization_id", "origin_person_id"],
    )
    op.drop_index(op.f("people_name_id_idx"), table_name="people")
    op.drop_index(op.f("people_role_name_id_idx"), table_name="people")
    op.create_index(
        op.f("people_kind_role_name_id_idx"),
        "people",
        ["organization_id", "kind", "role", "name", "id"],
        unique=False,
    )
    op.create_index(
        op.f("people_profile_id_kind_name_id_idx"),
        "people",
        ["organization_id", "profile_id", "kind", "name", "id"],
        unique=False,
    )
    op.create_foreign_key(
        op.f("people_profile_id_role_fkey"),
        "people",
        "permission_profiles",
        ["organization_id", "profile_id", "role"],
        ["organization_id", "id", "role"],
    )
    op.add_column("refresh_tokens", sa.Column("used_with", sa.LargeBinary(), nullable=True))
    op.add_column("sign_ins", sa.Column("device", sa.LargeBinary(), nullable=True))
    _add_filled(
        "sign_ins", sa.Column("last_seen_at", sa.TIMESTAMP(timezone=True), nullable=False), "now()"
    )
    op.add_column("sign_ins", sa.Column("origin_sign_in_id", sa.Uuid(), nullable=True))
    op.add_column("sign_ins", sa.Column("grant_id", sa.Uuid(), nullable=True))
    op.drop_index(op.f("sign_ins_person_id_idx"), table_name="sign_ins")
    op.create_index(
        op.f("sign_ins_person_id_started_at_idx"),
        "sign_ins",
        ["organization_id", "person_id", "started_at"],
        unique=False,
    )
    op.create_index(
        "sign_ins_alive_idx",
        "sign_ins",
        ["organization_id", "person_id", "started_at", "id"],
        unique=False,
        postgresql_where=sa.text("ended_at is null"),
    )
    _add_filled("sign_ins", sa.Column("device_name", sa.Text(), nullable=False), "''")


def _add_filled(table: str, column: "sa.Column[object]", value: str) -> None:
    """A column that rows of before have with this value, and new ones have to bring."""
    column.server_default = sa.DefaultClause(sa.text(value))
    op.add_column(table, column)
    op.alter_column(table, column.name, server_default=None)
