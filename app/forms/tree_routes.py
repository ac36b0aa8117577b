"""`/v1/form-tree`, and the nodes and contracted tools that it is made of."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.access import acting, existing
from app.core.database import TenantSession
from app.core.errors import Duplicate, PermissionMissing, UnknownReference, refuses
from app.core.listing import Page
from app.core.reading import Reading, one
from app.core.routing import Route
from app.forms import schemas, showing, tree
from app.forms.models import FormNode, ToolEntitlement
from app.forms.reads import ENTITLEMENT, ENTITLEMENTS, NODE, NODES

router = APIRouter(tags=["forms"], route_class=Route)

CanRead = Annotated[Reading, acting("forms:read")]
CanStudy = Annotated[Reading, acting("designs:read")]
CanWrite = Annotated[TenantSession, acting("forms:write")]
TheNode = Annotated[FormNode, existing(FormNode, "forms:write")]
TheEntitlement = Annotated[ToolEntitlement, existing(ToolEntitlement, "forms:write")]


@router.get(
    "/form-tree",
    operation_id="getFormTree",
    response_model=schemas.FormTree,
    responses=refuses(PermissionMissing),
)
async def get_form_tree(reading: CanRead, query: Annotated[schemas.TreeQuery, Query()]) -> Any:
    """What a ticket can be about. A requester finds the tools that are contracted."""
    return await showing.tree_of(reading, query)


@router.get(
    "/form-nodes",
    operation_id="listFormNodes",
    response_model=Page[schemas.FormNode],
)
async def list_nodes(reading: CanStudy, query: Annotated[schemas.FormNodeQuery, Query()]) -> Any:
    """All places of the tree, for the administration."""
    return await NODES.page(reading, query)


@router.post(
    "/form-nodes",
    operation_id="createFormNode",
    status_code=201,
    response_model=schemas.FormNode,
    responses=refuses(Duplicate, UnknownReference, tree.TreeTooDeep),
)
async def create_node(session: CanWrite, new: schemas.FormNodeCreate) -> Any:
    """Add a place to the tree. It can be chosen if it leads to a process or to a form."""
    node = await tree.add_node(session, new)
    return await one(session, NODE, id=node.id, status=201, location=f"/v1/form-nodes/{node.id}")


@router.get(
    "/form-nodes/{form_node_id}",
    operation_id="getFormNode",
    response_model=schemas.FormNode,
)
async def get_node(reading: CanStudy, form_node_id: UUID) -> Any:
    """One place of the tree, archived or not."""
    return await one(reading, NODE, id=form_node_id)


@router.patch(
    "/form-nodes/{form_node_id}",
    operation_id="updateFormNode",
    response_model=schemas.FormNode,
    responses=refuses(UnknownReference, tree.TreeTooDeep),
)
async def update_node(session: CanWrite, form_node: TheNode, change: schemas.FormNodeUpdate) -> Any:
    """Rename a place, move it with all below it, archive it or let it lead elsewhere."""
    await tree.change_node(session, form_node, change)
    return await one(session, NODE, id=form_node.id)


@router.get(
    "/tool-entitlements",
    operation_id="listToolEntitlements",
    response_model=Page[schemas.ToolEntitlement],
)
async def list_entitlements(
    reading: CanStudy, query: Annotated[schemas.ToolEntitlementQuery, Query()]
) -> Any:
    """The tools that were contracted, those whose contract ended included."""
    return await ENTITLEMENTS.page(reading, query)


@router.post(
    "/tool-entitlements",
    operation_id="createToolEntitlement",
    status_code=201,
    response_model=schemas.ToolEntitlement,
    responses=refuses(Duplicate, UnknownReference),
)
async def create_entitlement(session: CanWrite, new: schemas.ToolEntitlementCreate) -> Any:
    """Note that the organization, or one of its customers, contracted a tool."""
    found = await tree.add_entitlement(session, new)
    location = f"/v1/tool-entitlements/{found.id}"
    return await one(session, ENTITLEMENT, id=found.id, status=201, location=location)


@router.get(
    "/tool-entitlements/{tool_entitlement_id}",
    operation_id="getToolEntitlement",
    response_model=schemas.ToolEntitlement,
)
async def get_entitlement(reading: CanStudy, tool_entitlement_id: UUID) -> Any:
    """One contracted tool."""
    return await one(reading, ENTITLEMENT, id=tool_entitlement_id)


@router.patch(
    "/tool-entitlements/{tool_entitlement_id}",
    operation_id="updateToolEntitlement",
    response_model=schemas.ToolEntitlement,
)
async def update_entitlement(
    session: CanWrite, tool_entitlement: TheEntitlement, change: schemas.ToolEntitlementUpdate
) -> Any:
    """Say when the contract ends, or that it goes on."""
    tree.change_entitlement(session, tool_entitlement, change)
    return await one(session, ENTITLEMENT, id=tool_entitlement.id)
