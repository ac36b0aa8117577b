"""Stock movements: receipt, transfer, use, reversal."""

from collections.abc import Sequence
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
from app.stock.ledger.lines import lines_of
from app.stock.ledger.schemas import NamedGoods
from app.stock.ledger.service import record, server_made
from app.stock.models import (
    Movement,
    MovementKind,
    MovementLine,
    Product,
    StockLocation,
    StockLocationKind,
    Tracking,
)
from app.stock.schemas import (
    LineCreate,
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


class BelongsToStep(Refusal):
    """The movement is a step of something that keeps account of it: `reference_kind` says what."""

    title = N_("This movement belongs to a transfer, a count or an adjustment")
    advice = N_("Correct it with an adjustment, or send the goods back.")


def create_product(session: TenantSession, new: ProductCreate) -> Product:
    """Add a product. 422 if pieces with serial numbers would have decimals."""
    if new.tracking is Tracking.SERIAL and new.scale:
        raise ValidationFailed.at(
            "scale", "pieces_are_whole", N_("What has a serial number is counted in whole pieces.")
        )
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
    target = await real_place(session, new.to_location_id, "to_location_id")
    if source.id == target.id:
        raise ValidationFailed.at(
            "to_location_id", "same_place", N_("The goods are there already.")
        )
    goods = named_goods(new.lines)
    arrives = new.kind == "receipt"
    if not arrives and (new.document_number or any(each.unit_cost for each in goods)):
        raise ValidationFailed.at("kind", "not_a_receipt", N_("Only what arrives has a price."))
    lines = await lines_of(session, goods, source, target, arrives=arrives)
    movement = Movement(
        id=new.id or new_id(),
        kind=MovementKind(new.kind),
        note=new.note,
        document_number=new.document_number,
    )
    return await record(session, movement, lines, quantity_fields(goods))


def named_goods(lines: Sequence[LineCreate], at: str = "lines") -> list[NamedGoods]:
    """The goods of a request, each with its path in the body."""
    return [
        NamedGoods(
            line.product_id,
            line.quantity,
            line.serials,
            f"{at}/{index}",
            line.unit_cost,
            line.warranty_until,
        )
        for index, line in enumerate(lines)
    ]


def quantity_fields(goods: Sequence[NamedGoods]) -> dict[UUID, str]:
    """For each product the field that a shortage points at."""
    return {each.product_id: each.at("quantity") for each in goods}


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
    goods: NamedGoods,
    reference_kind: str | None = None,
    reference_id: UUID | None = None,
) -> Movement:
    """Use up so much of a product; `reference` says for what. 409 if the van holds less."""
    used = await server_made(session, StockLocationKind.CONSUMED)
    movement = Movement(
        kind=MovementKind.USE, reference_kind=reference_kind, reference_id=reference_id
    )
    lines = await lines_of(session, [goods], van, used)
    return await record(session, movement, lines, quantity_fields([goods]))


async def correct_use(
    session: TenantSession,
    *,
    place: StockLocation,
    goods: NamedGoods,
    gives_back: bool,
    note: str,
    reference_id: UUID,
) -> Movement:
    """Use more for an order that is over, or give some of it back, as whoever leads says."""
    used = await server_made(session, StockLocationKind.CONSUMED)
    source, target = (used, place) if gives_back else (place, used)
    movement = Movement(
        kind=MovementKind.ADJUSTMENT,
        note=note,
        approved_by_id=session.actor.person_id,
        reference_kind="order",
        reference_id=reference_id,
    )
    lines = await lines_of(session, [goods], source, target)
    return await record(session, movement, lines, quantity_fields([goods]))


async def reverse(session: TenantSession, movement_id: UUID) -> Movement:
    """Take a whole movement back: the same goods go the other way."""
    movement = await session.fetch(Movement, movement_id)
    if movement.kind is MovementKind.REVERSAL:
        raise ReversalOfReversal
    lines = await session.scalars(
        select(MovementLine).where(MovementLine.movement_id == movement_id)
    )
    back = [
        MovementLine(
            product_id=line.product_id,
            quantity=line.quantity,
            from_location_id=line.to_location_id,
            to_location_id=line.from_location_id,
            value=line.value,
            serial_id=line.serial_id,
        )
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
    """Reverse what nothing else keeps account of; what an order used, the order gives back."""
    movement = await session.fetch(Movement, movement_id)
    if movement.kind is MovementKind.USE:
        raise BelongsToOrder(reference_id=movement.reference_id)
    if movement.reference_kind is not None and movement.kind is not MovementKind.REVERSAL:
        raise BelongsToStep(
            reference_kind=movement.reference_kind, reference_id=movement.reference_id
        )
    return await reverse(session, movement_id)


async def _source(session: TenantSession, new: MovementCreate) -> StockLocation:
    given, field = new.from_location_id, "from_location_id"
    if new.kind == "receipt":
        if given is not None:
            raise ValidationFailed.at(field, "unexpected", N_("A receipt comes from the supplier."))
        return await server_made(session, StockLocationKind.SUPPLIER)
    if given is None:
        raise ValidationFailed.at(field, "required", N_("This field is required."))
    return await real_place(session, given, field)


async def real_place(session: TenantSession, location_id: UUID, field: str) -> StockLocation:
    """The place that this field names, where people keep goods; 422 if it is another kind."""
    place = await session.refer(StockLocation, location_id, field)
    if not place.kind.is_real or place.kind is StockLocationKind.TRANSIT:
        raise ValidationFailed.at(
            field, "not_a_real_place", N_("Goods are kept in real places only.")
        )
    return place


def require_own_van(session: TenantSession, place: StockLocation) -> None:
    """Refuse who may not move goods, except for the van that they drive themselves."""
    if place.person_id is None or place.person_id != session.actor.person_id:
        session.actor.require("stock:write")


async def _check_driver(session: TenantSession, location: StockLocation) -> None:
    if location.person_id is None:
        return
    if location.kind is not StockLocationKind.VAN:
        raise ValidationFailed.at("person_id", "only_vans", N_("Only vans belong to a person."))
    await session.refer(Person, location.person_id, "person_id")
