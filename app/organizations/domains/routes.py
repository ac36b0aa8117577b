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
    """List the domains of the organization.

    The list has the verified domains, with which people find the organization when they sign in,
    and those that are still pending with the DNS record that verifies them. It is sorted by domain.
    There is no text search and no filter.
    """
    return await DOMAINS.page(reading, query)


@router.post(
    "/domains",
    operation_id="claimDomain",
    status_code=201,
    response_model=schemas.Domain,
    responses=refuses(DomainTaken, DomainClaimedAlready),
)
async def claim_domain(session: CanAdminister, wanted: schemas.DomainClaim) -> Json:
    """Claim a domain for the organization.

    A short name without a dot is verified at once if it is free. For an internet domain the answer
    has `record_name` and `record_value`: create a DNS record of type TXT with them. It is looked up
    at once, every hour for a week, and on each `verifyDomain`; the domain can be used for signing
    in when it is verified. Both steps are recorded, as `domain.claimed` and `domain.verified`. A
    domain that this organization has claimed before is refused with `domain_claimed_already`, a
    short name of another organization with `domain_taken`; whether somebody else has an internet
    domain is told by its `failure`.
    """
    domain = await domains.claim(session, wanted.domain, wanted.id)
    location = f"/v1/domains/{domain.id}"
    return await one(session, DOMAIN, id=domain.id, status=201, location=location)


@router.get("/domains/{domain_id}", operation_id="getDomain", response_model=schemas.Domain)
async def get_domain(reading: CanRead, domain_id: UUID) -> Json:
    """Get a domain and the result of its last look-up.

    Answers with the DNS record that is expected, the time of the last look-up and what it found
    (`failure`). Use it to see whether a domain has been verified, after `claimDomain` or
    `verifyDomain`.
    """
    return await one(reading, DOMAIN, id=domain_id)


@router.post(
    "/domains/{domain_id}/verify",
    operation_id="verifyDomain",
    status_code=202,
    response_model=schemas.Domain,
)
async def verify_domain(session: CanAdminister, domain: TheDomain) -> Json:
    """Verify a domain by its DNS record now.

    Requests a look-up of the TXT record and answers before it is done: read the domain again with
    `getDomain` after some seconds. If the record is right, the domain becomes verified, people can
    sign in with it, and `domain.verified` is recorded; otherwise `failure` says what was found. For
    a domain that is verified already it does nothing.
    """
    domains.look_up(session, domain)
    return await one(session, DOMAIN, id=domain.id, status=202)


@router.delete(
    "/domains/{domain_id}",
    operation_id="deleteDomain",
    status_code=204,
    responses=refuses(LastDomain),
)
async def delete_domain(session: CanAdminister, domain: TheDomain) -> Response:
    """Delete a domain of the organization.

    People no longer find the organization by this domain when they sign in; sessions that have
    begun continue. Other organizations may claim the name from then on. It is recorded as
    `domain.released`. The last verified domain is refused with `last_domain`; a pending claim can
    always be deleted.
    """
    await domains.release(session, domain)
    return Response(status_code=204)
