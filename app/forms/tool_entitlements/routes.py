"""`/v1/tool-entitlements`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, UnknownReference, refuses
from app.forms.models import ToolEntitlement
from app.forms.tool_entitlements import schemas
from app.forms.tool_entitlements import service as tool_entitlements
from app.forms.tool_entitlements.reads import ENTITLEMENT, ENTITLEMENTS

router = APIRouter(tags=["forms"], route_class=Route)
CanStudy = Annotated[Reading, acting("designs:read")]
CanWrite = Annotated[TenantSession, acting("forms:write")]
TheEntitlement = Annotated[ToolEntitlement, existing(ToolEntitlement, "forms:write")]


@router.get(
    "/tool-entitlements",
    operation_id="listToolEntitlements",
    response_model=Page[schemas.ToolEntitlement],
)
async def list_entitlements(
    reading: CanStudy, query: Annotated[schemas.ToolEntitlementQuery, Query()]
) -> Json:
    """List contracted tools.

    The tools that the organization or its customers have contracted, sorted by key. Those that have
    ended or not begun are included. `customer_id` selects what one customer contracted, without
    what the organization contracted for all.
    """
    return await ENTITLEMENTS.page(reading, query)


@router.post(
    "/tool-entitlements",
    operation_id="createToolEntitlement",
    status_code=201,
    response_model=schemas.ToolEntitlement,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_entitlement(session: CanWrite, new: schemas.ToolEntitlementCreate) -> Json:
    """Create a contracted tool.

    Opens the parts of the form tree that ask for its key to the requesters of one customer or,
    without `customer_id`, of all customers. It counts between `starts_at` and `ends_at`, and cannot
    be deleted: set an end with `updateToolEntitlement`.

    Refused with `duplicate` when this customer, or the organization, has the key already: change
    that entry instead. Refused with `unknown_reference` when the customer does not exist, and with
    `validation_failed` when the customer was merged into another or the end is not after the start.
    """
    found = await tool_entitlements.create_entitlement(session, new)
    location = f"/v1/tool-entitlements/{found.id}"
    return await one(session, ENTITLEMENT, id=found.id, status=201, location=location)


@router.get(
    "/tool-entitlements/{tool_entitlement_id}",
    operation_id="getToolEntitlement",
    response_model=schemas.ToolEntitlement,
)
async def get_entitlement(reading: CanStudy, tool_entitlement_id: UUID) -> Json:
    """Get a contracted tool.

    Says who contracted it and for which period; one that has ended is returned as well.
    """
    return await one(reading, ENTITLEMENT, id=tool_entitlement_id)


@router.patch(
    "/tool-entitlements/{tool_entitlement_id}",
    operation_id="updateToolEntitlement",
    response_model=schemas.ToolEntitlement,
)
async def update_entitlement(
    session: CanWrite, tool_entitlement: TheEntitlement, change: schemas.ToolEntitlementUpdate
) -> Json:
    """Update the end of a contracted tool.

    From `ends_at` on, the parts of the form tree that ask for it are closed to the requesters; null
    lets it go on without an end. Tickets that were opened there are not changed. Refused with
    `validation_failed` when the end is not after the start.
    """
    tool_entitlements.update_entitlement(session, tool_entitlement, change)
    return await one(session, ENTITLEMENT, id=tool_entitlement.id)
