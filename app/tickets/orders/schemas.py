"""The request body of an order raised from a ticket."""

from uuid import UUID

from pydantic import Field

from app.core.values.wire import In, Line, OwnId, Prose
from app.orders.models import OrderPriority


class TicketOrderCreate(In):
    """Fields that a service order needs beside those that it takes over from the ticket."""

    id: OwnId | None = None
    problem_code_id: UUID = Field(description="Code of the problem, from the catalog.")
    site_id: UUID | None = Field(
        None,
        description="Site of the ticket's customer that is visited; it becomes the ticket's site."
        " Null: the site of the ticket; one of them is needed.",
    )
    title: Line | None = Field(
        None, description="Title of the order. Null: the subject of the ticket."
    )
    description: Prose | None = Field(
        None, description="What is to be done. Null: the description of the ticket."
    )
    priority: OrderPriority | None = Field(
        None, description="Urgency of the order. Null: the priority of the ticket."
    )
