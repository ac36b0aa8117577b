"""Member administration: who may change whom, and what an organization always keeps."""

from collections.abc import Iterable

from sqlalchemy import any_, or_, select

from app.core.data.database import TenantSession
from app.core.data.statements import tenant_join
from app.core.values.errors import PermissionMissing, Refusal
from app.core.values.text import N_
from app.organizations.service import organization_of
from app.people.models import PermissionProfile, Person, PersonKind, Role
from app.people.reads import ACTIVE_TECHNICIANS
from app.people.roles.service import administered_with

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


def require_permissions(session: TenantSession, permissions: Iterable[str]) -> None:
    """Nobody hands out what they do not hold themselves."""
    for permission in permissions:
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
