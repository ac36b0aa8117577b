"""The schema says which code can serve it."""

from migrations.releases import refuse_code_before

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    refuse_code_before(revision)
