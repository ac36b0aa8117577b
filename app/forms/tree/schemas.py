"""The form tree as callers see it."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, Prose, StrictBool, Update
from app.forms.models import NodeKind
from app.forms.schemas import EntitlementKey, Position


class TreeQuery(In):
    audience: Literal["requester", "agent"] | None = Field(
        None, description="The desk may see either; a requester sees the requester's only."
    )
    customer_id: UUID | None = Field(
        None, description="For the desk: on behalf of which customer a requester's tree is shown."
    )


class TreeNode(Out):
    """A place in the tree. Only one that is selectable opens a ticket."""

    id: UUID
    kind: NodeKind
    label: str
    help: str | None
    selectable: bool
    process_id: UUID | None
    form_id: UUID | None = Field(description="What is filled in to open the ticket.")
    children: list["TreeNode"]


class FormTree(Out):
    nodes: list[TreeNode]


class FormNode(Out):
    """A place in the tree, as the administration sees it."""

    id: UUID
    parent_id: UUID | None
    kind: NodeKind
    label: str
    help: str | None
    entitlement_key: str | None
    position: int
    process_id: UUID | None
    form_id: UUID | None
    selectable: bool = Field(description="Whether it leads to a process or to a form.")
    active: bool
    version: int
    created_at: Instant
    updated_at: Instant


class FormNodeCreate(In):
    id: UUID | None = None
    parent_id: UUID | None = None
    kind: NodeKind
    label: Line
    help: Prose | None = None
    entitlement_key: EntitlementKey | None = Field(
        None, description="What has to be contracted for this node and all below it."
    )
    position: Position = 0
    process_id: UUID | None = None
    form_id: UUID | None = None


class FormNodeUpdate(Update):
    parent_id: UUID | None = UNCHANGED
    kind: NodeKind = UNCHANGED
    label: Line = UNCHANGED
    help: Prose | None = UNCHANGED
    entitlement_key: EntitlementKey | None = UNCHANGED
    position: Position = UNCHANGED
    process_id: UUID | None = UNCHANGED
    form_id: UUID | None = UNCHANGED
    active: StrictBool = UNCHANGED
    clear: list[Literal["parent_id", "help", "entitlement_key", "process_id", "form_id"]] = Field(
        default_factory=list
    )


class FormNodeQuery(ListQuery):
    sort: Literal["label", "-label"] = "label"
    parent_id: UUID | None = None
    active: bool | None = None
