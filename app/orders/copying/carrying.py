"""Fate of what points at an order, when that is cloned or goes on in a follow-up order."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect, select

from app.core.data.database import TenantSession
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.orders.line_items.models import OrderLine
from app.orders.models import Order


@dataclass(frozen=True, slots=True)
class Copies:
    """Rows are copied, every column of them except those that begin anew."""

    model: type[Any]
    #: Values of the copy that are not those of the original.
    anew: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StaysWithOrder:
    """Rows are not copied, for this reason."""

    reason: str


#: Column that points at an order -> what becomes of its rows, in a clone and in a follow-up order.
#: Domains to the right listen.
CARRIED: dict[str, Copies | StaysWithOrder] = {
    # The copy is no part of what was approved: it is agreed, and changed, by itself.
    "order_services.order_id": Copies(OrderLine, {"is_approved": False}),
    "order_materials.order_id": StaysWithOrder("They left the van for the work of that order."),
    "order_expenses.order_id": StaysWithOrder("They were paid for the visits of that order."),
    "order_photos.order_id": StaysWithOrder(
        "They are evidence of that order; a picture belongs to one."
    ),
    "order_comments.order_id": StaysWithOrder("They are about that order, which the copy names."),
    "visits.order_id": StaysWithOrder("Each order has visits of its own."),
    "bookings.order_id": StaysWithOrder("They are the time of its visits."),
    "visit_choices.order_id": StaysWithOrder("Its customer chose the visit of that order."),
    "visit_helpers.order_id": StaysWithOrder("They come along to visits."),
    "close_reports.order_id": StaysWithOrder("What was signed is about that order."),
    "orders.follow_up_of_id": StaysWithOrder("It says where a follow-up order comes from."),
    "orders.cloned_from_id": StaysWithOrder("It says where a clone comes from."),
    "ticket_orders.order_id": StaysWithOrder("Tickets link the copy as well, by a listener."),
    "reply_drafts.order_id": StaysWithOrder("They tell the outcome of that order."),
    "incident_orders.order_id": StaysWithOrder("Incidents join the copy if its site is affected."),
}
#: Columns of an order that the copy has in common with it; the caller may name others for some.
KEPT = ("customer_id", "site_id", "problem_code_id", "contract_id", "category_id")
#: Likewise, and taken over as they were agreed.
AGREED = ("discount", "discount_percent")


async def carry(session: TenantSession, order: Order, copy: Order) -> None:
    """Copy what belongs to an order and to its copy alike."""
    for place, fate in CARRIED.items():
        if isinstance(fate, Copies):
            await _copy(session, fate, place.partition(".")[2], order, copy)


async def _copy(
    session: TenantSession, copies: Copies, column: str, order: Order, copy: Order
) -> None:
    rows = await session.scalars(
        select(copies.model).where(
            copies.model.organization_id == session.actor.organization_id,
            getattr(copies.model, column) == order.id,
        )
    )
    names = [each.key for each in inspect(copies.model).column_attrs]
    for row in rows:
        values = {name: getattr(row, name) for name in names} | copies.anew
        values |= {"id": new_id(), column: copy.id, "created_at": now()}
        session.add(copies.model(**values))
