"""`/v1/form-tree`, `/v1/form-nodes`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Duplicate, PermissionMissing, UnknownReference, refuses
from app.forms.models import FormNode
from app.forms.presentation import service as presentation
from app.forms.tree import schemas
from app.forms.tree import service as tree
from app.forms.tree.reads import NODE, NODES

router = APIRouter(tags=["forms"], route_class=Route)

CanRead = Annotated[Reading, acting("forms:read")]
CanStudy = Annotated[Reading, acting("designs:read")]
CanWrite = Annotated[TenantSession, acting("forms:write")]
TheNode = Annotated[FormNode, existing(FormNode, "forms:write")]


@router.get(
    "/form-tree",
    operation_id="getFormTree",
    response_model=schemas.FormTree,
    responses=refuses(PermissionMissing),
)
async def get_form_tree(
    reading: CanRead, query: Annotated[schemas.TreeQuery, Query()]
) -> schemas.FormTree:
    """What a ticket can be about. A requester finds the tools that are contracted."""
    return await presentation.tree_of(reading, query)


@router.get(
    "/form-nodes",
    operation_id="listFormNodes",
    response_model=Page[schemas.FormNode],
)
async def list_nodes(reading: CanStudy, query: Annotated[schemas.FormNodeQuery, Query()]) -> Json:
    """All places of the tree, for the administration."""
    return await NODES.page(reading, query)


@router.post(
    "/form-nodes",
    operation_id="createFormNode",
    status_code=201,
    response_model=schemas.FormNode,
    responses=refuses(Duplicate, UnknownReference, tree.TreeTooDeep),
)
async def create_node(session: CanWrite, new: schemas.FormNodeCreate) -> Json:
    """Add a place to the tree. It can be chosen if it leads to a process or to a form."""
    node = await tree.create_node(session, new)
    return await one(session, NODE, id=node.id, status=201, location=f"/v1/form-nodes/{node.id}")


@router.get(
    "/form-nodes/{form_node_id}",
    operation_id="getFormNode",
    response_model=schemas.FormNode,
)
async def get_node(reading: CanStudy, form_node_id: UUID) -> Json:
    """One place of the tree, archived or not."""
    return await one(reading, NODE, id=form_node_id)


@router.patch(
    "/form-nodes/{form_node_id}",
    operation_id="updateFormNode",
    response_model=schemas.FormNode,
    responses=refuses(UnknownReference, tree.TreeTooDeep),
)
async def update_node(
    session: CanWrite, form_node: TheNode, change: schemas.FormNodeUpdate
) -> Json:
    """Rename a place, move it with all below it, archive it or let it lead elsewhere."""
    await tree.update_node(session, form_node, change)
    return await one(session, NODE, id=form_node.id)
