"""Members: creating and changing people."""

from typing import Any
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.data.database_errors import duplicate_means
from app.core.data.reading import Rows
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import Refusal, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.organizations.models import Company
from app.people.administration.service import (
    permissions_by,
    require_a_manager,
    require_administrator_of,
    require_in_person,
    require_permissions,
    require_rights,
    require_room_for_a_technician,
)
from app.people.events import PersonCreated, PersonUpdated, RoleChanged
from app.people.held_work.service import require_hand_back
from app.people.models import PermissionProfile, Person, PersonKind, Role
from app.people.roles.service import AT_THE_DESK, ROLE_PERMISSIONS, allowed_to
from app.people.schemas import PersonCreate, PersonUpdate

_POSSIBLE_HOLDERS = sql("""select p.id, p.role, p.at_desk, profile.permissions
         from people p
         left join permission_profiles profile
           on profile.organization_id = :organization_id and profile.id = p.profile_id
        where p.organization_id = :organization_id and p.active and p.kind = 'member'
          and (p.profile_id is not null or p.at_desk or p.role = any(:roles::text[]))""")


class UsernameTaken(Refusal):
    """Someone of this company has this user name."""

    title = N_("This user name is taken")
    advice = N_("Choose another user name.")


async def create_person(
    session: TenantSession, new: PersonCreate, *, password_hash: str, company_id: UUID
) -> Person:
    """Add someone who can sign in. The hash is made before: argon2 takes its time."""
    require_administrator_of(session, new.role)
    require_in_person(session)
    if new.company_id is not None:
        await session.refer(Company, new.company_id, "company_id")
    await require_profile(session, new.role, new.profile_id)
    await require_rights(session, new.role, new.profile_id)
    if new.role is Role.TECHNICIAN:
        await require_room_for_a_technician(session)
    person = Person(
        **new.model_dump(exclude={"password", "id", "company_id"}),
        id=new.id or new_id(),
        company_id=new.company_id or company_id,
        password_hash=password_hash,
    )
    session.add(person)
    await flush_person(session)
    announce(session, PersonCreated(person_id=person.id, role=person.role))
    return person


async def update_person(session: TenantSession, person: Person, change: PersonUpdate) -> Person:
    """Change somebody; another role or profile takes effect at once, signed in as they are."""
    wanted = change.changes()
    hand_back = wanted.pop("hand_back", False)
    before = person.role
    role = wanted.get("role", before)
    require_administrator_of(session, before, role)
    stays = wanted.get("active", person.active)
    if role is not before or wanted.get("profile_id") is not None:
        # A profile refines one role: another role comes with a profile of its own, or none.
        wanted.setdefault("profile_id", None)
        await require_profile(session, role, wanted["profile_id"])
    await _require_way_in(session, person, wanted)
    is_member = person.kind is PersonKind.MEMBER
    if is_member and role is Role.TECHNICIAN and stays and not (before is role and person.active):
        await require_room_for_a_technician(session)
    if person.active and not stays:
        person.deactivated_at = now()
    apply(person, wanted)
    await flush_person(session)
    await require_a_manager(session, lost=before)
    if {"role", "profile_id", "active"} & wanted.keys():
        await require_hand_back(session, [person], hand_back=hand_back)
    announce(session, PersonUpdated(person_id=person.id, fields=sorted(wanted)))
    if role is not before:
        announce(session, RoleChanged(person_id=person.id, before=before, after=role))
    if {"role", "profile_id", "active", "locale"} & wanted.keys():
        session.signals.add("credentials")
    return person


async def permissions_of(session: TenantSession, person: Person) -> frozenset[str]:
    """Permissions of a person: by role, or by the permission profile that refines it."""
    return await permissions_by(session, person.role, person.profile_id, at_desk=person.at_desk)


async def put_at_the_desk(session: TenantSession, person: Person, *, at_desk: bool) -> None:
    """Let somebody work at the desk beside what their role allows, or no longer."""
    if person.at_desk != at_desk:
        if at_desk:
            require_permissions(session, AT_THE_DESK)
        person.at_desk = at_desk
        await session.flush()
        session.signals.add("credentials")


async def holders_of(session: Rows, permission: str) -> list[UUID]:
    """Everyone who holds a permission, by role or by profile."""
    roles = [role.value for role in Role if permission in ROLE_PERMISSIONS[role]]
    return [
        row["id"]
        for row in await session.rows(_POSSIBLE_HOLDERS, roles=roles)
        if permission in allowed_to(Role(row["role"]), row["permissions"], at_desk=row["at_desk"])
    ]


async def require_profile(session: TenantSession, role: Role, profile_id: UUID | None) -> None:
    """The profile exists, is one for this role, and gives nothing that the caller lacks."""
    if profile_id is None:
        return
    profile = await session.refer(PermissionProfile, profile_id, "profile_id")
    if profile.role is not role:
        detail = N_("This profile is for another role.")
        raise ValidationFailed.at("profile_id", "not_for_this_role", detail)
    require_permissions(session, profile.permissions)


async def _require_way_in(session: TenantSession, person: Person, wanted: dict[str, Any]) -> None:
    """Compare rights before and after a change of how somebody comes in, or of what they may.

    Somebody who leaves is let go by whoever looks after their role.
    """
    if "email" in wanted and wanted["email"] != person.email:
        require_in_person(session)  # a link to a new password goes there
    elif not wanted.keys() & {"role", "profile_id"} and not wanted.get("active"):
        return
    await require_rights(session, person.role, person.profile_id, at_desk=person.at_desk)
    role, profile_id = wanted.get("role", person.role), wanted.get("profile_id", person.profile_id)
    await require_rights(session, role, profile_id, at_desk=person.at_desk)


async def flush_person(session: TenantSession) -> None:
    with duplicate_means(UsernameTaken):
        await session.flush()
