"""The stock ledger: entries are only added, and no real location ever holds less than zero."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, inspect, select

from app.core.data.database import TenantSession
from app.core.data.objects import by_ids, objects
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import Refusal, field_problem
from app.core.values.ids import new_id
from app.core.values.notation import Measure
from app.core.values.text import N_
from app.stock.events import GoodsMoved
from app.stock.models import (
    EXACT,
    Movement,
    MovementLine,
    Product,
    StockLocation,
    StockLocationKind,
)
from app.stock.serials.models import StockSerial

#: The places of a movement, in one order whoever moves: nobody waits in a circle. A place that has
#: never held the product begins with nothing.
_LOCK = sql("""insert into balances as b
              (organization_id, location_id, product_id, quantity, value, id)
       select :organization_id::uuid, c.location_id, c.product_id, 0, 0, c.id
         from unnest(:locations::uuid[], :products::uuid[], :ids::uuid[])
              as c(location_id, product_id, id)
       on conflict (organization_id, location_id, product_id)
       do update set quantity = b.quantity
    returning location_id, product_id, quantity, value""")
_KEEP = sql("""update balances b set quantity = c.quantity, value = c.value
         from unnest(:locations::uuid[], :products::uuid[],
                     :quantities::numeric[], :amounts::numeric[])
              as c(location_id, product_id, quantity, value)
        where b.organization_id = :organization_id
          and b.location_id = c.location_id and b.product_id = c.product_id""")
_ELSEWHERE = sql("""select b.location_id, l.name, b.quantity
         from balances b
         join locations l on l.organization_id = b.organization_id and l.id = b.location_id
        where b.organization_id = :organization_id and l.organization_id = :organization_id
          and b.product_id = :product_id and b.location_id <> :location_id and b.quantity > 0
        order by b.quantity desc, b.id limit 5""")
_SERVER_MADE = objects(
    select(StockLocation).where(
        StockLocation.organization_id == bindparam("organization_id"),
        StockLocation.kind == bindparam("kind"),
    )
)
_MAKE = sql(
    """insert into locations (organization_id, id, kind, name, version, created_at, updated_at)
       values (:organization_id, :id, :kind::text, :kind::text, 1, :now, :now)
       on conflict do nothing"""
)
#: A place and a product.
_Key = tuple[UUID, UUID]


class InsufficientStock(Refusal):
    """The place holds less than what is asked for; `available` says how much.

    `elsewhere` names up to five other places that hold the product, with their quantities.
    """

    title = N_("Not enough stock")
    advice = N_("Take less, or move goods there first.")


class SerialNotHere(Refusal):
    """The serial number is at another place than the one that it is taken from.

    `found_location_id` and `found_location_name` say where the ledger has it.
    """

    title = N_("This serial number is somewhere else")
    advice = N_("Move it from where it is; if it is really here, reconcile the serial number.")


@dataclass(slots=True)
class _Held:
    """Quantity of a product at a place, and its worth."""

    quantity: Decimal
    value: Decimal

    def take(self, quantity: Decimal, worth: Decimal | None) -> Decimal:
        """Take out at the average, or at what it is known to be worth; the last takes the rest."""
        if quantity == self.quantity:
            value = self.value
        elif worth is not None:
            value = min(worth, self.value)
        else:
            value = self.worth_of(quantity)
        self.quantity -= quantity
        self.value -= value
        return value

    def worth_of(self, quantity: Decimal) -> Decimal:
        """Worth of so much at the average of what is here; nothing if nothing is."""
        if not self.quantity:
            return Decimal(0)
        return (self.value * quantity / self.quantity).quantize(EXACT)

    def put(self, quantity: Decimal, value: Decimal) -> None:
        self.quantity += quantity
        self.value += value


async def record(
    session: TenantSession,
    movement: Movement,
    lines: Sequence[MovementLine],
    fields: dict[UUID, str] | None = None,
) -> Movement:
    """Enter a movement, and change the balances and serial numbers of the places it touches.

    `value` of a line is what its goods are known to be worth; without it they leave a real place at
    its average, and come from a virtual one at the average of where they go. `fields` names, for
    each product, the field of the request that a shortage points at.
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
    held = await _lock_places(session, lines)
    await _refuse_shortage(session, held, lines, fields or {})
    for line in lines:
        line.movement_id = movement.id
        source = held.get((line.from_location_id, line.product_id))
        target = held.get((line.to_location_id, line.product_id))
        if source is not None:
            line.value = source.take(line.quantity, line.value)
        elif line.value is None:
            line.value = target.worth_of(line.quantity) if target else Decimal(0)
        if target is not None:
            target.put(line.quantity, line.value)
    session.add_all(lines)
    await _move_serials(session, lines)
    await session.rows(
        _KEEP,
        **_columns(held),
        quantities=[place.quantity for place in held.values()],
        amounts=[place.value for place in held.values()],
    )
    return movement


