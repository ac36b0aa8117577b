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
    """Get the form tree, as the caller may choose from it.

    The whole tree at once, without pages: nodes at which a ticket can be opened now, and those that
    lead to one. Nodes are sorted by `position`, then by label. Archived nodes are left out with
    everything below them. For a requester the parts whose tool is not contracted, by their customer
    or by the organization, are left out; for an agent they are included.

    Refused with `permission_missing` when a caller without the permission `tickets:all` asks for
    `audience=agent` or names a `customer_id`.
    """
    return await presentation.tree_of(reading, query)


@router.get(
    "/form-nodes",
    operation_id="listFormNodes",
    response_model=Page[schemas.FormNode],
)
async def list_nodes(reading: CanStudy, query: Annotated[schemas.FormNodeQuery, Query()]) -> Json:
    """List form nodes.

    All places of the form tree in one list, as those who administer it see them, sorted by label.
    Archived nodes are included unless `active` says otherwise, and so are nodes whose tool nobody
    has contracted. `getFormTree` gives the tree to choose from.
    """
    return await NODES.page(reading, query)


@router.post(
    "/form-nodes",
    operation_id="createFormNode",
    status_code=201,
    response_model=schemas.FormNode,
    responses=refuses(Duplicate, UnknownReference, tree.TreeTooDeep),
)
async def create_node(session: CanWrite, new: schemas.FormNodeCreate) -> Json:
    """Create a form node.

    Adds a place to the form tree, at the top or below another node. A ticket can be opened at it
    when it leads to a form with a published version, directly or through an active process;
    otherwise it only holds other nodes. With `entitlement_key` requesters see it only if the tool
    is contracted.

    Refused with `tree_too_deep` when it would be deeper than twelve levels, and with
    `unknown_reference` when parent, process or form does not exist. Refused with
    `validation_failed` when the node leads to both a process and a form, or is a `group` that leads
    anywhere. Refused with `duplicate` when the `id` is taken.
    """
    node = await tree.create_node(session, new)
    return await one(session, NODE, id=node.id, status=201, location=f"/v1/form-nodes/{node.id}")


@router.get(
    "/form-nodes/{form_node_id}",
    operation_id="getFormNode",
    response_model=schemas.FormNode,
)
async def get_node(reading: CanStudy, form_node_id: UUID) -> Json:
    """Get a form node.

    One place of the form tree, as it was set up; an archived node is returned as well.
    """
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
    """Update a form node, move it or archive it.

    Changes texts, position and what the node leads to. A new `parent_id` moves it with everything
    below it; archiving it (`active: false`) takes all of that out of the tree. Tickets that were
    opened here are not changed.

    Refused with `tree_too_deep` when the node would be below itself or deeper than twelve levels,
    and with `unknown_reference` when parent, process or form does not exist. Refused with
    `validation_failed` when the node leads to both a process and a form, or is a `group` that leads
    anywhere.
    """
    await tree.update_node(session, form_node, change)
    return await one(session, NODE, id=form_node.id)
