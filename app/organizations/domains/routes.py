"""`/v1/domains`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import refuses
from app.organizations.domains import schemas
from app.organizations.domains import service as domains
from app.organizations.domains.reads import DOMAIN, DOMAINS
from app.organizations.domains.service import DomainClaimedAlready, DomainTaken, LastDomain
from app.organizations.models import Domain

router = APIRouter(tags=["organizations"], route_class=Route)
CanRead = Annotated[Reading, acting("organization:read")]
CanAdminister = Annotated[TenantSession, acting("organization:admin")]
TheDomain = Annotated[Domain, existing(Domain, "organization:admin")]


@router.get("/domains", operation_id="listDomains", response_model=Page[schemas.Domain])
async def list_domains(reading: CanRead, query: Annotated[schemas.DomainQuery, Query()]) -> Json:
    """The names that find the organization, and those that wait for being verified."""
    return await DOMAINS.page(reading, query)


@router.post(
    "/domains",
    operation_id="claimDomain",
    status_code=201,
    response_model=schemas.Domain,
    responses=refuses(DomainTaken, DomainClaimedAlready),
)
async def claim_domain(session: CanAdminister, wanted: schemas.DomainClaim) -> Json:
    """Claim a name. One without a dot is yours if it is free; any other has to be verified.

    Let the name `record_name` say `record_value` in a TXT record. It is looked for at once, every
    hour for a week, and whenever you ask.
    """
    domain = await domains.claim(session, wanted.domain, wanted.id)
    location = f"/v1/domains/{domain.id}"
    return await one(session, DOMAIN, id=domain.id, status=201, location=location)


@router.get("/domains/{domain_id}", operation_id="getDomain", response_model=schemas.Domain)
async def get_domain(reading: CanRead, domain_id: UUID) -> Json:
    """One domain, with what was found when it was last looked for."""
    return await one(reading, DOMAIN, id=domain_id)


@router.post(
    "/domains/{domain_id}/verify",
    operation_id="verifyDomain",
    status_code=202,
    response_model=schemas.Domain,
)
async def verify_domain(session: CanAdminister, domain: TheDomain) -> Json:
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
