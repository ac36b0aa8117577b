"""The rules of people: who is added, as what, and what may change."""

from uuid import UUID

from sqlalchemy import func, select

from app.core.database import TenantSession
from app.core.errors import PermissionMissing, Refusal, UnknownReference, field_problem, sqlstate
from app.core.events import announce
from app.core.ids import new_id
from app.core.text import N_
from app.organizations.models import Company
from app.people.events import PersonAdded, PersonChanged
from app.people.models import PermissionProfile, Person
from app.people.roles import Role, allowed_to
from app.people.schemas import PersonCreate, PersonUpdate


class UsernameTaken(Refusal):
    """Someone of this company has this user name."""

    title = N_("This user name is taken")
    advice = N_("Choose another user name.")


class LastManager(Refusal):
    """An organization always has an active manager."""

    title = N_("The last manager cannot be removed")
    advice = N_("Make somebody else a manager first.")


async def add_person(
    session: TenantSession, new: PersonCreate, *, password_hash: str, company_id: UUID
) -> Person:
    """Add someone who can sign in. The hash is made before: argon2 takes its time."""
    _check_may_manage(session, new.role)
    if (
        new.company_id is not None
        and await session.get(Company, (session.actor.organization_id, new.company_id)) is None
    ):
        raise UnknownReference(
            errors=[field_problem("company_id", "unknown_reference", N_("Unknown company."))]
        )
    person = Person(
        **new.model_dump(exclude={"password", "id", "company_id"}),
        id=new.id or new_id(),
        company_id=new.company_id or company_id,
        password_hash=password_hash,
    )
    session.add(person)
    try:
        await session.flush()
    except Exception as error:
        if sqlstate(error) == "23505":
            raise UsernameTaken from None
        raise
    announce(session, PersonAdded(person_id=person.id, role=person.role))
    return person


async def permissions_of(session: TenantSession, person: Person) -> frozenset[str]:
    """What somebody may do: by role, or by the permission profile that refines it."""
    if person.profile_id is None:
        return allowed_to(person.role, None)
    profile = await session.fetch(PermissionProfile, person.profile_id)
    return allowed_to(person.role, profile.permissions)


async def change_person(session: TenantSession, person: Person, change: PersonUpdate) -> Person:
    wanted = change.changes()
    _check_may_manage(session, person.role, wanted.get("role"))
    loses_manager = person.role is Role.MANAGER and (
        wanted.get("role", Role.MANAGER) is not Role.MANAGER or wanted.get("active") is False
    )
    if loses_manager and not await _another_manager(session, person.id):
        raise LastManager
    for name, value in wanted.items():
        setattr(person, name, value)
    announce(session, PersonChanged(person_id=person.id, fields=sorted(wanted)))
    if {"role", "active", "locale"} & wanted.keys():
        session.signals.add("credentials")
    return person


def _check_may_manage(session: TenantSession, *roles: Role | None) -> None:
    if Role.MANAGER in roles and not session.actor.may("people:admin"):
        raise PermissionMissing(N_("Only a manager adds or changes managers."))


async def _another_manager(session: TenantSession, person_id: UUID) -> bool:
    others = select(func.count()).where(
        Person.role == Role.MANAGER, Person.active, Person.id != person_id
    )
    return bool(await session.scalar(others))
