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
    """The legal entities or branches that people sign in to."""
    return await COMPANIES.page(reading, query)


@router.post(
    "/companies",
    operation_id="createCompany",
    status_code=201,
    response_model=schemas.Company,
    responses=refuses(CompanyCodeTaken),
)
async def create_company(session: CanWrite, new: schemas.CompanyCreate) -> Json:
    """Add a company or branch."""
    company = await companies.create_company(session, new)
    location = f"/v1/companies/{company.id}"
    return await one(session, COMPANY, id=company.id, status=201, location=location)


@router.get("/companies/{company_id}", operation_id="getCompany", response_model=schemas.Company)
async def get_company(reading: CanRead, company_id: UUID) -> Json:
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
) -> Json:
    """Change a company. Nobody signs in to one that is not active."""
    await companies.update_company(session, company, change)
    return await one(session, COMPANY, id=company.id)
