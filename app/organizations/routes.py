"""`/v1/tenants`, `/v1/organization`, `/v1/companies`, `/v1/domains`, `/v1/logos`"""

import json
import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from app.core.access import Entrance, acting, entering, existing, spend
from app.core.actors import Actor
from app.core.concurrency import check_if_match, etag
from app.core.database import TenantSession
from app.core.errors import MediaTypeNotSupported, NotFound, refuses
from app.core.listing import Page
from app.core.reading import Json, Reading, one
from app.core.routing import Route
from app.gateways.storage import Storage, UnknownFile
from app.organizations import companies, domains, logos, schemas, service
from app.organizations.companies import CompanyCodeTaken, LastCompany
from app.organizations.domains import DomainClaimedAlready, DomainTaken, LastDomain
from app.organizations.logos import PictureTooLarge, StoredLogo
from app.organizations.models import Company, Domain, Organization
from app.organizations.reads import CHOICES, COMPANIES, COMPANY, DOMAIN, DOMAINS, PROFILE
from app.organizations.service import TenantNotFound

router = APIRouter(tags=["organizations"], route_class=Route)

CanRead = Annotated[Reading, acting("organization:read")]
CanWrite = Annotated[TenantSession, acting("organization:write")]
CanAdminister = Annotated[TenantSession, acting("organization:admin")]
Public = Annotated[Entrance, entering()]


async def _changed(request: Request, session: TenantSession) -> Organization:
    organization = await service.organization_of(session, lock=True)
    check_if_match(request, organization.version)
    return organization


async def _for_writers(request: Request, session: CanWrite) -> Organization:
    return await _changed(request, session)


async def _for_administrators(request: Request, session: CanAdminister) -> Organization:
    return await _changed(request, session)


_for_writers.checks_version = True  # type: ignore[attr-defined]  # for openapi
_for_administrators.checks_version = True  # type: ignore[attr-defined]  # likewise
#: There is one, so no path names it; else these would be `existing()`.
TheOrganization = Annotated[Organization, Depends(_for_writers, scope="function")]
TheOrganizationToAdminister = Annotated[
    Organization, Depends(_for_administrators, scope="function")
]
TheCompany = Annotated[Company, existing(Company, "organization:write", name="company_id")]
TheDomain = Annotated[Domain, existing(Domain, "organization:admin")]


@router.get(
    "/tenants/{domain}",
    operation_id="getTenant",
    response_model=schemas.Tenant,
    responses=refuses(TenantNotFound),
)
async def get_tenant(entrance: Public, domain: str) -> schemas.Tenant:
    """Find an organization by its domain: the first step of every sign-in."""
    await spend(entrance.request, "sign_in_address", entrance.address)
    organization_id = await service.find_tenant(entrance.database, domain)
    if organization_id is None:
        raise TenantNotFound
    async with entrance.database.transaction(Actor(organization_id)) as session:
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
async def get_organization(reading: CanRead) -> Any:
    """The organization that the caller belongs to."""
    return await one(reading, PROFILE)


@router.patch(
    "/organization", operation_id="updateOrganization", response_model=schemas.OrganizationProfile
)
async def update_organization(
    session: CanWrite, organization: TheOrganization, change: schemas.OrganizationUpdate
) -> Any:
    """Change how the organization is called, reached and known, its language and its zone."""
    service.change_organization(session, organization, change)
    return await one(session, PROFILE)


@router.put(
    "/organization/logo",
    operation_id="uploadLogo",
    response_model=schemas.OrganizationProfile,
    responses=refuses(PictureTooLarge, MediaTypeNotSupported),
)
async def upload_logo(logo: StoredLogo, session: CanWrite, organization: TheOrganization) -> Any:
    """Give a logo: PNG, JPEG, WebP or SVG, up to 1 MiB. A square and a wide one are made of it."""
    logos.change_logo(session, organization, logo)
    return await one(session, PROFILE)


@router.delete("/organization/logo", operation_id="deleteLogo", status_code=204)
async def delete_logo(session: CanWrite, organization: TheOrganization) -> Response:
    """Show no logo any more."""
    logos.change_logo(session, organization, None)
    return Response(status_code=204)


