"""Names of statuses as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, OwnId, StrictBool, Update
from app.desks.models import TicketStatus
from app.desks.schemas import Position

_STATUS = "The status that the name stands for; it cannot be changed later."
_LABEL_AGENT = "Label that agents read, such as `Waiting for parts`."
_LABEL_REQUESTER = "Label that requesters read."


class StatusName(Out):
    """An organization's own name for a ticket status, with a label for each side."""

    id: UUID
    status: TicketStatus = Field(description=_STATUS)
    label_agent: str = Field(description=_LABEL_AGENT)
    label_requester: str = Field(description=_LABEL_REQUESTER)
    position: int = Field(description="Place in lists: lower numbers come first.")
    archived_at: Instant | None = Field(
        description="When the name was archived: tickets keep it, but no ticket can be given it."
        " Null while it is in use."
    )
    version: int


class StatusNameQuery(ListQuery):
    """Filters and order of the list of status names."""

    sort: Literal["position"] = "position"
    status: list[TicketStatus] | None = Field(
        None, description="Only names of one of these statuses."
    )


class StatusNameCreate(In):
    """A new name for a ticket status."""

    id: OwnId | None = None
    status: TicketStatus = Field(description=_STATUS)
    label_agent: Line = Field(description=_LABEL_AGENT)
    label_requester: Line = Field(description=_LABEL_REQUESTER)
    position: Position = 0


class StatusNameUpdate(Update):
    """Changes to a status name. Its status is fixed, because tickets have the name already."""

    label_agent: Annotated[Line, Field(description=_LABEL_AGENT)] = UNCHANGED
    label_requester: Annotated[Line, Field(description=_LABEL_REQUESTER)] = UNCHANGED
    position: Position = UNCHANGED
    archived: Annotated[
        StrictBool,
        Field(description="True archives the name, false offers it again. Tickets keep it."),
    ] = UNCHANGED
