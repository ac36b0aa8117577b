"""Permission profiles: what an organization lets the people of a role do."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.data.database_errors import duplicate_means, sqlstate
from app.core.events.event_log import announce
from app.core.values.errors import Refusal, ValidationFailed, field_problem
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.people.administration.service import require_a_manager, require_permissions
from app.people.events import ProfileCreated, ProfileDeleted, ProfileUpdated
from app.people.held_work.service import require_hand_back
from app.people.models import PermissionProfile, Person, Role
from app.people.profiles.schemas import PermissionProfileCreate, PermissionProfileUpdate
from app.people.roles.service import PERMISSIONS, ROLE_PERMISSIONS


class ProfileNameTaken(Refusal):
    """Another permission profile has this name."""

    title = N_("This name is taken")
    advice = N_("Choose another name for the profile.")


class ProfileInUse(Refusal):
    """Somebody has this permission profile."""

    title = N_("Somebody has this profile")
    advice = N_("Give the people in `GET /v1/people?profile_id=` another profile first.")


async def create_profile(session: TenantSession, new: PermissionProfileCreate) -> PermissionProfile:
    """Make a profile of permissions that the caller holds. 422 for what the role cannot have."""
    _check_permissions(session, new.role, new.permissions)
    profile = PermissionProfile(
        id=new.id or new_id(),
        name=new.name,
        role=new.role,
        permissions=sorted(set(new.permissions)),
    )
    session.add(profile)
    await _flush(session)
    announce(
        session, ProfileCreated(permission_profile_id=profile.id, permissions=profile.permissions)
    )
    return profile


async def update_profile(
    session: TenantSession, profile: PermissionProfile, change: PermissionProfileUpdate
) -> None:
    """Change a profile; whoever has it feels it at once, signed in as they are.

    Work that they cannot go on with is handed back if the caller agreed, or else the change is
    refused.
    """
    wanted = change.changes()
    before = profile.permissions
    if "permissions" in wanted:
        _check_permissions(session, profile.role, wanted["permissions"], held_before=before)
        profile.permissions = sorted(set(wanted["permissions"]))
    profile.name = wanted.get("name", profile.name)
    await _flush(session)
    await require_a_manager(session, lost=profile.role)
    if not set(before) <= set(profile.permissions):
        await require_hand_back(
            session, await _active_people_with(session, profile), hand_back=change.hand_back
        )
    announce(
        session,
        ProfileUpdated(
            permission_profile_id=profile.id,
            added=sorted(set(profile.permissions) - set(before)),
            removed=sorted(set(before) - set(profile.permissions)),
        ),
    )
    session.signals.add("credentials")


async def delete_profile(session: TenantSession, profile: PermissionProfile) -> None:
    """Remove a profile that nobody has."""
    has_it = select(Person.id).where(Person.profile_id == profile.id).limit(1)
    if await session.scalar(has_it):
        raise ProfileInUse
    announce(session, ProfileDeleted(permission_profile_id=profile.id))
    await session.delete(profile)
    try:
        await session.flush()
    except Exception as error:
        if sqlstate(error) == "23503":
            raise ProfileInUse from None  # given to somebody, or into an invitation, meanwhile
        raise


async def _active_people_with(
    session: TenantSession, profile: PermissionProfile
) -> Sequence[Person]:
    """Locked in one order for everybody."""
    wanted = select(Person).where(Person.profile_id == profile.id, Person.active)
    found = await session.scalars(wanted.order_by(Person.id).with_for_update(key_share=True))
    return found.all()


def _check_permissions(
    session: TenantSession, role: Role, permissions: list[str], held_before: Iterable[str] = ()
) -> None:
    fitting = ROLE_PERMISSIONS[role] if role is Role.REQUESTER else PERMISSIONS.keys()
    errors = []
    for place, permission in enumerate(permissions):
        if permission not in PERMISSIONS:
            detail = N_("There is no such permission.")
            errors.append(field_problem(f"permissions/{place}", "unknown_permission", detail))
        elif permission not in fitting or permission == "people:owners":
            detail = N_("People of this role cannot have it.")
            errors.append(field_problem(f"permissions/{place}", "not_for_this_role", detail))
    if errors:
        raise ValidationFailed(errors=errors)
    require_permissions(session, set(permissions) - set(held_before))


async def _flush(session: TenantSession) -> None:
    with duplicate_means(ProfileNameTaken):
        await session.flush()
