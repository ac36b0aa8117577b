"""Line items of an order: services, products and free text, copied as they were agreed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from app.catalog.models import Service
from app.catalog.services.service import require_services
from app.core.data.database import TenantSession
from app.core.data.objects import objects
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.orders.events import OrderUpdated
from app.orders.lifecycle.service import check
from app.orders.line_items.models import OrderLine
from app.orders.line_items.schemas import LineGiven, OrderLines, OrderServiceGiven
from app.orders.models import Order
from app.orders.pricing.service import discount_on, line_total, subtotal_of
from app.stock.models import Product

_LINES = objects(
    select(OrderLine)
    .where(
        OrderLine.organization_id == bindparam("organization_id"),
        OrderLine.order_id == bindparam("order_id"),
    )
    .order_by(OrderLine.position, OrderLine.id)
)


@dataclass(frozen=True, slots=True)
class LineTerms:
    """Terms that are agreed about one line, in a quote or an order."""

    item: Service | Product | None
    description: str
    quantity: Decimal
    unit_price: Decimal
    discount_percent: Decimal | None
    #: In cents: what is agreed is not computed again.
    total: Decimal

    @property
    def service_id(self) -> UUID | None:
        return self.item.id if isinstance(self.item, Service) else None

    @property
    def product_id(self) -> UUID | None:
        return self.item.id if isinstance(self.item, Product) else None


async def terms_of_lines(session: TenantSession, wanted: Sequence[LineGiven]) -> list[LineTerms]:
    """Terms of lines that somebody asks for; 422 for a service or product there is not."""
    items = await items_of(session, [(line.service_id, line.product_id) for line in wanted])
    return [_terms(line, item) for line, item in zip(wanted, items, strict=True)]


async def items_of(
    session: TenantSession,
    named: Sequence[tuple[UUID | None, UUID | None]],
    *,
    archived_too: bool = False,
) -> list[Service | Product | None]:
    """The service or the product of each line, by its id."""
    services = await require_services(
        session,
        {f"lines/{n}/service_id": service for n, (service, _) in enumerate(named) if service},
        archived_too=archived_too,
    )
    products = await session.refer_all(
        (f"lines/{n}/product_id", Product, product)
        for n, (_, product) in enumerate(named)
        if product
    )
    return [
        services.get(f"lines/{n}/service_id") or products.get(f"lines/{n}/product_id")
        for n in range(len(named))
    ]


async def terms_of_services(
    session: TenantSession, wanted: Mapping[str, OrderServiceGiven]
) -> list[LineTerms]:
    """Terms of services by their place in the body; 422 for one that is named twice."""
    services = await require_services(
        session, {f"{place}/service_id": given.service_id for place, given in wanted.items()}
    )
    seen = set()
    for field, service in services.items():
        if service.id in seen:
            detail = N_("This service is in the list already.")
            raise ValidationFailed.at(field, "duplicate", detail)
        seen.add(service.id)
    lines = (LineGiven.model_construct(**given.model_dump()) for given in wanted.values())
    return [_terms(line, service) for line, service in zip(lines, services.values(), strict=True)]


def named_services(wanted: Sequence[OrderServiceGiven]) -> dict[str, OrderServiceGiven]:
    return {f"services/{place}": given for place, given in enumerate(wanted)}


def add_lines(
    session: TenantSession,
    order: Order,
    terms: Iterable[LineTerms],
    *,
    after: Sequence[OrderLine] = (),
    are_approved: bool = False,
) -> list[OrderLine]:
    """Let the order be for these things as well, behind those that it is for already."""
    first = max((line.position for line in after), default=-1) + 1
    lines = [
        _line(order, position, each, is_approved=are_approved)
        for position, each in enumerate(terms, first)
    ]
    subtotal_of(line.amount for line in (*after, *lines))
    session.add_all(lines)
    return lines


async def update_services(
    session: TenantSession, order: Order, wanted: Sequence[OrderServiceGiven]
) -> None:
    """Put other services in the place of those there are; approved lines and others stay."""
    check(order, "update")
    lines = await lines_of(session, order)
    kept = [line for line in lines if line.is_approved or line.service_id is None]
    terms = await terms_of_services(session, _beside(named_services(wanted), kept))
    await _replace(session, order, lines, kept)
    _reprice(order, [*kept, *add_lines(session, order, terms, after=kept)])
    _tell(session, order, "services")


async def update_lines(session: TenantSession, order: Order, wanted: OrderLines) -> None:
    """Put other lines and another discount in the place of those that were not approved."""
    check(order, "update")
    terms = await terms_of_lines(session, wanted.lines)
    lines = await lines_of(session, order)
    kept = [line for line in lines if line.is_approved]
    if kept:
        for field in ("discount_percent", "discount_amount"):
            if getattr(wanted, field) is not None:
                detail = N_("The discount was approved with the quote.")
                raise ValidationFailed.at(field, "approved", detail)
    await _replace(session, order, lines, kept)
    added = add_lines(session, order, terms, after=kept)
    if not kept:
        subtotal = subtotal_of(line.amount for line in added)
        discount = discount_on(subtotal, wanted.discount_percent, wanted.discount_amount)
        order.discount_percent, order.discount = wanted.discount_percent, discount or None
    _tell(session, order, "lines")


async def lines_of(session: TenantSession, order: Order) -> list[OrderLine]:
    return await session.objects(_LINES, order_id=order.id)


def _terms(line: LineGiven, item: Service | Product | None) -> LineTerms:
    unit_price = line.unit_price
    if unit_price is None and isinstance(item, Service):
        unit_price = item.price
    description = line.description or (item.name if item else None)
    assert description is not None  # the schema sees to it
    assert unit_price is not None  # likewise
    total = line_total(line.quantity, unit_price, line.discount_percent)
    return LineTerms(item, description, line.quantity, unit_price, line.discount_percent, total)


def _line(order: Order, position: int, terms: LineTerms, *, is_approved: bool) -> OrderLine:
    service = terms.item if isinstance(terms.item, Service) else None
    product = terms.item if isinstance(terms.item, Product) else None
    return OrderLine(
        id=new_id(),
        order_id=order.id,
        position=position,
        service_id=terms.service_id,
        product_id=terms.product_id,
        code=service.code if service else product and product.sku,
        name=terms.description,
        quantity=terms.quantity,
        unit_price=terms.unit_price,
        discount_percent=terms.discount_percent,
        total=terms.total,
        is_approved=is_approved,
        duration_minutes=service.duration_minutes if service else 0,
        min_photos=service.min_photos if service else 0,
        needs_network=bool(service and service.needs_network),
        needs_technician_signature=bool(service and service.needs_technician_signature),
        created_at=now(),
    )


def _beside(
    named: Mapping[str, OrderServiceGiven], kept: Iterable[OrderLine]
) -> dict[str, OrderServiceGiven]:
    """Services that are asked for beside the approved ones, which are not put there again.

    422 for one that was approved otherwise.
    """
    approved = [line for line in kept if line.service_id]
    beside = {}
    for place, given in named.items():
        same = [line for line in approved if line.service_id == given.service_id]
        agreed = next(
            (
                line
                for line in same
                if given.quantity == line.quantity and given.unit_price in {None, line.unit_price}
            ),
            None,
        )
        if agreed is not None:
            approved.remove(agreed)
        elif same:
            detail = N_("This service was approved with the quote and stays as it was agreed.")
            raise ValidationFailed.at(f"{place}/service_id", "approved", detail)
        else:
            beside[place] = given
    return beside


async def _replace(
    session: TenantSession, order: Order, lines: Iterable[OrderLine], kept: Iterable[OrderLine]
) -> None:
    gone = {line.id for line in lines} - {line.id for line in kept}
    await session.execute(
        delete(OrderLine).where(
            OrderLine.organization_id == order.organization_id,
            OrderLine.order_id == order.id,
            OrderLine.id.in_(gone),
        )
    )
    order.updated_at = now()  # the order is another version, although none of its fields changed


def _reprice(order: Order, lines: Sequence[OrderLine]) -> None:
    """Compute the discount anew; what was approved keeps its own."""
    if order.discount is None or any(line.is_approved for line in lines):
        return
    subtotal = subtotal_of(line.amount for line in lines)
    amount = min(order.discount, subtotal)
    order.discount = discount_on(subtotal, order.discount_percent, amount) or None


def _tell(session: TenantSession, order: Order, field: str) -> None:
    announce(session, OrderUpdated(order_id=order.id, fields=[field]))
