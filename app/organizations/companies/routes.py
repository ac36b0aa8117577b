"""`/v1/companies`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import refuses
from app.organizations.companies import schemas
from app.organizations.companies import service as companies
from app.organizations.companies.reads import COMPANIES, COMPANY
from app.organizations.companies.service import CompanyCodeTaken, LastCompany
from app.organizations.models import Company

router = APIRouter(tags=["organizations"], route_class=Route)
CanRead = Annotated[Reading, acting("organization:read")]
CanWrite = Annotated[TenantSession, acting("organization:write")]
TheCompany = Annotated[Company, existing(Company, "organization:write", name="company_id")]


@router.get("/companies", operation_id="listCompanies", response_model=Page[schemas.Company])
async def list_companies(reading: CanRead, query: Annotated[schemas.CompanyQuery, Query()]) -> Json:
    """List the companies of the organization.

    Companies are the legal entities or branches that people sign in to; every person belongs to
    one. The list is sorted by code and includes inactive companies; `active` narrows it. There is
    no text search.
    """
    return await COMPANIES.page(reading, query)


@router.post(
    "/companies",
    operation_id="createCompany",
    status_code=201,
    response_model=schemas.Company,
    responses=refuses(CompanyCodeTaken),
)
async def create_company(session: CanWrite, new: schemas.CompanyCreate) -> Json:
    """Create a company.

    Adds a legal entity or branch, which is active at once: people who are created or invited for it
    sign in with its code. It is recorded as `company.created`. A code that another company of the
    organization has is refused with `company_code_taken`. Companies cannot be deleted; deactivate
    one with `updateCompany`.
    """
    company = await companies.create_company(session, new)
    location = f"/v1/companies/{company.id}"
    return await one(session, COMPANY, id=company.id, status=201, location=location)


@router.get("/companies/{company_id}", operation_id="getCompany", response_model=schemas.Company)
async def get_company(reading: CanRead, company_id: UUID) -> Json:
    """Get a company.

    Answers with the code, name, tax number and state of one company of the organization. Use it to
    show where a person belongs, by their `company_id`. Inactive companies are found as well.
    """
    return await one(reading, COMPANY, id=company_id)


@router.patch(
    "/companies/{company_id}",
    operation_id="updateCompany",
    response_model=schemas.Company,
    responses=refuses(CompanyCodeTaken, LastCompany),
)
async def update_company(
    session: CanWrite, company: TheCompany, change: schemas.CompanyUpdate
) -> Json:
    """Update, activate or deactivate a company.

    Nobody signs in to a company that is not active; sessions that have begun continue. After a
    change of `code` the previous one no longer works for signing in. The change is recorded as
    `company.updated`. A code that another company has is refused with `company_code_taken`, and the
    deactivation of the last active company with `last_company`.
    """
    await companies.update_company(session, company, change)
    return await one(session, COMPANY, id=company.id)
