"""The request body of an order raised from a ticket."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import In, Line, Prose
from app.orders.models import OrderPriority


class TicketOrderCreate(In):
    """What an order needs beside what the ticket already knows."""

    id: UUID | None = None
    problem_code_id: UUID
    site_id: UUID | None = Field(None, description="Null: the site of the ticket.")
    title: Line | None = Field(None, description="Null: the subject of the ticket.")
    description: Prose | None = Field(None, description="Null: the ticket's description.")
    priority: OrderPriority | None = Field(None, description="Null: the priority of the ticket.")
