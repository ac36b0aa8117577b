"""The form tree as callers see it."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, OwnId, Prose, StrictBool, Update
from app.forms.models import NodeKind
from app.forms.schemas import AUDIENCE, EntitlementKey, Position

_KIND = "Kind of the node."
_LABEL = "What the node is called, as people read it."
_HELP = "Text that helps people to choose."
_ENTITLEMENT = (
    "Key of the tool that has to be contracted for this node and everything below it, such as"
    " `tool:erp`. Only requesters are held to it."
)
_POSITION = (
    "Place among the nodes with the same parent, in ascending order, 0 to 100000; equal ones are"
    " sorted by label."
)
_PROCESS = "The process that a ticket begins in when the node is chosen."
_FORM = "The form that is filled in when the node is chosen."
_NOT_BOTH = " A node leads to a process or to a form, not to both; a `group` to neither."


class TreeQuery(In):
    """For whom the form tree is shown."""

    audience: Literal["requester", "agent"] | None = Field(None, description=AUDIENCE)
    customer_id: UUID | None = Field(
        None,
        description="The customer whose contracted tools are shown in the tree of a requester,"
        " beside those of the organization. Only for a caller with the permission `tickets:all`;"
        " for anybody else it is the customer that they are a contact of.",
    )


class TreeNode(Out):
    """A place in the form tree with everything below it. Only a selectable one opens a ticket."""

    id: UUID
    kind: NodeKind = Field(description=_KIND)
    label: str = Field(description=_LABEL)
    help: str | None = Field(description=f"{_HELP} Null without one.")
    selectable: bool = Field(
        description="Whether a ticket can be opened here now: the node leads to a form with a"
        " published version, directly or through an active process."
    )
    process_id: UUID | None = Field(
        description=f"{_PROCESS} Null when it leads to no process, or is not selectable."
    )
    form_id: UUID | None = Field(
        description="The form that is filled in to open the ticket: that of the node, or the"
        " opening dialog of its process. Null when the node is not selectable."
    )
    children: list["TreeNode"] = Field(
        description="The nodes below, in the order in which they are shown."
    )


class FormTree(Out):
    """The choices that lead one audience to a form. Branches that lead nowhere are left out."""

    nodes: list[TreeNode] = Field(
        description="The nodes at the top of the tree, in the order in which they are shown."
    )


class FormNode(Out):
    """A place in the form tree, as the administration sees it."""

    id: UUID
    parent_id: UUID | None = Field(description="The node above. Null at the top of the tree.")
    kind: NodeKind = Field(description=_KIND)
    label: str = Field(description=_LABEL)
    help: str | None = Field(description=f"{_HELP} Null without one.")
    entitlement_key: str | None = Field(description=f"{_ENTITLEMENT} Null: open to everyone.")
    position: int = Field(description=_POSITION)
    process_id: UUID | None = Field(description=f"{_PROCESS} Null when it leads to none.")
    form_id: UUID | None = Field(description=f"{_FORM} Null when it leads to none directly.")
    selectable: bool = Field(
        description="Whether the node leads to a process or to a form, whatever their status."
    )
    active: bool = Field(
        description="False once the node is archived: it and everything below it are not offered."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class FormNodeCreate(In):
    """A new place in the form tree."""

    id: OwnId | None = None
    parent_id: UUID | None = Field(
        None,
        description="The node to put it below. Null or absent: at the top of the tree. The tree has"
        " at most twelve levels.",
    )
    kind: NodeKind = Field(description=_KIND)
    label: Line = Field(description=_LABEL)
    help: Prose | None = Field(None, description=_HELP)
    entitlement_key: EntitlementKey | None = Field(
        None, description=f"{_ENTITLEMENT} Null or absent: open to everyone."
    )
    position: Position = Field(0, description=_POSITION)
    process_id: UUID | None = Field(None, description=_PROCESS + _NOT_BOTH)
    form_id: UUID | None = Field(None, description=_FORM + _NOT_BOTH)


class FormNodeUpdate(Update):
    """Changes to a place in the form tree, as a merge patch."""

    parent_id: Annotated[
        UUID | None,
        Field(
            description="The node to move it below, with everything below it. Null: to the top of"
            " the tree. Never a node below itself."
        ),
    ] = UNCHANGED
    kind: Annotated[NodeKind, Field(description=_KIND)] = UNCHANGED
    label: Annotated[Line, Field(description=_LABEL)] = UNCHANGED
    help: Annotated[Prose | None, Field(description=f"{_HELP} Null removes it.")] = UNCHANGED
    entitlement_key: Annotated[
        EntitlementKey | None, Field(description=f"{_ENTITLEMENT} Null opens it to everyone.")
    ] = UNCHANGED
    position: Annotated[Position, Field(description=_POSITION)] = UNCHANGED
    process_id: Annotated[
        UUID | None, Field(description=f"{_PROCESS}{_NOT_BOTH} Null: to none.")
    ] = UNCHANGED
    form_id: Annotated[UUID | None, Field(description=f"{_FORM}{_NOT_BOTH} Null: to none.")] = (
        UNCHANGED
    )
    active: Annotated[
        StrictBool,
        Field(
            description="False archives the node, so that it and everything below it are not"
            " offered; true offers it again."
        ),
    ] = UNCHANGED
    clear: list[Literal["parent_id", "help", "entitlement_key", "process_id", "form_id"]] = Field(
        default_factory=list
    )


class FormNodeQuery(ListQuery):
    """Filters and order of the list of form nodes."""

    sort: Literal["label", "-label"] = "label"
    parent_id: UUID | None = Field(None, description="Only the nodes directly below this one.")
    active: bool | None = Field(
        None, description="Only active nodes (true) or only archived ones (false)."
    )
