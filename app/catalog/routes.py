"""The catalogue over HTTP: `/v1/codes`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from app.catalog import schemas, service
from app.catalog.models import Code
from app.catalog.reads import CODE, CODES
from app.core.access import acting, existing
from app.core.database import TenantSession
from app.core.errors import Duplicate, refuses
from app.core.listing import Page
from app.core.reading import Reading, one
from app.core.routing import Route

router = APIRouter(prefix="/codes", tags=["catalog"], route_class=Route)

CanRead = Annotated[Reading, acting("catalog:read")]
CanWrite = Annotated[TenantSession, acting("catalog:write")]
TheCode = Annotated[Code, existing(Code, "catalog:write")]


@router.get("", operation_id="listCodes", response_model=Page[schemas.Code])
async def list_codes(reading: CanRead, query: Annotated[schemas.CodeQuery, Query()]) -> Any:
    """The codes of problems, causes and solutions."""
    return await CODES.page(reading, query)


@router.post(
    "",
    operation_id="createCode",
    status_code=201,
    response_model=schemas.Code,
    responses=refuses(Duplicate),
)
async def create_code(session: CanWrite, new: schemas.CodeCreate) -> Any:
    """Add a code to the catalogue."""
    code = service.add_code(session, new)
    return await one(session, CODE, id=code.id, status=201, location=f"/v1/codes/{code.id}")


@router.get("/{code_id}", operation_id="getCode", response_model=schemas.Code)
async def get_code(reading: CanRead, code_id: UUID) -> Any:
    """One code, archived or not."""
    return await one(reading, CODE, id=code_id)


@router.patch("/{code_id}", operation_id="updateCode", response_model=schemas.Code)
async def update_code(session: CanWrite, code: TheCode, change: schemas.CodeUpdate) -> Any:
    """Rename a code, archive it (`active: false`) or offer it again."""
    service.change_code(session, code, change)
    return await one(session, CODE, id=code.id)