@router.get(
    "/logos/{content_hash}",
    operation_id="downloadLogo",
    response_class=Response,
    responses={
        200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}},
        **refuses(NotFound),
    },
)
async def download_logo(entrance: Public, content_hash: str) -> Response:
    """A logo by what it shows: it never changes, so it may be kept for ever."""
    if not re.fullmatch(r"[0-9a-f]{64}", content_hash):
        raise NotFound
    storage: Storage = entrance.state.storage
    try:
        picture = await storage.get(logos.storage_key(content_hash))
    except UnknownFile:
        raise NotFound from None
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(picture, media_type="image/png", headers=kept)


@router.get(
    "/organization/settings",
    operation_id="getOrganizationSettings",
    response_model=schemas.OrganizationSettings,
)
async def get_organization_settings(reading: CanRead) -> Any:
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
) -> Any:
    """Choose how people sign in. It is felt at once."""
    service.change_settings(session, organization, change)
    await session.flush()
    return _settings(organization.settings, organization.version)


@router.get("/companies", operation_id="listCompanies", response_model=Page[schemas.Company])
async def list_companies(reading: CanRead, query: Annotated[schemas.CompanyQuery, Query()]) -> Any:
    """The legal entities or branches that people sign in to."""
    return await COMPANIES.page(reading, query)


@router.post(
    "/companies",
    operation_id="createCompany",
    status_code=201,
    response_model=schemas.Company,
    responses=refuses(CompanyCodeTaken),
)
async def create_company(session: CanWrite, new: schemas.CompanyCreate) -> Any:
    """Add a company or branch."""
    company = await companies.add_company(session, new)
    location = f"/v1/companies/{company.id}"
    return await one(session, COMPANY, id=company.id, status=201, location=location)


@router.get("/companies/{company_id}", operation_id="getCompany", response_model=schemas.Company)
async def get_company(reading: CanRead, company_id: UUID) -> Any:
    """One company."""
    return await one(reading, COMPANY, id=company_id)


@router.patch(
    "/companies/{company_id}",
    operation_id="updateCompany",
    response_model=schemas.Company,
    responses=refuses(CompanyCodeTaken, LastCompany),
)
async def update_company(
    session: CanWrite, company: TheCompany, change: schemas.CompanyUpdate
) -> Any:
    """Change a company. Nobody signs in to one that is not active."""
    await companies.change_company(session, company, change)
    return await one(session, COMPANY, id=company.id)


@router.get("/domains", operation_id="listDomains", response_model=Page[schemas.Domain])
async def list_domains(reading: CanRead, query: Annotated[schemas.DomainQuery, Query()]) -> Any:
    """The names that find the organization, and those that wait for being verified."""
    return await DOMAINS.page(reading, query)


@router.post(
    "/domains",
    operation_id="claimDomain",
    status_code=201,
    response_model=schemas.Domain,
    responses=refuses(DomainTaken, DomainClaimedAlready),
)
async def claim_domain(session: CanAdminister, wanted: schemas.DomainClaim) -> Any:
    """Claim a name. One without a dot is yours if it is free; any other has to be verified.

    Let the name `record_name` say `record_value` in a TXT record. It is looked for at once, every
    hour for a week, and whenever you ask.
    """
    domain = await domains.claim(session, wanted.domain, wanted.id)
    location = f"/v1/domains/{domain.id}"
    return await one(session, DOMAIN, id=domain.id, status=201, location=location)


@router.get("/domains/{domain_id}", operation_id="getDomain", response_model=schemas.Domain)
async def get_domain(reading: CanRead, domain_id: UUID) -> Any:
    """One domain, with what was found when it was last looked for."""
    return await one(reading, DOMAIN, id=domain_id)


@router.post(
    "/domains/{domain_id}/verify",
    operation_id="verifyDomain",
    status_code=202,
    response_model=schemas.Domain,
)
async def verify_domain(session: CanAdminister, domain: TheDomain) -> Any:
    """Look for the record now. Read the domain again in a moment to see what was found."""
    domains.look_up(session, domain)
    return await one(session, DOMAIN, id=domain.id, status=202)


@router.delete(
    "/domains/{domain_id}",
    operation_id="deleteDomain",
    status_code=204,
    responses=refuses(LastDomain),
)
async def delete_domain(session: CanAdminister, domain: TheDomain) -> Response:
    """Give a name back: it finds nobody from now on."""
    await domains.release(session, domain)
    return Response(status_code=204)


def _settings(chosen: dict[str, Any], version: int) -> Json:
    found = schemas.OrganizationSettings.model_validate(chosen)
    return Json(found.model_dump_json(), headers={"ETag": etag(version)})
