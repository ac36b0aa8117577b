"""What callers read of organizations: statements, compiled once."""

from sqlalchemy import bindparam, select

from app.core.statements import as_json, prepared
from app.organizations.models import Organization

PROFILE = prepared(
    as_json(
        select(
            Organization.id,
            Organization.name,
            Organization.locale,
            Organization.zone,
            Organization.version,
            Organization.created_at,
            Organization.updated_at,
        ).where(Organization.organization_id == bindparam("organization_id")),
        "version",
    )
)
