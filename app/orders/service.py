"""Orders: opening, updating and cancelling."""

from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, literal, update

from app.catalog.models import CodeKind
from app.catalog.service import require_category, require_code
from app.core.data.database import TenantSession
from app.core.data.objects import written
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.core.values.wire import apply
from app.customers.contracts.service import ContractAlreadyCancelled, require_contract
from app.customers.models import ContractStatus, Customer
from app.customers.service import require_customer
from app.customers.sites.service import require_site
from app.orders.events import OrderCancelled, OrderOpened, OrderUpdated
from app.orders.lifecycle.service import ReverseMovementsFirst, check
from app.orders.line_items.service import (
    add_lines,
    named_services,
    terms_of_lines,
    terms_of_services,
)
from app.orders.models import Order
from app.orders.scheduling.service import current_visit, release_helpers
from app.orders.schemas import OrderCreate, OrderUpdate
from app.orders.time_tracking.service import switch_segment
from app.orders.visits.models import UNDER_WAY, VisitStatus
from app.organizations.service import organization_of
from app.schedules import service as schedules

#: Number and order in one statement: the counter stays locked until the transaction ends.
_OPEN_ORDER = written(
    Order,
    sql("""with counter as (
               insert into counters as c (organization_id, name, value)
               values (:organization_id, 'orders', 1)
               on conflict (organization_id, name) do update set value = c.value + 1
               returning value
           ), numbered as (
               select value, :year::text || lpad(value::text, greatest(6, length(value::text)), '0')
                      as protocol
                 from counter
           )
           insert into orders (organization_id, id, number, protocol, customer_id, site_id,
                               problem_code_id, contract_id, category_id, title, description,
                               priority, status, failed_visits, materials_count, opened_at,
                               follow_up_of_id, cloned_from_id, quote_id, discount,
                               discount_percent, search_vector,
                               version, created_at, updated_at)
           select :organization_id, :id, value, protocol, :customer_id, :site_id,
                  :problem_code_id, :contract_id, :category_id, :title, :description,
                  :priority, 'open', 0, 0, :opened_at,
                  :follow_up_of_id, :cloned_from_id, :quote_id, :discount, :discount_percent,
                  search_numbered(value::int, protocol, :title,
                                  :customer_name || ' ' || coalesce(:description, '')),
                  1, :opened_at, :opened_at
             from numbered
           returning *"""),
)
_NO_ORIGIN = dict.fromkeys(
    ("follow_up_of_id", "cloned_from_id", "quote_id", "discount", "discount_percent")
)


async def create_order(
    session: TenantSession, new: OrderCreate, **origin: UUID | Decimal | None
) -> Order:
    """Open an order for a customer's site. 422 for an unknown customer, site or problem.

    409 for a cancelled contract that is not confirmed. `origin`: the column that says where it
    comes from (`follow_up_of_id`, `cloned_from_id`, `quote_id`), and the discount that was agreed
    there.
    """
    customer = await require_customer(session, new.customer_id)
    await require_site(session, customer.id, new.site_id)
    await require_code(session, new.problem_code_id, CodeKind.PROBLEM, "problem_code_id")
    if new.contract_id is not None:
        confirmed = new.confirm or bool(origin)
        await _check_contract(session, customer.id, new.contract_id, new.site_id, confirmed)
    if new.category_id is not None:
        await require_category(session, new.category_id)
    zone = ZoneInfo((await organization_of(session)).zone)
    terms = [
        *await terms_of_services(session, named_services(new.services)),
        *await terms_of_lines(session, new.lines),
    ]
    opened_at = now()
    order = await session.object(
        _OPEN_ORDER,
        **(_NO_ORIGIN | origin | new.model_dump(exclude={"id", "services", "lines", "confirm"})),
        id=new.id or new_id(),
        year=str(opened_at.astimezone(zone).year),
        opened_at=opened_at,
        customer_name=customer.name,
    )
    assert order is not None
    add_lines(session, order, terms)
    announce(session, OrderOpened(order_id=order.id))
    return order


async def update_order(session: TenantSession, order: Order, change: OrderUpdate) -> None:
    """Change what describes the order; a signed one stays as it is."""
    check(order, "update")
    sent = change.changes()
    confirmed = sent.pop("confirm", False)
    wanted = {k: v for k, v in sent.items() if getattr(order, k) != v}
    if "site_id" in wanted:
        await require_site(session, order.customer_id, wanted["site_id"])
    contract_id = wanted.get("contract_id", order.contract_id)
    if contract_id is not None and {"contract_id", "site_id"} & wanted.keys():
        # That a contract was cancelled since is no reason to refuse another address.
        confirmed = confirmed or "contract_id" not in wanted
        site_id = wanted.get("site_id", order.site_id)
        await _check_contract(session, order.customer_id, contract_id, site_id, confirmed)
    if wanted.get("category_id") is not None:
        await require_category(session, wanted["category_id"])
    if "problem_code_id" in wanted:
        code_id = wanted["problem_code_id"]
        await require_code(session, code_id, CodeKind.PROBLEM, "problem_code_id")
    customer = await session.fetch(Customer, order.customer_id)
    apply(order, wanted)
    if wanted.keys() & {"title", "description"}:
        order.search_vector = _searched(order, customer)
    if wanted:
        announce(session, OrderUpdated(order_id=order.id, fields=sorted(wanted)))


async def cancel_order(session: TenantSession, order: Order, reason: str) -> None:
    """Cancel what is not done; the technician's slot is free again."""
    check(order, "cancel")
    if order.materials_count:
        raise ReverseMovementsFirst
    moment = now()
    visit = await current_visit(session, order)
    if visit is not None:
        if visit.status in UNDER_WAY:
            await switch_segment(session, visit, None, moment)
            visit.finished_at = moment
            await schedules.end_at(session, visit.booking_id, moment)
        else:
            await schedules.release(session, visit.booking_id)
        await release_helpers(session, visit, released=visit.status not in UNDER_WAY)
        visit.status = VisitStatus.CANCELLED
    order.cancelled_at, order.cancel_reason = moment, reason
    order.derive_status(visit)
    announce(session, OrderCancelled(order_id=order.id, reason=reason))


async def follow_customer(session: TenantSession, customer_id: UUID, into: Customer) -> None:
    """Let the orders of a customer be those of another, and be found by that one's name.

    Of a customer that was renamed, the other is the same.
    """
    changed = Order.changed() if customer_id != into.id else {}
    await session.execute(
        update(Order)
        .where(Order.organization_id == into.organization_id, Order.customer_id == customer_id)
        .values(customer_id=into.id, search_vector=_searched(Order, into), **changed)
        .execution_options(synchronize_session=False)
    )


async def _check_contract(
    session: TenantSession, customer_id: UUID, contract_id: UUID, site_id: UUID, confirmed: bool
) -> None:
    contract = await require_contract(session, customer_id, contract_id, site_id)
    if contract.status is ContractStatus.CANCELLED and not confirmed:
        raise ContractAlreadyCancelled


def _searched(order: Any, customer: Customer) -> Any:
    """Words of an order, or of each one that is changed."""
    others = literal(customer.name + " ") + func.coalesce(order.description, "")
    return func.search_numbered(order.number, order.protocol, order.title, others)
