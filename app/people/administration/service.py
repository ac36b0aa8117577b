"""Member administration: who may change whom, and what an organization always keeps."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import any_, or_, select

from app.core.data.database import TenantSession
from app.core.data.statements import tenant_join
from app.core.values.errors import PermissionMissing, Refusal
from app.core.values.text import N_
from app.organizations.service import organization_of
from app.people.models import PermissionProfile, Person, PersonKind, Role
from app.people.reads import ACTIVE_TECHNICIANS
from app.people.roles.service import administered_with, allowed_to

#: Whoever has one of these looks after the organization; somebody always has.
_MANAGING = (Role.OWNER, Role.MANAGER)


class LastManager(Refusal):
    """An organization always has an active manager, and one that had an owner keeps one."""

    title = N_("The last manager cannot be removed")
    advice = N_("Make somebody else a manager (or owner) first.")


class PlanLimitReached(Refusal):
    """The plan has no room for another active technician; nobody who is there loses anything."""

    status = 403
    title = N_("The plan allows no more active technicians")
    advice = N_("Deactivate a technician, or choose a larger plan.")


def require_administrator_of(session: TenantSession, *roles: Role) -> None:
    """Managers look after staff, owners after managers, the desk after requesters; else 403.

    Visitors look after nobody: whom they let in would stay when the visit is long over.
    """
    if session.actor.act is not None:
        raise PermissionMissing(N_("Visitors do not change who works here."))
    for role in roles:
        permission = administered_with(role)
        if not session.actor.may(permission):
            raise PermissionMissing(
                N_("Somebody with the role {role} is looked after with `{permission}`."),
                role=role,
                permission=permission,
            )


def require_other_person(session: TenantSession, person: Person) -> None:
    """Vouch for others: what oneself has forgotten or lost takes more than being signed in."""
    if person.id == session.actor.person_id:
        raise PermissionMissing(N_("Somebody else has to do this for you."))


def require_in_person(session: TenantSession) -> None:
    """Refuse tokens: scopes, networks and expiry would not bind whoever they let in."""
    if session.actor.kind == "token":
        raise PermissionMissing(N_("A token hands out nothing that somebody signs in with."))


async def require_rights(
    session: TenantSession, role: Role, profile_id: UUID | None, *, at_desk: bool = False
) -> None:
    """Nobody lets in, or changes the way in of, anybody who is allowed more than they are."""
    require_permissions(session, await permissions_by(session, role, profile_id, at_desk=at_desk))


async def require_way_in(session: TenantSession, person: Person) -> None:
    """Refuse to change how somebody signs in unless the caller, in person, is allowed as much."""
    require_administrator_of(session, person.role)
    require_in_person(session)
    await require_rights(session, person.role, person.profile_id, at_desk=person.at_desk)


async def permissions_by(
    session: TenantSession, role: Role, profile_id: UUID | None, *, at_desk: bool = False
) -> frozenset[str]:
    """Permissions by role, or by the permission profile that refines it."""
    if profile_id is None:
        return allowed_to(role, None, at_desk=at_desk)
    profile = await session.fetch(PermissionProfile, profile_id)
    return allowed_to(role, profile.permissions, at_desk=at_desk)


def require_permissions(session: TenantSession, permissions: Iterable[str]) -> None:
    """Nobody hands out what they do not hold themselves."""
    for permission in sorted(permissions):
        if not session.actor.may(permission):
            raise PermissionMissing(
                N_("You cannot give what you do not have: `{permission}`."), permission=permission
            )


async def require_a_manager(session: TenantSession, *, lost: Role) -> None:
    """After somebody of this role may have been lost: refuse if nobody is left who can do it."""
    if lost not in _MANAGING:
        return
    await organization_of(session, lock=True)
    peers = (Role.OWNER,) if lost is Role.OWNER else _MANAGING
    left = (
        select(Person.id)
        .outerjoin(PermissionProfile, tenant_join(PermissionProfile, Person, Person.profile_id))
        .where(
            Person.role.in_(peers),
            Person.active,
            Person.kind == PersonKind.MEMBER,
            or_(
                PermissionProfile.id.is_(None),
                any_(PermissionProfile.permissions) == "people:admin",
            ),
        )
        .limit(1)
    )
    if not await session.scalar(left):
        raise LastManager


async def require_room_for_a_technician(session: TenantSession) -> None:
    """Only a new activation is refused by the plan; reading, syncing and closing go on."""
    organization = await organization_of(session, lock=True)
    limit = organization.technician_limit
    if limit is None:
        return
    counted = await session.row(ACTIVE_TECHNICIANS)
    used = counted["used"] if counted else 0
    if used >= limit:
        raise PlanLimitReached(
            N_("{used} of {limit} technicians are active."), limit=limit, used=used
        )
