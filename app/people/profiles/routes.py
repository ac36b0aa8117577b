"""`/v1/roles`, `/v1/permission-profiles`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import refuses
from app.people.administration.service import LastManager
from app.people.models import PermissionProfile
from app.people.profiles import schemas
from app.people.profiles import service as profiles
from app.people.profiles.reads import PROFILE, PROFILES
from app.people.profiles.service import ProfileInUse, ProfileNameTaken
from app.people.roles.service import PERMISSIONS, ROLE_PERMISSIONS

router = APIRouter(tags=["people"], route_class=Route)

CanRead = Annotated[Reading, acting("profiles:read")]
CanWrite = Annotated[TenantSession, acting("profiles:write")]
TheProfile = Annotated[PermissionProfile, existing(PermissionProfile, "profiles:write")]

_ROLES = schemas.Roles(
    items=[
        schemas.RolePermissions(role=role, permissions=sorted(permissions))
        for role, permissions in ROLE_PERMISSIONS.items()
    ],
    permissions=[
        schemas.Permission(name=name, meaning=meaning) for name, meaning in PERMISSIONS.items()
    ],
)


@router.get("/roles", operation_id="listRoles", response_model=schemas.Roles)
async def list_roles(reading: CanRead) -> schemas.Roles:  # noqa: ARG001 - the permission is asked
    """What each built-in role allows, and what every permission means."""
    return _ROLES


@router.get(
    "/permission-profiles",
    operation_id="listPermissionProfiles",
    response_model=Page[schemas.PermissionProfile],
)
async def list_permission_profiles(
    reading: CanRead, query: Annotated[schemas.PermissionProfileQuery, Query()]
) -> Json:
    """The organization's own sets of permissions."""
    return await PROFILES.page(reading, query)


@router.post(
    "/permission-profiles",
    operation_id="createPermissionProfile",
    status_code=201,
    response_model=schemas.PermissionProfile,
    responses=refuses(ProfileNameTaken),
)
async def create_permission_profile(
    session: CanWrite, new: schemas.PermissionProfileCreate
) -> Json:
    """Make a set of permissions for people of one role."""
    profile = await profiles.create_profile(session, new)
    location = f"/v1/permission-profiles/{profile.id}"
    return await one(session, PROFILE, id=profile.id, status=201, location=location)


@router.get(
    "/permission-profiles/{permission_profile_id}",
    operation_id="getPermissionProfile",
    response_model=schemas.PermissionProfile,
)
async def get_permission_profile(reading: CanRead, permission_profile_id: UUID) -> Json:
    """One permission profile."""
    return await one(reading, PROFILE, id=permission_profile_id)


@router.patch(
    "/permission-profiles/{permission_profile_id}",
    operation_id="updatePermissionProfile",
    response_model=schemas.PermissionProfile,
    responses=refuses(ProfileNameTaken, LastManager),
)
async def update_permission_profile(
    session: CanWrite, profile: TheProfile, change: schemas.PermissionProfileUpdate
) -> Json:
    """Change a profile. Whoever has it feels it within a second, signed in as they are."""
    await profiles.update_profile(session, profile, change)
    return await one(session, PROFILE, id=profile.id)


@router.delete(
    "/permission-profiles/{permission_profile_id}",
    operation_id="deletePermissionProfile",
    status_code=204,
    responses=refuses(ProfileInUse),
)
async def delete_permission_profile(session: CanWrite, profile: TheProfile) -> Response:
    """Remove a profile that nobody has."""
    await profiles.delete_profile(session, profile)
    return Response(status_code=204)
