"""Counts: what is there is counted blindly, compared with the ledger, and approved."""

from decimal import Decimal

from sqlalchemy import any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from app.core.data.database import TenantSession
from app.core.data.database_errors import duplicate_means
from app.core.data.objects import objects
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import Refusal
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.stock.counts.models import CountStatus, StockCount, StockCountLine
from app.stock.counts.schemas import CountedProduct, CountRecord, StockCountCreate
from app.stock.events import (
    CountApproved,
    CountCancelled,
    CountOpened,
    CountReopened,
    CountSubmitted,
)
from app.stock.ledger.lines import lines_of, refuse_repeated
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
from app.stock.serials.models import StockSerial
from app.stock.service import real_place, require_own_van

_LINES = objects(
    select(StockCountLine)
    .where(
        StockCountLine.organization_id == bindparam("organization_id"),
        StockCountLine.count_id == bindparam("count_id", type_=StockCountLine.count_id.type),
    )
    .order_by(StockCountLine.product_id)
)
_FOUND = objects(
    select(StockSerial)
    .where(
        StockSerial.organization_id == bindparam("organization_id"),
        StockSerial.product_id == bindparam("product_id", type_=StockSerial.product_id.type),
        StockSerial.serial == any_(bindparam("serials", type_=ARRAY(StockSerial.serial.type))),
    )
    .order_by(StockSerial.serial)
)
#: What the ledger has at this moment: the balance, and the pieces.
_EXPECTED = sql("""select c.product_id,
              coalesce((
                  select b.quantity from balances b
                   where b.organization_id = :organization_id and b.location_id = :location_id
                     and b.product_id = c.product_id), 0) as quantity,
              array(select s.serial from serials s
                     where s.organization_id = :organization_id and s.location_id = :location_id
                       and s.product_id = c.product_id order by s.serial) as serials
         from unnest(:product_ids::uuid[]) as c(product_id)""")


class LocationBeingCounted(Refusal):
    """A count of this stock location is open, or waits for its approval."""

    title = N_("This stock location is being counted already")
    advice = N_("Go on with that count, or cancel it.")


class CountNotReady(Refusal):
    """The count is not in the state that this step begins from: `count_status` says which."""

    title = N_("The count is not ready for this")
    advice = N_("Look at its status: it is open, counted and approved in this order.")


class NothingCounted(Refusal):
    """A count is submitted once something was counted."""

    title = N_("Nothing has been counted yet")
    advice = N_("Record what was found of each product, even if it is nothing.")


async def open_count(session: TenantSession, new: StockCountCreate) -> StockCount:
    """Begin to count a place, whose goods go on moving meanwhile."""
    place = await real_place(session, new.location_id, "location_id")
    require_own_van(session, place)
    count = StockCount(
        id=new.id or new_id(),
        location_id=place.id,
        note=new.note,
        opened_by_id=session.actor.person_id,
    )
    session.add(count)
    with duplicate_means(LocationBeingCounted):
        await session.flush()
    announce(session, CountOpened(count_id=count.id, location_id=place.id))
    return count


async def record_count(session: TenantSession, count: StockCount, found: CountRecord) -> None:
    """Note what was found, beside what the ledger has now; again is a recount."""
    await _check(session, count, CountStatus.OPEN)
    known = {line.product_id: line for line in await session.objects(_LINES, count_id=count.id)}
    ids = [counted.product_id for counted in found.lines]
    refuse_repeated(ids)
    rows = await session.rows(_EXPECTED, location_id=count.location_id, product_ids=ids)
    there = {row["product_id"]: row for row in rows}
    for place, counted in enumerate(found.lines):
        product = await _counted_product(session, counted, f"lines/{place}")
        line = known.get(product.id)
        if line is None:
            line = StockCountLine(count_id=count.id, product_id=product.id)
            session.add(line)
        elif line.first_counted is None:
            line.first_counted = line.counted
        expected = there[product.id]
        line.counted, line.serials = counted.quantity, sorted(counted.serials)
        line.expected, line.expected_serials = expected["quantity"], expected["serials"]
        line.counted_by_id, line.counted_at = session.actor.person_id, now()
    count.updated_at = now()


