"""The rules of organizations: founding one, and finding one by its domain."""

import re
from uuid import UUID

from sqlalchemy import select

from app.core.clock import now
from app.core.database import Database, TenantSession
from app.core.errors import Refusal, sqlstate
from app.core.events import announce, begin_log
from app.core.relay import begin_relay
from app.core.text import N_
from app.organizations.events import OrganizationFounded
from app.organizations.models import Company, Domain, DomainStatus, Organization, TenantDomain
from app.organizations.schemas import OrganizationSettings

_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?", re.ASCII)


class TenantNotFound(Refusal):
    """No organization has this domain."""

    status = 404
    title = N_("There is no organization with this domain")
    advice = N_("Check the spelling of the domain.")


class DomainTaken(Refusal):
    """Another organization has this domain."""

    title = N_("This domain belongs to another organization")
    advice = N_("Choose another domain.")


async def found_organization(
    session: TenantSession,
    *,
    name: str,
    domain: str,
    company_code: str,
    company_name: str,
    locale: str,
    zone: str,
) -> Company:
    """Create the organization of this session with its first company; returns the company."""
    if not _DOMAIN.fullmatch(domain):
        raise ValueError(f"{domain!r} is no domain: use small letters, digits, '-' and '.'.")
    begin_log(session)
    begin_relay(session)
    organization_id = session.actor.organization_id
    session.add(Organization(id=organization_id, name=name, locale=locale, zone=zone))
    session.add(TenantDomain(domain=domain, organization_id=organization_id))
    session.add(
        Domain(
            domain=domain,
            status=DomainStatus.VERIFIED,
            verification="",
            verified_at=now(),
        )
    )
    company = Company(code=company_code, name=company_name)
    session.add(company)
    try:
        await session.flush()
    except Exception as error:
        if sqlstate(error) == "23505":
            raise DomainTaken from None
        raise
    announce(session, OrganizationFounded(organization_id=organization_id, organization_name=name))
    return company


async def find_tenant(database: Database, domain: str) -> UUID | None:
    """The organization that has this domain."""
    found = await database.outside_tenants("select find_tenant($1)", domain.lower())
    return UUID(str(found)) if found else None


async def organization_of(session: TenantSession) -> Organization:
    return await session.fetch(Organization, session.actor.organization_id)


async def settings_of(session: TenantSession) -> OrganizationSettings:
    """What the organization has chosen, and the defaults of what it has not."""
    return OrganizationSettings.model_validate((await organization_of(session)).settings)


async def company_by_code(session: TenantSession, code: str) -> Company | None:
    company: Company | None = await session.scalar(select(Company).where(Company.code == code))
    return company
