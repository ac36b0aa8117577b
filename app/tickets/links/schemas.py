"""Links between tickets as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Out
from app.desks.models import TicketStatus
from app.tickets.links.models import LinkKind


class TicketLink(Out):
    """A named relation of a ticket to another one. It is listed at the first ticket only."""

    id: UUID
    kind: LinkKind = Field(description="What this ticket is to the other one.")
    other_id: UUID = Field(description="The other ticket.")
    other_number: int = Field(description="Number of the other ticket.")
    other_subject: str = Field(description="Subject of the other ticket.")
    other_status: TicketStatus = Field(description="Status of the other ticket.")
    created_at: Instant


class TicketLinkQuery(ListQuery):
    """Order of the links of a ticket."""

    sort: Literal["created_at"] = "created_at"


class TicketLinkCreate(In):
    """A new link of a ticket to another one."""

    kind: Literal["relates", "duplicate", "parent"] = Field(
        description="What this ticket is to the other one: `relates`: has to do with it,"
        " `duplicate`: is a duplicate of it, `parent`: is its parent."
    )
    other_id: UUID = Field(description="The other ticket.")
