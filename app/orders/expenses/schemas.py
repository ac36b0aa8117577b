"""Expenses as callers send and see them."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import Day, DecimalString, In, Instant, Line, Money, Out, OwnId
from app.orders.expenses.models import ExpenseKind

_KIND = "What the expense was for."
_NOTE = "Remark on the expense."
_SPENT_ON = "Day on which it was paid."


class Expense(Out):
    """Expense of a technician for an order, besides material from stock."""

    id: UUID
    kind: ExpenseKind = Field(description=_KIND)
    amount: DecimalString = Field(
        description="Amount that was paid, in the organization's currency."
    )
    note: str | None = Field(description=f"{_NOTE} Null without one.")
    spent_on: date = Field(description=_SPENT_ON)
    file_id: UUID | None = Field(description="The receipt. Null without one.")
    person_id: UUID | None = Field(
        description="The person who recorded the expense. Null when a program did."
    )
    person_name: str | None = Field(
        description="Name of the person who recorded the expense. Null when a program did."
    )
    created_at: Instant


class ExpenseAdd(In):
    """A new expense of an order."""

    id: OwnId | None = None
    kind: ExpenseKind = Field(description=_KIND)
    amount: Annotated[Money, Field(gt=0)] = Field(
        description="Amount that was paid, in the organization's currency: greater than 0, with at"
        " most two decimals.",
        examples=["12.50"],
    )
    note: Line | None = Field(None, description=_NOTE)
    spent_on: Day | None = Field(
        None,
        description=f"{_SPENT_ON} Not in the future, and at most 366 days before the order was"
        " opened. Null or absent: today, in the organization's time zone.",
    )
    file_id: UUID | None = Field(None, description="The receipt: an upload of the caller.")


class ExpenseQuery(ListQuery):
    """Order of the list of an order's expenses."""

    sort: Literal["created_at"] = "created_at"
