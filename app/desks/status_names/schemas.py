"""Names of statuses as callers see them."""

from typing import Literal
from uuid import UUID

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, StrictBool, Update
from app.desks.models import TicketStatus
from app.desks.schemas import Position


class StatusName(Out):
    id: UUID
    status: TicketStatus
    label_agent: str
    label_requester: str
    position: int
    archived_at: Instant | None
    version: int


class StatusNameQuery(ListQuery):
    sort: Literal["position"] = "position"
    status: list[TicketStatus] | None = None


class StatusNameCreate(In):
    id: UUID | None = None
    status: TicketStatus
    label_agent: Line
    label_requester: Line
    position: Position = 0


class StatusNameUpdate(Update):
    """Its status is fixed: tickets that bear the name would change what they are."""

    label_agent: Line = UNCHANGED
    label_requester: Line = UNCHANGED
    position: Position = UNCHANGED
    archived: StrictBool = UNCHANGED
