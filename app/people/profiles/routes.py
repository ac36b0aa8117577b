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
from app.people.held_work.service import StillHoldsWork
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
    permission_meanings=[
        schemas.Permission(name=name, meaning=meaning) for name, meaning in PERMISSIONS.items()
    ],
)


@router.get("/roles", operation_id="listRoles", response_model=schemas.Roles)
async def list_roles(reading: CanRead) -> schemas.Roles:  # noqa: ARG001 - the permission is asked
    """List the roles and permissions.

    Answers with all built-in roles, the permissions of each for people without a permission
    profile, and the meaning of every permission. Use it to show what a role allows, and to offer
    permissions for a permission profile. The list is the same for every organization and has no
    pages.
    """
    return _ROLES


@router.get(
    "/permission-profiles",
    operation_id="listPermissionProfiles",
    response_model=Page[schemas.PermissionProfile],
)
async def list_permission_profiles(
    reading: CanRead, query: Annotated[schemas.PermissionProfileQuery, Query()]
) -> Json:
    """List the permission profiles of the organization.

    A permission profile is a set of permissions that replaces those of a role. The list is sorted
    by name; `role` narrows it. There is no text search. The people who have a profile are listed
    with `listPeople` and its `profile_id`.
    """
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
    """Create a permission profile for people of one role.

    It changes nothing for anybody until `updatePerson`, `createPerson` or an invitation gives it to
    them. The role cannot be changed later, and owners have no profile. A name that another profile
    has is refused with `profile_name_taken`, a permission that the caller does not hold with
    `permission_missing`, and one that is unknown or not possible for the role with
    `validation_failed`.
    """
    profile = await profiles.create_profile(session, new)
    location = f"/v1/permission-profiles/{profile.id}"
    return await one(session, PROFILE, id=profile.id, status=201, location=location)


@router.get(
    "/permission-profiles/{permission_profile_id}",
    operation_id="getPermissionProfile",
    response_model=schemas.PermissionProfile,
)
async def get_permission_profile(reading: CanRead, permission_profile_id: UUID) -> Json:
    """Get a permission profile.

    Answers with the name, the role and the permissions of one profile. Use it to show what a person
    with this `profile_id` may do.
    """
    return await one(reading, PROFILE, id=permission_profile_id)


@router.patch(
    "/permission-profiles/{permission_profile_id}",
    operation_id="updatePermissionProfile",
    response_model=schemas.PermissionProfile,
    responses=refuses(ProfileNameTaken, LastManager, StillHoldsWork),
)
async def update_permission_profile(
    session: CanWrite, profile: TheProfile, change: schemas.PermissionProfileUpdate
) -> Json:
    """Update a permission profile.

    The permissions that are sent replace all of the profile; they take effect at once for everyone
    who has it, in running sessions and for API tokens. It is recorded which ones were added and
    removed. A name that another profile has is refused with `profile_name_taken`, a permission that
    is added without the caller holding it with `permission_missing`. It is refused with
    `last_manager` if nobody would be left who can manage the organization, and with
    `still_holds_work` if work waits for people that they could not go on with: `held` lists it as
    for `updatePerson`, unless `hand_back` is true.
    """
    await profiles.update_profile(session, profile, change)
    return await one(session, PROFILE, id=profile.id)


@router.delete(
    "/permission-profiles/{permission_profile_id}",
    operation_id="deletePermissionProfile",
    status_code=204,
    responses=refuses(ProfileInUse),
)
async def delete_permission_profile(session: CanWrite, profile: TheProfile) -> Response:
    """Delete a permission profile that nobody has.

    A profile that a person has, active or not, or that an invitation names, in whatever state, is
    refused with `profile_in_use`: give the people another profile first. `listPeople` finds them by
    `profile_id`. The profile itself is gone for good; the audit trail keeps that it was deleted.
    """
    await profiles.delete_profile(session, profile)
    return Response(status_code=204)