async def server_made(session: TenantSession, kind: StockLocationKind) -> StockLocation:
    """The one place of a kind that people do not make, made when it is first needed."""
    found = await session.object(_SERVER_MADE, kind=kind)
    if found is None:
        await session.rows(_MAKE, id=new_id(), kind=str(kind), now=now())
        found = await session.object(_SERVER_MADE, kind=kind)
    assert found is not None
    return found


async def _lock_places(session: TenantSession, lines: Sequence[MovementLine]) -> dict[_Key, _Held]:
    """Lock what the real places of a movement hold of its products, and read it."""
    touched = {
        (place_id, line.product_id)
        for line in lines
        for place_id in (line.from_location_id, line.to_location_id)
    }
    ids = {place_id for place_id, _ in touched}
    places = [await session.fetch(StockLocation, place_id) for place_id in ids]  # mostly known
    real = {place.id for place in places if place.kind.is_real}
    keys = sorted(key for key in touched if key[0] in real)
    found = await session.rows(_LOCK, **_columns(keys), ids=[new_id() for _ in keys])
    return {
        (row["location_id"], row["product_id"]): _Held(row["quantity"], row["value"])
        for row in found
    }


async def _refuse_shortage(
    session: TenantSession,
    held: dict[_Key, _Held],
    lines: Sequence[MovementLine],
    fields: dict[UUID, str],
) -> None:
    leaving: defaultdict[_Key, Decimal] = defaultdict(Decimal)
    for line in lines:
        leaving[line.from_location_id, line.product_id] += line.quantity
    for key in sorted(leaving.keys() & held.keys()):
        if held[key].quantity < leaving[key]:
            field = fields.get(key[1])
            raise await _shortage(session, key, held[key].quantity, leaving[key], field)


async def _shortage(
    session: TenantSession, key: _Key, available: Decimal, requested: Decimal, field: str | None
) -> InsufficientStock:
    place = {"location_id": key[0], "product_id": key[1]}
    product = await session.fetch(Product, key[1])
    elsewhere = [dict(row) for row in await session.rows(_ELSEWHERE, **place)]
    detail = N_("{available} are available, {requested} are asked for.")
    amounts = {
        name: Measure(round(quantity, 3), product.unit, product.scale)
        for name, quantity in (("available", available), ("requested", requested))
    }
    problem = field_problem(field or "", InsufficientStock.code(), detail, **amounts)
    return InsufficientStock(
        detail, errors=[problem] if field else [], **amounts, **place, elsewhere=elsewhere
    )


async def _move_serials(session: TenantSession, lines: Sequence[MovementLine]) -> None:
    """Each goes from where it is, or the movement is refused; in one order, as balances do."""
    ways = {line.serial_id: line for line in lines if line.serial_id is not None}
    if not ways:
        return
    wanted = by_ids(inspect(StockSerial), lock=True)
    for serial in await session.objects(wanted, ids=[*ways]):
        line = ways[serial.id]
        if serial.location_id != line.from_location_id:
            found = await session.fetch(StockLocation, serial.location_id)
            raise SerialNotHere(
                N_("{serial} is at {found_location_name}."),
                serial=serial.serial,
                serial_id=serial.id,
                found_location_id=found.id,
                found_location_name=found.name,
            )
        serial.location_id, serial.moved_at = line.to_location_id, now()


def _columns(keys: Any) -> dict[str, list[UUID]]:
    return {"locations": [key[0] for key in keys], "products": [key[1] for key in keys]}
