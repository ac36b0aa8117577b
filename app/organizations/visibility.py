"""The caller's organization, locked for a change."""

from typing import Annotated

from fastapi import Depends, Request

from app.core.data.database import TenantSession
from app.core.http.access import acting
from app.core.http.preconditions import check_if_match
from app.organizations import service
from app.organizations.models import Organization

CanWrite = Annotated[TenantSession, acting("organization:write")]
CanAdminister = Annotated[TenantSession, acting("organization:admin")]


async def _changed(request: Request, session: TenantSession) -> Organization:
    organization = await service.organization_of(session, lock=True)
    check_if_match(request, organization.version)
    return organization


async def _for_writers(request: Request, session: CanWrite) -> Organization:
    return await _changed(request, session)


async def _for_administrators(request: Request, session: CanAdminister) -> Organization:
    return await _changed(request, session)


#: There is one, so no path names it; else these would be `existing()`.
TheOrganization = Annotated[Organization, Depends(_for_writers, scope="function")]
TheOrganizationToAdminister = Annotated[
    Organization, Depends(_for_administrators, scope="function")
]
