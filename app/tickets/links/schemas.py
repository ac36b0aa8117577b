"""Links between tickets as callers see them."""

from typing import Literal
from uuid import UUID

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Out
from app.desks.models import TicketStatus
from app.tickets.models import LinkKind


class TicketLink(Out):
    id: UUID
    kind: LinkKind
    other_id: UUID
    other_number: int
    other_subject: str
    other_status: TicketStatus
    created_at: Instant


class TicketLinkQuery(ListQuery):
    sort: Literal["created_at"] = "created_at"


class TicketLinkCreate(In):
    kind: Literal["relates", "duplicate", "parent"]
    other_id: UUID
