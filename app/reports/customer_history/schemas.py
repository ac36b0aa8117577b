"""A customer's history as callers see it."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.core.values.wire import Instant, Out, Received


class CustomerHistoryEntry(Out):
    """An order, ticket, quote, contract, item of equipment or document of a customer."""

    kind: Literal["order", "ticket", "quote", "contract", "equipment", "document"] = Field(
        description="What it is: a service order, a ticket, a quote, a contract, an item of"
        " equipment or a customer document."
    )
    id: UUID = Field(description="Id of the thing itself; of a document, of its entry.")
    at: Instant = Field(
        description="When an order or a ticket was opened, or anything else was created."
    )
    label: str = Field(
        description="Title of the order or quote, subject of the ticket, plan of the contract,"
        " label of the equipment or file name of the document."
    )
    entry_status: str | None = Field(
        description="Status, one of those that its kind has. Null for equipment and documents."
    )
    reference: str | None = Field(
        description="Number or protocol that people quote. Null for equipment and documents."
    )


class CustomerHistory(Out):
    """A page of what happened with a customer, newest first."""

    items: list[CustomerHistoryEntry]
    next_before: Instant | None = Field(
        description="Pass as `before` for the next page. Null: there is nothing older."
    )
    next_before_id: UUID | None = Field(
        description="Pass as `before_id` for the next page. Null: there is nothing older."
    )


class CustomerHistoryQuery(Received):
    """The page that is asked for: without `before` and `before_id` the first one."""

    model_config = ConfigDict(extra="forbid")
    limit: Annotated[
        int, Field(ge=1, le=100, description="Maximum number of rows in the page.")
    ] = 50
    before: Instant | None = Field(
        None, description="`next_before` of the page before. Absent: the newest entries."
    )
    before_id: UUID | None = Field(
        None,
        description="`next_before_id` of the page before; tells entries of the same time apart.",
    )
