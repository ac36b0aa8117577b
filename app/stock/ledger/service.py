"""The stock ledger: entries are only added, and no real location ever holds less than zero."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, select

from app.core.data.database import TenantSession
from app.core.data.objects import objects
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import Refusal, field_problem
from app.core.values.ids import new_id
from app.core.values.notation import Measure
from app.core.values.text import N_
from app.stock.events import GoodsMoved
from app.stock.models import (
    Movement,
    MovementLine,
    Product,
    StockLocation,
    StockLocationKind,
)

_PLACE = ("organization_id", "location_id", "product_id", "quantity")
_PUT = sql("""insert into balances as b (organization_id, location_id, product_id, quantity, id)
       values (:organization_id, :location_id, :product_id, :quantity, :id)
       on conflict (organization_id, location_id, product_id)
       do update set quantity = b.quantity + excluded.quantity""")
#: Waits for whoever is taking from the same place, then looks again at what is left.
_TAKE = sql("""update balances set quantity = quantity - :quantity
        where organization_id = :organization_id and location_id = :location_id
          and product_id = :product_id and quantity >= :quantity
    returning quantity""")
_AVAILABLE = sql("""select quantity from balances
        where organization_id = :organization_id and location_id = :location_id
          and product_id = :product_id""")
_VIRTUAL = objects(
    select(StockLocation).where(
        StockLocation.organization_id == bindparam("organization_id"),
        StockLocation.kind == bindparam("kind"),
    )
)
_MAKE_VIRTUAL = sql(
    """insert into locations (organization_id, id, kind, name, version, created_at, updated_at)
       values (:organization_id, :id, :kind::text, :kind::text, 1, :now, :now)
       on conflict do nothing"""
)


class InsufficientStock(Refusal):
    """The place holds less than what is asked for; `available` says how much."""

    title = N_("Not enough stock")
    advice = N_("Take less, or move goods there first.")


async def record(
    session: TenantSession,
    movement: Movement,
    lines: Sequence[MovementLine],
    fields: dict[UUID, str] | None = None,
) -> Movement:
    """Enter a movement and change the balances of the real places it touches.

    `fields` names, for each product, the field of the request that a shortage points at.
    """
    movement.id = movement.id or new_id()
    movement.person_id = session.actor.person_id
    session.add(movement)
    announce(
        session,
        GoodsMoved(
            movement_id=movement.id,
            kind=movement.kind,
            reverses_id=movement.reverses_id,
            reference_kind=movement.reference_kind,
            reference_id=movement.reference_id,
        ),
    )
    await session.flush()
    session.add_all(lines)
    changes: defaultdict[tuple[UUID, UUID], Decimal] = defaultdict(Decimal)
    for line in lines:
        line.movement_id = movement.id
        changes[line.from_location_id, line.product_id] -= line.quantity
        changes[line.to_location_id, line.product_id] += line.quantity
    real = await _real_places(session, {location_id for location_id, _ in changes})
    for (location_id, product_id), change in sorted(changes.items()):
        if location_id in real:
            field = (fields or {}).get(product_id)
            await _change_balance(session, location_id, product_id, change, field)
    return movement


async def virtual_place(session: TenantSession, kind: StockLocationKind) -> StockLocation:
    """The one place of a virtual kind, made when it is first needed."""
    found = await session.object(_VIRTUAL, kind=kind)
    if found is None:
        await session.rows(_MAKE_VIRTUAL, id=new_id(), kind=str(kind), now=now())
        found = await session.object(_VIRTUAL, kind=kind)
    assert found is not None
    return found


async def _real_places(session: TenantSession, ids: set[UUID]) -> set[UUID]:
    places = [await session.fetch(StockLocation, place_id) for place_id in ids]  # mostly known
    return {place.id for place in places if place.kind.is_real}


async def _change_balance(
    session: TenantSession, location_id: UUID, product_id: UUID, change: Decimal, field: str | None
) -> None:
    place = {"location_id": location_id, "product_id": product_id}
    if change > 0:
        await session.rows(_PUT, **place, quantity=change, id=new_id())
    elif change < 0 and await session.row(_TAKE, **place, quantity=-change) is None:
        held = await session.row(_AVAILABLE, **place)
        product = await session.fetch(Product, product_id)
        raise _shortage(product, held["quantity"] if held else Decimal(0), -change, place, field)


def _shortage(
    product: Product,
    available: Decimal,
    requested: Decimal,
    place: dict[str, UUID],
    field: str | None,
) -> InsufficientStock:
    detail = N_("{available} are available, {requested} are asked for.")
    amounts = {
        name: Measure(round(quantity, 3), product.unit, product.scale)
        for name, quantity in (("available", available), ("requested", requested))
    }
    problem = field_problem(field or "", InsufficientStock.code(), detail, **amounts)
    return InsufficientStock(detail, errors=[problem] if field else [], **amounts, **place)
