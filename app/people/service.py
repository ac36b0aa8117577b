"""Members: creating and changing people."""

from uuid import UUID

from sqlalchemy import or_, select

from app.core.data.database import TenantSession
from app.core.data.database_errors import duplicate_means
from app.core.data.statements import tenant_join
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import Refusal, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.organizations.models import Company
from app.people.administration.service import (
    require_a_manager,
    require_administrator_of,
    require_permissions,
    require_room_for_a_technician,
)
from app.people.events import PersonCreated, PersonUpdated, RoleChanged
from app.people.models import PermissionProfile, Person, PersonKind, Role
from app.people.roles.service import ROLE_PERMISSIONS, allowed_to
from app.people.schemas import PersonCreate, PersonUpdate


class UsernameTaken(Refusal):
    """Someone of this company has this user name."""

    title = N_("This user name is taken")
    advice = N_("Choose another user name.")


async def create_person(
    session: TenantSession, new: PersonCreate, *, password_hash: str, company_id: UUID
) -> Person:
    """Add someone who can sign in. The hash is made before: argon2 takes its time."""
    require_administrator_of(session, new.role)
    if new.company_id is not None:
        await session.refer(Company, new.company_id, "company_id")
    await require_profile(session, new.role, new.profile_id)
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
    before = person.role
    role = wanted.get("role", before)
    require_administrator_of(session, before, role)
    stays = wanted.get("active", person.active)
    if role is not before or wanted.get("profile_id") is not None:
        # A profile refines one role: another role comes with a profile of its own, or none.
        wanted.setdefault("profile_id", None)
        await require_profile(session, role, wanted["profile_id"])
    if person.id == session.actor.person_id and {"role", "profile_id"} & wanted.keys():
        # What a profile has taken away is not taken back by whoever it binds.
        require_permissions(
            session, await _allowed(session, role, wanted.get("profile_id", person.profile_id))
        )
    is_member = person.kind is PersonKind.MEMBER
    if is_member and role is Role.TECHNICIAN and stays and not (before is role and person.active):
        await require_room_for_a_technician(session)
    if person.active and not stays:
        person.deactivated_at = now()
    apply(person, wanted)
    await flush_person(session)
    await require_a_manager(session, lost=before)
    announce(session, PersonUpdated(person_id=person.id, fields=sorted(wanted)))
    if role is not before:
        announce(session, RoleChanged(person_id=person.id, before=before, after=role))
    if {"role", "profile_id", "active", "locale"} & wanted.keys():
        session.signals.add("credentials")
    return person


async def permissions_of(session: TenantSession, person: Person) -> frozenset[str]:
    """Permissions of a person: by role, or by the permission profile that refines it."""
    return await _allowed(session, person.role, person.profile_id, at_desk=person.at_desk)


async def put_at_the_desk(session: TenantSession, person: Person, *, at_desk: bool) -> None:
    """Let somebody work at the desk beside what their role allows, or no longer."""
    if person.at_desk != at_desk:
        person.at_desk = at_desk
        await session.flush()
        session.signals.add("credentials")


async def holders_of(session: TenantSession, permission: str) -> list[UUID]:
    """Everyone who holds a permission, by role or by profile."""
    rows = await session.execute(
        select(Person.id, Person.role, Person.at_desk, PermissionProfile.permissions)
        .outerjoin(PermissionProfile, tenant_join(PermissionProfile, Person, Person.profile_id))
        .where(
            Person.active,
            Person.kind == PersonKind.MEMBER,
            or_(
                Person.profile_id.is_not(None),
                Person.at_desk,
                Person.role.in_([r for r in Role if permission in ROLE_PERMISSIONS[r]]),
            ),
        )
    )
    return [
        person_id
        for person_id, role, at_desk, profile in rows
        if permission in allowed_to(role, profile, at_desk=at_desk)
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


async def _allowed(
    session: TenantSession, role: Role, profile_id: UUID | None, *, at_desk: bool = False
) -> frozenset[str]:
    if profile_id is None:
        return allowed_to(role, None, at_desk=at_desk)
    profile = await session.fetch(PermissionProfile, profile_id)
    return allowed_to(role, profile.permissions, at_desk=at_desk)


async def flush_person(session: TenantSession) -> None:
    with duplicate_means(UsernameTaken):
        await session.flush()
