"""Expenses as callers send and see them."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import DecimalString, In, Instant, Line, Money, Out
from app.orders.expenses.models import ExpenseKind


class Expense(Out):
    id: UUID
    kind: ExpenseKind
    amount: DecimalString
    note: str | None
    spent_on: date
    file_id: UUID | None = Field(description="The receipt.")
    person_id: UUID | None
    person_name: str | None
    created_at: Instant


class ExpenseAdd(In):
    id: UUID | None = Field(None, description="A client may bring its own (UUID version 7).")
    kind: ExpenseKind
    amount: Annotated[Money, Field(gt=0)] = Field(examples=["12.50"])
    note: Line | None = None
    spent_on: date | None = Field(None, description="Null: today.")
    file_id: UUID | None = Field(None, description="A receipt: an upload of the caller.")


class ExpenseQuery(ListQuery):
    sort: Literal["created_at"] = "created_at"
