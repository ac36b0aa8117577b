"""Stock movements: receipt, transfer, use, reversal."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, select

from app.core.data.database import TenantSession
from app.core.data.database_errors import duplicate_means
from app.core.data.objects import objects
from app.core.events.event_log import announce
from app.core.values.errors import Refusal, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.people.models import Person
from app.stock.events import LocationCreated, LocationUpdated, ProductCreated, ProductUpdated
from app.stock.ledger.service import record, virtual_place
from app.stock.models import (
    Movement,
    MovementKind,
    MovementLine,
    Product,
    StockLocation,
    StockLocationKind,
)
from app.stock.schemas import (
    MovementCreate,
    ProductCreate,
    ProductUpdate,
    StockLocationCreate,
    StockLocationUpdate,
)

_VAN = objects(
    select(StockLocation).where(
        StockLocation.organization_id == bindparam("organization_id"),
        StockLocation.person_id == bindparam("person_id"),
        StockLocation.kind == StockLocationKind.VAN,
    )
)


class NoVan(Refusal):
    """The technician has no van to take goods from."""

    title = N_("This technician has no van")
    advice = N_("Add a place of kind `van` for this person.")


class AlreadyReversed(Refusal):
    """A movement is reversed once."""

    title = N_("This movement is reversed already")
    advice = N_("Look at the movement that `reversed_by_id` names.")


class ReversalOfReversal(Refusal):
    """A reversal stands; what it brought back can be moved again."""

    title = N_("A reversal cannot be reversed")
    advice = N_("Move the goods again with a new movement.")


class BelongsToOrder(Refusal):
    """The goods were used for an order; only the order may give them back."""

    title = N_("This movement belongs to an order")
    advice = N_("Remove the material from the order.")


def create_product(session: TenantSession, new: ProductCreate) -> Product:
    product = Product(**new.model_dump(exclude={"id"}), id=new.id or new_id())
    session.add(product)
    announce(session, ProductCreated(product_id=product.id))
    return product


def update_product(session: TenantSession, product: Product, change: ProductUpdate) -> None:
    fields = change.apply_to(product)
    announce(session, ProductUpdated(product_id=product.id, fields=fields))


async def create_location(session: TenantSession, new: StockLocationCreate) -> StockLocation:
    location = StockLocation(
        id=new.id or new_id(),
        kind=StockLocationKind(new.kind),
        name=new.name,
        person_id=new.person_id,
    )
    await _check_driver(session, location)
    session.add(location)
    announce(session, LocationCreated(location_id=location.id, kind=location.kind))
    return location


async def update_location(
    session: TenantSession, location: StockLocation, change: StockLocationUpdate
) -> None:
    fields = change.apply_to(location)
    with session.no_autoflush:
        await _check_driver(session, location)
    announce(session, LocationUpdated(location_id=location.id, fields=fields))


async def move(session: TenantSession, new: MovementCreate) -> Movement:
    """Receive goods from the supplier, or transfer them between two real places."""
    source = await _source(session, new)
    target = await _real_place(session, new.to_location_id, "to_location_id")
    if source.id == target.id:
        raise ValidationFailed.at(
            "to_location_id", "same_place", N_("The goods are there already.")
        )
    lines, fields = [], {}
    for index, line in enumerate(new.lines):
        fields[line.product_id] = f"lines/{index}/quantity"
        product = await session.refer(Product, line.product_id, f"lines/{index}/product_id")
        _check_quantity(product, line.quantity, fields[product.id])
        lines.append(_line(product.id, line.quantity, source.id, target.id))
    movement = Movement(id=new.id or new_id(), kind=MovementKind(new.kind), note=new.note)
    return await record(session, movement, lines, fields)


async def van_of(session: TenantSession, person_id: UUID) -> StockLocation:
    """The van that this technician drives; 409 `no_van` without one."""
    van = await session.object(_VAN, person_id=person_id)
    if van is None:
        raise NoVan
    return van


async def use(
    session: TenantSession,
    *,
    van: StockLocation,
    product_id: UUID,
    quantity: Decimal,
    field: str = "quantity",
    product_field: str = "product_id",
    reference_kind: str | None = None,
    reference_id: UUID | None = None,
) -> Movement:
    """Use up so much of a product; `reference` says for what. 409 if the van holds less."""
    product = await session.refer(Product, product_id, product_field)
    _check_quantity(product, quantity, field)
    used = await virtual_place(session, StockLocationKind.CONSUMED)
    movement = Movement(
        kind=MovementKind.USE, reference_kind=reference_kind, reference_id=reference_id
    )
    line = _line(product_id, quantity, van.id, used.id)
    return await record(session, movement, [line], {product_id: field})


async def reverse(session: TenantSession, movement_id: UUID) -> Movement:
    """Take a whole movement back: the same goods go the other way."""
    movement = await session.fetch(Movement, movement_id)
    if movement.kind is MovementKind.REVERSAL:
        raise ReversalOfReversal
    lines = await session.scalars(
        select(MovementLine).where(MovementLine.movement_id == movement_id)
    )
    back = [
        _line(line.product_id, line.quantity, line.to_location_id, line.from_location_id)
        for line in lines
    ]
    reversal = Movement(
        kind=MovementKind.REVERSAL,
        reverses_id=movement_id,
        reference_kind=movement.reference_kind,
        reference_id=movement.reference_id,
    )
    with duplicate_means(AlreadyReversed):
        return await record(session, reversal, back)


async def reverse_free(session: TenantSession, movement_id: UUID) -> Movement:
    """Reverse a receipt or a transfer; what an order used is given back by the order."""
    movement = await session.fetch(Movement, movement_id)
    if movement.kind is MovementKind.USE:
        raise BelongsToOrder(reference_id=movement.reference_id)
    return await reverse(session, movement_id)


async def _source(session: TenantSession, new: MovementCreate) -> StockLocation:
    given, field = new.from_location_id, "from_location_id"
    if new.kind == "receipt":
        if given is not None:
            raise ValidationFailed.at(field, "unexpected", N_("A receipt comes from the supplier."))
        return await virtual_place(session, StockLocationKind.SUPPLIER)
    if given is None:
        raise ValidationFailed.at(field, "required", N_("This field is required."))
    return await _real_place(session, given, field)


async def _real_place(session: TenantSession, location_id: UUID, field: str) -> StockLocation:
    place = await session.refer(StockLocation, location_id, field)
    if not place.kind.is_real:
        raise ValidationFailed.at(
            field, "not_a_real_place", N_("Goods are kept in real places only.")
        )
    return place


async def _check_driver(session: TenantSession, location: StockLocation) -> None:
    if location.person_id is None:
        return
    if location.kind is not StockLocationKind.VAN:
        raise ValidationFailed.at("person_id", "only_vans", N_("Only vans belong to a person."))
    await session.refer(Person, location.person_id, "person_id")


def _check_quantity(product: Product, quantity: Decimal, field: str) -> None:
    if quantity <= 0:
        raise ValidationFailed.at(field, "greater_than", N_("Must be greater than {gt}."), gt=0)
    if quantity != round(quantity, product.scale):
        raise ValidationFailed.at(
            field,
            "too_many_decimals",
            N_("This product is counted with {scale} decimals."),
            scale=product.scale,
        )


def _line(product_id: UUID, quantity: Decimal, source: UUID, target: UUID) -> MovementLine:
    return MovementLine(
        product_id=product_id, quantity=quantity, from_location_id=source, to_location_id=target
    )
