"""`/v1/tenants`, `/v1/organization`"""

import json
from typing import Annotated, Any

from fastapi import APIRouter

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import PublicLookup, acting
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


@router.get(
    "/tenants/{domain}",
    operation_id="getTenant",
    response_model=schemas.Tenant,
    responses=refuses(TenantNotFound),
)
async def get_tenant(access: PublicLookup, domain: str) -> schemas.Tenant:
    """Find an organization by its domain before signing in.

    The first step of every sign-in: it says which organization a domain means, with the name, the
    language and the logo for the sign-in page. Upper and lower case do not matter; an
    internationalized domain is asked for in ASCII (Punycode). Only verified domains are found; any
    other is refused with `tenant_not_found`. It counts against the limit of sign-ins per address.
    """
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
    """Get the profile of the caller's organization.

    Answers with name, tax number, address, telephone, e-mail address, language, time zone and logo.
    Everyone who is signed in may read it, requesters included. The settings are read with
    `getOrganizationSettings`, the features of the plan with `getEntitlements`.
    """
    return await one(reading, PROFILE)


@router.patch(
    "/organization", operation_id="updateOrganization", response_model=schemas.OrganizationProfile
)
async def update_organization(
    session: CanWrite, organization: TheOrganization, change: schemas.OrganizationUpdate
) -> Json:
    """Update the profile of the organization.

    Changes the name, the registered name, the tax number, address, telephone, e-mail address,
    language or time zone; service reports and quotes show how to reach the organization. A new time
    zone applies to the next request of everyone; it moves no appointment and changes no calendar,
    which has a time zone of its own. The change is recorded as `organization.updated`. Profile and
    settings share one version: a change to one makes an `If-Match` for the other stale.
    """
    service.update_organization(session, organization, change)
    return await one(session, PROFILE)


@router.get(
    "/organization/settings",
    operation_id="getOrganizationSettings",
    response_model=schemas.OrganizationSettings,
)
async def get_organization_settings(reading: CanRead) -> Json:
    """Get the settings of the organization.

    Answers with every setting: what the organization has chosen, and the default for what it has
    not. They decide the length of sessions, the roles that need a second factor, the currency, the
    validity of quotes, the prices on service reports, and the rules for failed visits and no-shows.
    Clients read them to show what will be asked for.
    """
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
    """Update the settings of the organization.

    Changes only the settings that are sent. Roles that need a second factor are held to it at once,
    also in sessions that have begun: until they have set one up, their requests are refused with
    `second_factor_setup_required`. A new length of sessions applies to sessions that begin later.
    The change is recorded as `organization.settings_changed`.
    """
    service.update_settings(session, organization, change)
    await session.flush()
    return _settings(organization.settings, organization.version)


def _settings(chosen: dict[str, Any], version: int) -> Json:
    found = schemas.OrganizationSettings.model_validate(chosen)
    return Json(found.model_dump_json(), headers={"ETag": etag(version)})
