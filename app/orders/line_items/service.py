"""Line items of an order: services of the catalogue, copied as they were when added."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select

from app.catalog.models import Service
from app.catalog.services.service import require_services
from app.core.data.database import TenantSession
from app.core.data.statements import tenant_join
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import FieldProblem, ValidationFailed, field_problem
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.orders.closing.schemas import OrderClose
from app.orders.events import OrderUpdated
from app.orders.lifecycle.service import check
from app.orders.line_items.models import OrderService
from app.orders.line_items.schemas import OrderServiceGiven
from app.orders.models import Order
from app.orders.photos.models import OrderPhoto, PhotoKind


async def replace_line_items(
    session: TenantSession,
    order: Order,
    wanted: Sequence[OrderServiceGiven],
    *,
    archived_too: bool = False,
) -> None:
    """Let the order be for these services; prices are the catalogue's unless one is given."""
    moment = now()
    seen = set()
    named = {f"services/{place}/service_id": given.service_id for place, given in enumerate(wanted)}
    services = await require_services(session, named, archived_too=archived_too)
    for position, given in enumerate(wanted):
        field = f"services/{position}/service_id"
        service = services[field]
        if service.id in seen:
            detail = N_("This service is in the list already.")
            raise ValidationFailed.at(field, "duplicate", detail)
        seen.add(service.id)
        session.add(
            OrderService(
                id=new_id(),
                order_id=order.id,
                position=position,
                service_id=service.id,
                code=service.code,
                name=service.name,
                quantity=given.quantity,
                unit_price=service.price if given.unit_price is None else given.unit_price,
                duration_minutes=service.duration_minutes,
                min_photos=service.min_photos,
                needs_network=service.needs_network,
                needs_technician_signature=service.needs_technician_signature,
                created_at=moment,
            )
        )


async def update_line_items(
    session: TenantSession, order: Order, wanted: Sequence[OrderServiceGiven]
) -> None:
    """Put other services in the place of those there are."""
    check(order, "update")
    await session.execute(
        delete(OrderService).where(
            OrderService.organization_id == order.organization_id,
            OrderService.order_id == order.id,
        )
    )
    await replace_line_items(session, order, wanted)
    announce(session, OrderUpdated(order_id=order.id, fields=["services"]))


async def line_items_of(session: TenantSession, order: Order) -> list[OrderServiceGiven]:
    """The order's services that are still offered, as they would be asked for again."""
    lines = await session.scalars(
        select(OrderService)
        .join(Service, tenant_join(Service, OrderService, OrderService.service_id))
        .where(OrderService.order_id == order.id, Service.active)
        .order_by(OrderService.position)
    )
    return [
        as_given(line.service_id, quantity=line.quantity, unit_price=line.unit_price)
        for line in lines
    ]


def as_given(service_id: UUID, *, quantity: Decimal, unit_price: Decimal) -> OrderServiceGiven:
    """A service that was agreed on before: its amounts are no caller's, so no bound is theirs."""
    return OrderServiceGiven.model_construct(
        service_id=service_id, quantity=quantity, unit_price=unit_price
    )


class Policy(NamedTuple):
    """Requirements of all services of an order together."""

    min_photos: int
    needs_network: bool
    needs_technician_signature: bool


async def check_policy(session: TenantSession, order: Order, given: OrderClose) -> None:
    """422 with each thing that the order's services ask for and the closing report lacks."""
    asked = await session.execute(
        select(
            func.max(OrderService.min_photos),
            func.bool_or(OrderService.needs_network),
            func.bool_or(OrderService.needs_technician_signature),
        ).where(
            OrderService.organization_id == order.organization_id,
            OrderService.order_id == order.id,
        )
    )
    policy = Policy(*asked.one())
    problems: list[FieldProblem] = []
    network = given.network.model_dump(exclude_none=True) if given.network else {}
    required = N_("This field is required.")
    if policy.needs_network and not network:
        problems.append(field_problem("network", "required", required))
    if policy.needs_technician_signature and given.technician_signature is None:
        problems.append(field_problem("technician_signature", "required", required))
    if policy.min_photos:
        photos = await session.scalar(
            select(func.count())
            .select_from(OrderPhoto)
            .where(OrderPhoto.order_id == order.id, OrderPhoto.kind != PhotoKind.NO_SHOW)
        )
        if (photos or 0) < policy.min_photos:
            detail = N_("This order takes {min_photos} photos; it has {photos}.")
            params = {"min_photos": policy.min_photos, "photos": photos}
            problems.append(field_problem("photos", "too_few_photos", detail, **params))
    if problems:
        raise ValidationFailed(errors=problems)
