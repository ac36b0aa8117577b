"""Organizations: sign-up, finding one by its domain, settings."""

from uuid import UUID

from app.core.data.database import Database, TenantSession
from app.core.events.dispatcher import begin_dispatching
from app.core.events.event_log import announce, begin_log
from app.core.values.errors import Refusal
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.organizations.domains import service as domains
from app.organizations.events import OrganizationSignedUp, OrganizationUpdated, SettingsChanged
from app.organizations.models import Company, Organization
from app.organizations.schemas import (
    OrganizationSettings,
    OrganizationSettingsUpdate,
    OrganizationUpdate,
)

_ZONES_OF_PORTUGAL = ("Europe/Lisbon", "Atlantic/Madeira", "Atlantic/Azores")


class TenantNotFound(Refusal):
    """No organization has this domain."""

    status = 404
    title = N_("There is no organization with this domain")
    advice = N_("Check the spelling of the domain.")


async def create_organization(
    session: TenantSession,
    *,
    name: str,
    domain: str,
    company_code: str,
    company_name: str,
    locale: str,
    zone: str,
    company_id: UUID | None = None,
) -> Company:
    """Create the organization of this session with its first company; returns the company.

    The domain is taken as verified: whoever may found organizations vouches for it.
    """
    try:
        found = domains.domain_name(domain)
    except ValueError:
        raise ValueError(
            f"{domain!r} is no domain: use small letters, digits, '-' and '.'."
        ) from None
    begin_log(session)
    begin_dispatching(session)
    organization_id = session.actor.organization_id
    session.add(Organization(id=organization_id, name=name, locale=locale, zone=zone, settings={}))
    company = Company(id=company_id or new_id(), code=company_code, name=company_name, active=True)
    session.add(company)
    await session.flush()
    announce(session, OrganizationSignedUp(organization_id=organization_id, organization_name=name))
    await domains.confirm(session, await domains.add(session, found))
    return company


async def find_tenant(database: Database, domain: str) -> UUID | None:
    """The organization that has this domain."""
    found = await database.outside_tenants("select find_tenant($1)", domain.lower())
    return UUID(str(found)) if found else None


async def organization_of(session: TenantSession, *, lock: bool = False) -> Organization:
    """The organization of this session; locked, so that those who count in it take turns."""
    return await session.fetch(Organization, session.actor.organization_id, lock=lock)


def home_country(organization: Organization) -> str:
    """Country (ISO 3166-1 alpha-2) of addresses and numbers that name none."""
    by_zone = "PT" if organization.zone in _ZONES_OF_PORTUGAL else "BR"
    return organization.locale.partition("-")[2] or by_zone


def update_organization(
    session: TenantSession, organization: Organization, change: OrganizationUpdate
) -> None:
    fields = change.apply_to(organization)
    announce(
        session,
        OrganizationUpdated(organization_id=organization.id, fields=fields),
    )
    if "zone" in fields:
        session.signals.add("credentials")  # every actor knows in which zone it acts


async def settings_of(session: TenantSession) -> OrganizationSettings:
    """Settings of the organization, with defaults for those that it has not chosen."""
    return OrganizationSettings.model_validate((await organization_of(session)).settings)


def update_settings(
    session: TenantSession, organization: Organization, change: OrganizationSettingsUpdate
) -> OrganizationSettings:
    """Choose; what concerns signing in is felt at once."""
    wanted = change.changes()
    organization.settings = organization.settings | wanted
    announce(session, SettingsChanged(organization_id=organization.id, fields=sorted(wanted)))
    session.signals.add("credentials")
    return OrganizationSettings.model_validate(organization.settings)
