"""Transfers: asked for, picked, shipped and received, with what is missing known at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, select

from app.core.data.database import TenantSession
from app.core.data.objects import objects
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import Refusal, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.stock.events import (
    TransferCancelled,
    TransferPicked,
    TransferReceived,
    TransferRequested,
    TransferShipped,
)
from app.stock.ledger.lines import check_quantity, lines_of, refuse_repeated
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
from app.stock.service import real_place, require_own_van
from app.stock.transfers.models import Transfer, TransferLine, TransferStatus
from app.stock.transfers.schemas import (
    TransferAmount,
    TransferCreate,
    TransferPick,
    TransferReceive,
)

_LINES = objects(
    select(TransferLine)
    .where(
        TransferLine.organization_id == bindparam("organization_id"),
        TransferLine.transfer_id == bindparam("transfer_id", type_=TransferLine.transfer_id.type),
    )
    .order_by(TransferLine.position)
)


class TransferNotReady(Refusal):
    """The transfer is not in the state that this step begins from: `transfer_status` says which."""

    title = N_("The transfer is not ready for this")
    advice = N_("Look at its status: it is requested, picked, shipped and received in this order.")


async def request_transfer(session: TenantSession, new: TransferCreate) -> Transfer:
    """Ask for goods; who may not move any asks for their own van alone."""
    source = await real_place(session, new.from_location_id, "from_location_id")
    target = await real_place(session, new.to_location_id, "to_location_id")
    require_own_van(session, target)
    if source.id == target.id:
        raise ValidationFailed.at(
            "to_location_id", "same_place", N_("The goods are there already.")
        )
    transfer = Transfer(
        id=new.id or new_id(),
        from_location_id=source.id,
        to_location_id=target.id,
        note=new.note,
        requested_by_id=session.actor.person_id,
    )
    session.add(transfer)
    await session.flush()
    refuse_repeated(line.product_id for line in new.lines)
    for position, line in enumerate(new.lines):
        product = await session.refer(Product, line.product_id, f"lines/{position}/product_id")
        check_quantity(product, line.quantity, f"lines/{position}/quantity")
        session.add(
            TransferLine(
                transfer_id=transfer.id,
                position=position,
                product_id=product.id,
                requested=line.quantity,
            )
        )
    announce(
        session,
        TransferRequested(
            transfer_id=transfer.id, from_location_id=source.id, to_location_id=target.id
        ),
    )
    return transfer


async def pick_transfer(session: TenantSession, transfer: Transfer, picked: TransferPick) -> None:
    """Say what is put together; until it is shipped that may be said again."""
    _check(transfer, TransferStatus.REQUESTED, TransferStatus.PICKED)
    amounts = _by_product(picked.lines)
    for line in await _lines(session, transfer, amounts):
        product = await session.fetch(Product, line.product_id)
        wanted = amounts.get(product.id) or _Amount(line.requested, (), "lines")
        _check_amount(product, wanted)
        line.picked, line.serials = wanted.quantity, list(wanted.serials)
    transfer.status = TransferStatus.PICKED
    transfer.picked_by_id = session.actor.person_id
    announce(session, TransferPicked(transfer_id=transfer.id))


async def ship_transfer(session: TenantSession, transfer: Transfer) -> None:
    """Take what was picked from its place; 409 insufficient_stock if it is not there any more."""
    _check(transfer, TransferStatus.PICKED)
    source = await session.fetch(StockLocation, transfer.from_location_id)
    transit = await server_made(session, StockLocationKind.TRANSIT)
    goods = [
        NamedGoods(line.product_id, line.picked, line.serials)
        for line in await _lines(session, transfer)
        if line.picked
    ]
    if goods:
        movement = _movement(transfer)
        lines = await lines_of(session, goods, source, transit)
        transfer.shipment_id = (await record(session, movement, lines)).id
    transfer.status, transfer.shipped_at = TransferStatus.SHIPPED, now()
    announce(session, TransferShipped(transfer_id=transfer.id))


async def receive_transfer(
    session: TenantSession, transfer: Transfer, arrived: TransferReceive
) -> None:
    """Put what has arrived in its place; what is missing of it is lost."""
    _check(transfer, TransferStatus.SHIPPED)
    target = await session.fetch(StockLocation, transfer.to_location_id)
    require_own_van(session, target)
    transit = await server_made(session, StockLocationKind.TRANSIT)
    amounts = _by_product(arrived.lines)
    here: list[NamedGoods] = []
    missing: list[NamedGoods] = []
    for line in await _lines(session, transfer, amounts):
        product = await session.fetch(Product, line.product_id)
        shipped = line.picked or Decimal(0)
        wanted = amounts.get(product.id) or _Amount(shipped, line.serials, "lines")
        _check_amount(product, wanted)
        if wanted.quantity > shipped or not set(wanted.serials) <= set(line.serials):
            raise ValidationFailed.at(
                wanted.at("quantity"), "more_than_shipped", N_("Less of it was shipped.")
            )
        line.received, line.received_serials = wanted.quantity, list(wanted.serials)
        rest = [serial for serial in line.serials if serial not in wanted.serials]
        here.append(NamedGoods(product.id, wanted.quantity, wanted.serials))
        missing.append(NamedGoods(product.id, shipped - wanted.quantity, rest))
    moved = await _arrival(session, transit, target, here, missing)
    if moved:
        movement = _movement(transfer, arrived.note)
        transfer.arrival_id = (await record(session, movement, moved)).id
    transfer.status, transfer.received_at = TransferStatus.RECEIVED, now()
    transfer.received_by_id = session.actor.person_id
    is_short = any(each.quantity for each in missing)
    announce(session, TransferReceived(transfer_id=transfer.id, is_short=is_short))


async def cancel_transfer(session: TenantSession, transfer: Transfer) -> None:
    """Give up a transfer of which nothing has moved."""
    require_own_van(session, await session.fetch(StockLocation, transfer.to_location_id))
    _check(transfer, TransferStatus.REQUESTED, TransferStatus.PICKED)
    transfer.status = TransferStatus.CANCELLED
    announce(session, TransferCancelled(transfer_id=transfer.id))


@dataclass(frozen=True, slots=True)
class _Amount:
    """So much of a product, and where in the body that is said."""

    quantity: Decimal
    serials: Sequence[str]
    field: str

    def at(self, name: str) -> str:
        return f"{self.field}/{name}"


def _by_product(lines: Sequence[TransferAmount]) -> dict[UUID, _Amount]:
    refuse_repeated(line.product_id for line in lines)
    return {
        line.product_id: _Amount(line.quantity, line.serials, f"lines/{place}")
        for place, line in enumerate(lines)
    }


async def _lines(
    session: TenantSession, transfer: Transfer, amounts: dict[UUID, _Amount] | None = None
) -> list[TransferLine]:
    """The lines of the transfer; 422 if an amount is of no product of them."""
    lines = await session.objects(_LINES, transfer_id=transfer.id)
    known = {line.product_id for line in lines}
    for product_id, amount in (amounts or {}).items():
        if product_id not in known:
            raise ValidationFailed.at(
                amount.at("product_id"), "not_of_this_transfer", N_("Nobody asked for this.")
            )
    return lines


async def _arrival(
    session: TenantSession,
    transit: StockLocation,
    target: StockLocation,
    here: Sequence[NamedGoods],
    missing: Sequence[NamedGoods],
) -> list[MovementLine]:
    lost = [goods for goods in missing if goods.quantity]
    lines = await lines_of(session, [goods for goods in here if goods.quantity], transit, target)
    if lost:
        loss = await server_made(session, StockLocationKind.LOSS)
        lines += await lines_of(session, lost, transit, loss)
    return lines


def _movement(transfer: Transfer, note: str | None = None) -> Movement:
    return Movement(
        kind=MovementKind.TRANSFER,
        note=note or transfer.note,
        reference_kind="transfer",
        reference_id=transfer.id,
    )


def _check(transfer: Transfer, *statuses: TransferStatus) -> None:
    if transfer.status not in statuses:
        raise TransferNotReady(transfer_status=transfer.status)


def _check_amount(product: Product, amount: _Amount) -> None:
    if amount.quantity:
        check_quantity(product, amount.quantity, amount.at("quantity"))
    is_numbered = product.tracking is Tracking.SERIAL
    if len(set(amount.serials)) != (amount.quantity if is_numbered else 0):
        raise ValidationFailed.at(
            amount.at("serials"),
            "as_many_serials",
            N_("Name {count} different serial numbers."),
            count=int(amount.quantity) if is_numbered else 0,
        )
