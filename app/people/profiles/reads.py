"""Statements that read permission profiles."""

from sqlalchemy import select

from app.core.data.statements import read_by_id
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
PROFILE = read_by_id(_PROFILES, PermissionProfile, "version")
