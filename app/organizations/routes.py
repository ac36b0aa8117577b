"""`/v1/tenants`, `/v1/organization`, `/v1/companies`"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from app.core.access import Entrance, acting, entering, spend
from app.core.concurrency import check_if_match
from app.core.database import Actor, TenantSession
from app.core.errors import refuses
from app.core.reading import Reading, one
from app.core.routing import Route
from app.organizations import service
from app.organizations.models import Organization
from app.organizations.reads import PROFILE
from app.organizations.schemas import OrganizationProfile, OrganizationUpdate, Tenant
from app.organizations.service import TenantNotFound

router = APIRouter(tags=["organizations"], route_class=Route)

CanRead = Annotated[Reading, acting("organization:read")]
CanWrite = Annotated[TenantSession, acting("organization:write")]
Public = Annotated[Entrance, entering()]


async def _the_organization(request: Request, session: CanWrite) -> Organization:
    organization = await service.organization_of(session)
    check_if_match(request, organization.version)
    return organization


_the_organization.checks_version = True  # type: ignore[attr-defined]  # for openapi
#: There is one, so no path names it; else this would be `existing()`.
TheOrganization = Annotated[Organization, Depends(_the_organization, scope="function")]


@router.get(
    "/tenants/{domain}",
    operation_id="getTenant",
    response_model=Tenant,
    responses=refuses(TenantNotFound),
)
async def get_tenant(entrance: Public, domain: str) -> Tenant:
    """Find an organization by its domain: the first step of every sign-in."""
    await spend(entrance.request, "sign_in_address", entrance.address)
    organization_id = await service.find_tenant(entrance.database, domain)
    if organization_id is None:
        raise TenantNotFound
    async with entrance.database.transaction(Actor(organization_id)) as session:
        organization = await service.organization_of(session)
    return Tenant(
        domain=domain.lower(),
        name=organization.name,
        locale=organization.locale,
        logo_url=None,
        login_methods=["password"],
    )


@router.get("/organization", operation_id="getOrganization", response_model=OrganizationProfile)
async def get_organization(reading: CanRead) -> Any:
    """The organization that the caller belongs to."""
    return await one(reading, PROFILE)


@router.patch(
    "/organization", operation_id="updateOrganization", response_model=OrganizationProfile
)
async def update_organization(
    session: CanWrite, organization: TheOrganization, change: OrganizationUpdate
) -> Any:
    """Change the name or the language of the organization."""
    for name, value in change.changes().items():
        setattr(organization, name, value)
    return await one(session, PROFILE)
