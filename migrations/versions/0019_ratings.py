"""What requesters think of the help they got."""

import sqlalchemy as sa
from alembic import op

from migrations.tenancy import enable_tenancy

revision: str = "0019"
down_revision: str = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rating_invitations",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["people.organization_id", "people.id"],
            name=op.f("rating_invitations_person_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "ticket_id"],
            ["tickets.organization_id", "tickets.id"],
            name=op.f("rating_invitations_ticket_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("rating_invitations_pkey")),
        sa.UniqueConstraint(
            "organization_id", "fingerprint", name=op.f("rating_invitations_fingerprint_key")
        ),
        sa.UniqueConstraint(
            "organization_id",
            "ticket_id",
            "cycle",
            name=op.f("rating_invitations_ticket_id_cycle_key"),
        ),
    )
    op.create_table(
        "ratings",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("rated_by_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("editable_until", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "agent_id"],
            ["people.organization_id", "people.id"],
            name=op.f("ratings_agent_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "rated_by_id"],
            ["people.organization_id", "people.id"],
            name=op.f("ratings_rated_by_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "team_id"],
            ["teams.organization_id", "teams.id"],
            name=op.f("ratings_team_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "ticket_id"],
            ["tickets.organization_id", "tickets.id"],
            name=op.f("ratings_ticket_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("ratings_pkey")),
        sa.UniqueConstraint(
            "organization_id", "ticket_id", "cycle", name=op.f("ratings_ticket_id_cycle_key")
        ),
    )
    op.create_index(
        op.f("ratings_agent_id_created_at_id_idx"),
        "ratings",
        ["organization_id", "agent_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ratings_created_at_id_idx"),
        "ratings",
        ["organization_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ratings_stars_created_at_id_idx"),
        "ratings",
        ["organization_id", "stars", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "rating_revisions",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("rating_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("replaced_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "rating_id"],
            ["ratings.organization_id", "ratings.id"],
            name=op.f("rating_revisions_rating_id_fkey"),
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "rating_id", "number", name=op.f("rating_revisions_pkey")
        ),
    )
    # The default fills the desks that there are; new ones are filled by the application.
    op.add_column("desks", sa.Column("rating_mail_after_hours", sa.Integer(), server_default="24"))
    op.alter_column("desks", "rating_mail_after_hours", server_default=None)
    enable_tenancy("rating_invitations")
    enable_tenancy("ratings")
    enable_tenancy("rating_revisions")
