"""Contracts, equipment and documents of customers; corrections of where they are; merging."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.tenancy import enable_tenancy, run_script

revision: str = "0026"
down_revision: str = "0025"
branch_labels = None
depends_on = None

#: The owner of the tables is bound by their policies as everybody is, save where it says so.
_GATHER_ADDRESSES = r"""
alter table customers no force row level security;
alter table sites no force row level security;
update customers c set addresses = found.words
  from (select organization_id, customer_id, string_agg(regexp_replace(
               concat_ws(' ', street, number, district, city, state, postal_code,
                         regexp_replace(postal_code, '\D', '', 'g')), '\W+', ' ', 'g'), ' ') as words
          from sites group by organization_id, customer_id) as found
 where c.organization_id = found.organization_id and c.id = found.customer_id;
alter table customers force row level security;
alter table sites force row level security;
"""


def upgrade() -> None:
    op.create_table(
        "contracts",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("sub_plan", sa.Text(), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("pppoe_username", sa.Text(), nullable=True),
        sa.Column("pppoe_password_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("cancelled_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_at is not null)",
            name=op.f("contracts_cancelled_check"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_id"],
            ["customers.organization_id", "customers.id"],
            name=op.f("contracts_customer_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "site_id"],
            ["sites.organization_id", "sites.id"],
            name=op.f("contracts_site_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("contracts_pkey")),
        sa.UniqueConstraint("organization_id", "number", name=op.f("contracts_number_key")),
    )
    op.create_index(
        op.f("contracts_customer_id_number_id_idx"),
        "contracts",
        ["organization_id", "customer_id", "number", "id"],
        unique=False,
    )
    op.create_index(
        op.f("contracts_number_id_idx"),
        "contracts",
        ["organization_id", "number", "id"],
        unique=False,
    )
    op.create_index(
        op.f("contracts_site_id_number_id_idx"),
        "contracts",
        ["organization_id", "site_id", "number", "id"],
        unique=False,
    )
    op.create_index(
        op.f("contracts_status_number_id_idx"),
        "contracts",
        ["organization_id", "status", "number", "id"],
        unique=False,
    )
    op.create_table(
        "site_location_changes",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("old_latitude", sa.Float(precision=53), nullable=True),
        sa.Column("old_longitude", sa.Float(precision=53), nullable=True),
        sa.Column("old_source", sa.String(40), nullable=True),
        sa.Column("latitude", sa.Float(precision=53), nullable=False),
        sa.Column("longitude", sa.Float(precision=53), nullable=False),
        sa.Column("accuracy_m", sa.Double(), nullable=True),
        sa.Column("distance_m", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("site_location_changes_person_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "site_id"],
            ["sites.organization_id", "sites.id"],
            name=op.f("site_location_changes_site_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("site_location_changes_pkey")),
    )
    op.create_index(
        op.f("site_location_changes_site_id_created_at_id_idx"),
        "site_location_changes",
        ["organization_id", "site_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "customer_files",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_id"],
            ["customers.organization_id", "customers.id"],
            name=op.f("customer_files_customer_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "file_id"],
            ["files.organization_id", "files.id"],
            name=op.f("customer_files_file_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("customer_files_pkey")),
        sa.UniqueConstraint("organization_id", "file_id", name=op.f("customer_files_file_id_key")),
    )
    op.create_index(
        op.f("customer_files_customer_id_created_at_id_idx"),
        "customer_files",
        ["organization_id", "customer_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "equipment",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("manufacturer", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("serial_number", sa.Text(), nullable=True),
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("installed_on", sa.Date(), nullable=True),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "contract_id"],
            ["contracts.organization_id", "contracts.id"],
            name=op.f("equipment_contract_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_id"],
            ["customers.organization_id", "customers.id"],
            name=op.f("equipment_customer_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "site_id"],
            ["sites.organization_id", "sites.id"],
            name=op.f("equipment_site_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("equipment_pkey")),
    )
    op.create_index(
        op.f("equipment_customer_id_label_id_idx"),
        "equipment",
        ["organization_id", "customer_id", "label", "id"],
        unique=False,
    )
    op.create_index(
        op.f("equipment_serial_number_idx"),
        "equipment",
        ["organization_id", "serial_number"],
        unique=False,
    )
    op.add_column("customers", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_check_constraint("merges_into_another", "customers", "merged_into_id <> id")
    op.add_column("customers", sa.Column("addresses", sa.Text(), nullable=False, server_default=""))
    op.alter_column("customers", "addresses", server_default=None)
    run_script(_GATHER_ADDRESSES)
    _find_by_more_than_the_name()
    _list_those_in_use()
    op.create_index(
        op.f("customers_merged_into_id_idx"),
        "customers",
        ["organization_id", "merged_into_id"],
        unique=False,
    )
    op.create_foreign_key(
        op.f("customers_merged_into_id_fkey"),
        "customers",
        "customers",
        ["organization_id", "merged_into_id"],
        ["organization_id", "id"],
    )
    op.add_column("sites", sa.Column("geo_accuracy_m", sa.Double(), nullable=True))
    enable_tenancy("contracts")
    enable_tenancy("site_location_changes")
    enable_tenancy("customer_files")
    enable_tenancy("equipment")


def _find_by_more_than_the_name() -> None:
    op.drop_column("customers", "search_vector")  # takes its index along
    op.add_column(
        "customers",
        sa.Column(
            "search_vector",
            postgresql.TSVECTOR(),
            sa.Computed(
                """to_tsvector('chamado_names'::regconfig,
    name || ' ' || translate(coalesce(email, ''), '@.-_+', '     ')
    || ' ' || coalesce(document, '') || ' ' || addresses || ' '
    || right(regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g'), 13) || ' '
    || right(regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g'), 11) || ' '
    || right(regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g'), 9) || ' '
    || right(regexp_replace(coalesce(phone, ''), '[^0-9]', '', 'g'), 8))""",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.create_index(
        op.f("customers_search_vector_idx"),
        "customers",
        ["organization_id", "search_vector"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text("merged_into_id is null"),
    )


def _list_those_in_use() -> None:
    for columns in (["name"], ["kind", "name"], ["document", "name"]):
        name = op.f(f"customers_{'_'.join(columns)}_id_idx")
        op.drop_index(name, "customers")
        op.create_index(
            name,
            "customers",
            ["organization_id", *columns, "id"],
            postgresql_where=sa.text("merged_into_id is null"),
        )
