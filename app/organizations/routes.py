"""`/v1/tenants`, `/v1/organization`"""

import json
from typing import Annotated, Any

from fastapi import APIRouter

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import PublicAccess, acting, public_access, spend
from app.core.http.preconditions import etag
from app.core.http.routing import Route
from app.core.security.actors import Actor
from app.core.values.errors import refuses
from app.organizations import schemas, service
from app.organizations.reads import CHOICES, PROFILE
from app.organizations.service import TenantNotFound
from app.organizations.visibility import TheOrganization, TheOrganizationToAdminister

router = APIRouter(tags=["organizations"], route_class=Route)

CanRead = Annotated[Reading, acting("organization:read")]
CanWrite = Annotated[TenantSession, acting("organization:write")]
CanAdminister = Annotated[TenantSession, acting("organization:admin")]
Public = Annotated[PublicAccess, public_access()]


@router.get(
    "/tenants/{domain}",
    operation_id="getTenant",
    response_model=schemas.Tenant,
    responses=refuses(TenantNotFound),
)
async def get_tenant(access: Public, domain: str) -> schemas.Tenant:
    """Find an organization by its domain: the first step of every sign-in."""
    await spend(access.request, "sign_in_address", access.address)
    organization_id = await service.find_tenant(access.database, domain)
    if organization_id is None:
        raise TenantNotFound
    async with access.database.transaction(Actor(organization_id)) as session:
        organization = await service.organization_of(session)
    logo = organization.logo
    return schemas.Tenant(
        domain=domain.lower(),
        name=organization.name,
        locale=organization.locale,
        logo_url=f"/v1/logos/{logo['square']}" if logo else None,
        login_methods=["password"],
    )


@router.get(
    "/organization", operation_id="getOrganization", response_model=schemas.OrganizationProfile
)
async def get_organization(reading: CanRead) -> Json:
    """The organization that the caller belongs to."""
    return await one(reading, PROFILE)


@router.patch(
    "/organization", operation_id="updateOrganization", response_model=schemas.OrganizationProfile
)
async def update_organization(
    session: CanWrite, organization: TheOrganization, change: schemas.OrganizationUpdate
) -> Json:
    """Change how the organization is called, reached and known, its language and its zone."""
    service.update_organization(session, organization, change)
    return await one(session, PROFILE)


@router.get(
    "/organization/settings",
    operation_id="getOrganizationSettings",
    response_model=schemas.OrganizationSettings,
)
async def get_organization_settings(reading: CanRead) -> Json:
    """What the organization has chosen, and the defaults of what it has not."""
    row = await reading.row(CHOICES)
    assert row is not None
    return _settings(json.loads(row["settings"]), row["version"])


@router.patch(
    "/organization/settings",
    operation_id="updateOrganizationSettings",
    response_model=schemas.OrganizationSettings,
)
async def update_organization_settings(
    session: CanAdminister,
    organization: TheOrganizationToAdminister,
    change: schemas.OrganizationSettingsUpdate,
) -> Json:
    """Choose how people sign in. It is felt at once."""
    service.update_settings(session, organization, change)
    await session.flush()
    return _settings(organization.settings, organization.version)


def _settings(chosen: dict[str, Any], version: int) -> Json:
    found = schemas.OrganizationSettings.model_validate(chosen)
    return Json(found.model_dump_json(), headers={"ETag": etag(version)})
