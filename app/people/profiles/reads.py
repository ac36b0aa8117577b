"""Statements that read permission profiles."""

from sqlalchemy import bindparam, select

from app.core.data.statements import as_json, prepared
from app.core.http.listing import Listing
from app.people.models import PermissionProfile

_PROFILES = select(
    PermissionProfile.id,
    PermissionProfile.name,
    PermissionProfile.role,
    PermissionProfile.permissions,
    PermissionProfile.version,
    PermissionProfile.created_at,
    PermissionProfile.updated_at,
)
PROFILES = Listing(_PROFILES, PermissionProfile)
PROFILE = prepared(
    as_json(
        _PROFILES.where(
            PermissionProfile.organization_id == bindparam("organization_id"),
            PermissionProfile.id == bindparam("id"),
        ),
        "version",
    )
)
