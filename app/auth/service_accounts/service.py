"""Service accounts: programs that act under a name of their own."""

from uuid import UUID

from app.auth.service_accounts.schemas import ServiceAccountCreate, ServiceAccountUpdate
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.ids import new_id
from app.people.administration.service import require_administrator_of
from app.people.events import PersonCreated
from app.people.models import Person, PersonKind
from app.people.schemas import PersonUpdate
from app.people.service import flush_person, require_profile, update_person


async def create_service_account(session: TenantSession, new: ServiceAccountCreate) -> Person:
    """Add a program. Whoever does must be able to look after people of its role."""
    require_administrator_of(session, new.role)
    await require_profile(session, new.role, new.profile_id)
    caller = await session.fetch(Person, session.actor.person_id or UUID(int=0))
    account_id = new.id or new_id()
    account = Person(
        id=account_id,
        kind=PersonKind.SERVICE,
        company_id=caller.company_id,
        username=f"service-{account_id.hex}",
        name=new.name,
        role=new.role,
        profile_id=new.profile_id,
        notify_by_mail=False,
    )
    session.add(account)
    await flush_person(session)
    announce(session, PersonCreated(person_id=account.id, role=account.role))
    return account


async def update_service_account(
    session: TenantSession, account: Person, change: ServiceAccountUpdate
) -> Person:
    """By the rules of people; its tokens feel it at once."""
    wanted = PersonUpdate.model_validate(change.changes())
    return await update_person(session, account, wanted)
