"""The table of expenses."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, owned_reference
from app.core.values.notation import label_values
from app.core.values.text import C_


class ExpenseKind(StrEnum):
    """Purpose of an expense.

    - `part`: a part that was bought.
    - `toll`: a road toll.
    - `fuel`: fuel.
    - `parking`: a parking fee.
    - `meal`: a meal.
    - `other`: anything else.
    """

    PART = "part"
    TOLL = "toll"
    FUEL = "fuel"
    PARKING = "parking"
    MEAL = "meal"
    OTHER = "other"


label_values(
    ExpenseKind,
    {
        ExpenseKind.PART: C_("expense", "Part"),
        ExpenseKind.TOLL: C_("expense", "Toll"),
        ExpenseKind.FUEL: C_("expense", "Fuel"),
        ExpenseKind.PARKING: C_("expense", "Parking"),
        ExpenseKind.MEAL: C_("expense", "Meal"),
        ExpenseKind.OTHER: C_("expense", "Other"),
    },
)


class OrderExpense(Owned, Base):
    """Expense of a technician on the way or at the customer's."""

    __tablename__ = "order_expenses"
    __table_args__ = (
        owned_reference("order_id", "orders"),
        owned_reference("person_id", "people"),
        owned_reference("file_id", "files"),
        CheckConstraint("amount > 0", name="is_paid"),
        Index(None, "organization_id", "order_id", "created_at", "id"),
        Index(
            None,
            *("organization_id", "file_id"),
            postgresql_where=text("file_id is not null"),
        ),
    )

    order_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    kind: Mapped[ExpenseKind]
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    note: Mapped[str | None]
    spent_on: Mapped[date]
    #: A picture of the receipt.
    file_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
