"""Support access by token exchange, in both directions between tenant and platform.

The platform's own team is an organization like any other, whose customers are the organizations.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.auth.models import SignIn
from app.auth.token_exchange.service import ExchangedSession, exchange_session
from app.core.data.database import TenantSession
from app.core.data.reading import Reading
from app.core.data.statements import by_id, prepared
from app.core.http.access import PublicAccess
from app.core.values.clock import now
from app.core.values.errors import PermissionMissing, Refusal
from app.core.values.text import N_
from app.customers.contacts.schemas import ContactCreate
from app.customers.contacts.service import create_contact
from app.customers.models import Contact, Customer, CustomerKind
from app.customers.schemas import CustomerCreate
from app.customers.service import create_customer
from app.organizations.models import Organization
from app.organizations.service import find_tenant
from app.people.models import Person, Role
from app.support.grants.service import Grant, Grants
from app.support.schemas import ExchangedToken


class SupportAccessNotGranted(Refusal):
    """The organization has not let the platform's team in, or there is no such organization."""

    status = 403
    title = N_("This organization has not granted access")
    advice = N_("Ask the organization to grant support access for a while.")


#: Who the caller is at home: what the other organization gets to know.
_AT_HOME = prepared(
    select(
        Person.name,
        Person.email,
        Person.locale,
        Organization.name.label("organization_name"),
    )
    .join(Organization, Organization.organization_id == Person.organization_id)
    .where(by_id(Person))
)


async def exchange(reading: Reading, access: PublicAccess, domain: str) -> ExchangedToken:
    """A token for the organization of this domain, which says who is acting there for whom."""
    actor = reading.actor
    if actor.kind != "person" or actor.act is not None or actor.session_id is None:
        raise PermissionMissing(N_("Only people who signed in at home exchange their token."))
    target = await find_tenant(access.database, domain)
    platform = await _platform(access)
    if target is None or platform is None or target == actor.organization_id:
        raise SupportAccessNotGranted
    if target == platform:
        visit = await _visit(reading, access, Role.REQUESTER)
        async with access.database.transaction(access.actor(target)) as session:
            started, token = await exchange_session(session, visit, access)
            await _stand_for(session, visit, started.person_id)
        return _answer(started, token)
    if actor.organization_id != platform or not actor.may("tickets:work"):
        raise SupportAccessNotGranted
    grant = await access.runtime.gateway(Grants).live(target)
    if grant is None:
        raise SupportAccessNotGranted
    visit = await _visit(reading, access, grant.role, grant)
    async with access.database.transaction(access.actor(target)) as session:
        started, token = await exchange_session(session, visit, access)
    return _answer(started, token)


async def _platform(access: PublicAccess) -> UUID | None:
    domain = access.runtime.settings.platform_domain
    return await find_tenant(access.database, domain) if domain else None


async def _visit(
    reading: Reading, access: PublicAccess, role: Role, grant: Grant | None = None
) -> ExchangedSession:
    actor = reading.actor
    row = await reading.row(_AT_HOME, id=actor.person_id)
    assert row is not None
    assert actor.person_id is not None
    assert actor.session_id is not None
    until = now() + timedelta(minutes=access.runtime.settings.access_token_minutes)
    return ExchangedSession(
        home_organization_id=actor.organization_id,
        home_organization_name=row["organization_name"],
        home_person_id=actor.person_id,
        home_session_id=actor.session_id,
        name=row["name"],
        email=row["email"],
        locale=row["locale"],
        role=role,
        until=min(until, grant.until) if grant else until,
        grant_id=grant.id if grant else None,
    )


async def _stand_for(session: TenantSession, visit: ExchangedSession, person_id: UUID) -> None:
    """The visitor speaks for the customer that is their organization; it has that one's id."""
    organization_id = session.actor.organization_id
    if await session.scalar(select(Contact.id).where(Contact.person_id == person_id)):
        return
    # Two colleagues who come for the first time at once take turns.
    await session.fetch(Organization, organization_id, lock=True)
    customer = await session.get(Customer, (organization_id, visit.home_organization_id))
    if customer is None:
        new = CustomerCreate(
            id=visit.home_organization_id,
            name=visit.home_organization_name,
            kind=CustomerKind.COMPANY,
        )
        customer = await create_customer(session, new)
        await session.flush()
    await create_contact(session, customer, ContactCreate(person_id=person_id))


def _answer(started: SignIn, token: str) -> ExchangedToken:
    return ExchangedToken(
        access_token=token,
        token_type="Bearer",  # noqa: S106 - RFC 6750's name of the scheme
        expires_in=int((started.expires_at - now()).total_seconds()),
        organization_id=started.organization_id,
        person_id=started.person_id,
        session_id=started.id,
    )