async def submit_count(session: TenantSession, count: StockCount) -> None:
    """Say that all is counted; from then on the differences are seen."""
    await _check(session, count, CountStatus.OPEN)
    if not await session.objects(_LINES, count_id=count.id):
        raise NothingCounted
    count.status = CountStatus.COUNTED
    announce(session, CountSubmitted(count_id=count.id))


async def reopen_count(session: TenantSession, count: StockCount) -> None:
    """Ask for a recount of what differs."""
    await _check(session, count, CountStatus.COUNTED)
    count.status = CountStatus.OPEN
    announce(session, CountReopened(count_id=count.id))


async def approve_count(session: TenantSession, count: StockCount) -> None:
    """Correct the balances by the differences; 409 if less is there by now than is missing."""
    await _check(session, count, CountStatus.COUNTED)
    place = await session.fetch(StockLocation, count.location_id)
    origin = await server_made(session, StockLocationKind.ADJUSTMENT)
    lines: list[MovementLine] = []
    for line in await session.objects(_LINES, count_id=count.id):
        lines += await _differences(session, line, place, origin)
    count.status, count.decided_by_id = CountStatus.APPROVED, session.actor.person_id
    if lines:
        movement = Movement(
            kind=MovementKind.COUNT,
            note=count.note,
            approved_by_id=session.actor.person_id,
            reference_kind="count",
            reference_id=count.id,
        )
        count.movement_id = (await record(session, movement, lines)).id
    announce(session, CountApproved(count_id=count.id, movement_id=count.movement_id))


async def cancel_count(session: TenantSession, count: StockCount) -> None:
    """Give up a count; the balances stay as they are."""
    await _check(session, count, CountStatus.OPEN, CountStatus.COUNTED)
    count.status, count.decided_by_id = CountStatus.CANCELLED, session.actor.person_id
    announce(session, CountCancelled(count_id=count.id))


async def _check(session: TenantSession, count: StockCount, *statuses: CountStatus) -> None:
    require_own_van(session, await session.fetch(StockLocation, count.location_id))
    if count.status not in statuses:
        raise CountNotReady(count_status=count.status)


async def _counted_product(session: TenantSession, counted: CountedProduct, field: str) -> Product:
    """The product that was counted; 422 unless quantity and serial numbers fit it."""
    product = await session.refer(Product, counted.product_id, f"{field}/product_id")
    goods = NamedGoods(product.id, counted.quantity, counted.serials, field)
    if counted.quantity or counted.serials:
        place = await server_made(session, StockLocationKind.ADJUSTMENT)
        await lines_of(session, [goods], place, place)
    return product


async def _differences(
    session: TenantSession, line: StockCountLine, place: StockLocation, origin: StockLocation
) -> list[MovementLine]:
    """Lines that correct one product: a quantity, or each piece that is missing or turned up."""
    product = await session.fetch(Product, line.product_id)
    if product.tracking is not Tracking.SERIAL:
        more = line.counted - line.expected
        if not more:
            return []
        source, target = (origin, place) if more > 0 else (place, origin)
        return await lines_of(session, [NamedGoods(product.id, abs(more))], source, target)
    changed = [*{*line.serials} ^ {*line.expected_serials}]
    wanted = {"product_id": product.id, "serials": changed}
    return [
        MovementLine(
            product_id=product.id,
            quantity=Decimal(1),
            from_location_id=serial.location_id,
            to_location_id=place.id if serial.serial in line.serials else origin.id,
            serial_id=serial.id,
        )
        for serial in await session.objects(_FOUND, **wanted)
        if (serial.location_id == place.id) != (serial.serial in line.serials)
    ]
