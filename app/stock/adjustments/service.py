"""Adjustments: corrections of balances with a reason, asked for and approved."""

from sqlalchemy import bindparam, select

from app.core.data.database import TenantSession
from app.core.data.objects import objects
from app.core.events.event_log import announce
from app.core.values.errors import Refusal, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.stock.adjustments.models import (
    Adjustment,
    AdjustmentKind,
    AdjustmentLine,
    AdjustmentStatus,
)
from app.stock.adjustments.schemas import AdjustmentCreate
from app.stock.events import AdjustmentApproved, AdjustmentRefused, AdjustmentRequested
from app.stock.ledger.lines import lines_of, refuse_repeated
from app.stock.ledger.schemas import NamedGoods
from app.stock.ledger.service import record, server_made
from app.stock.models import (
    Movement,
    MovementKind,
    MovementLine,
    StockLocation,
    StockLocationKind,
)
from app.stock.service import real_place, require_own_van

#: Where goods go that are not there any more; anything else was never there.
_LOSSES = (AdjustmentKind.LOST, AdjustmentKind.STOLEN, AdjustmentKind.DAMAGED)
_LINES = objects(
    select(AdjustmentLine)
    .where(
        AdjustmentLine.organization_id == bindparam("organization_id"),
        AdjustmentLine.adjustment_id
        == bindparam("adjustment_id", type_=AdjustmentLine.adjustment_id.type),
    )
    .order_by(AdjustmentLine.position)
)


class AdjustmentAlreadyDecided(Refusal):
    """The adjustment was approved or refused before: `adjustment_status` says which."""

    title = N_("This adjustment is decided already")
    advice = N_("Request another adjustment.")


async def request_adjustment(session: TenantSession, new: AdjustmentCreate) -> Adjustment:
    """Ask for a correction; nothing moves before somebody approves it."""
    place = await real_place(session, new.location_id, "location_id")
    require_own_van(session, place)
    adjustment = Adjustment(
        id=new.id or new_id(),
        location_id=place.id,
        kind=new.kind,
        note=new.note,
        requested_by_id=session.actor.person_id,
    )
    refuse_repeated(line.product_id for line in new.lines)
    lines = [
        AdjustmentLine(
            adjustment_id=adjustment.id,
            position=position,
            product_id=line.product_id,
            quantity=line.quantity,
            serials=list(line.serials),
        )
        for position, line in enumerate(new.lines)
    ]
    await _movement_lines(session, adjustment, place, lines)
    session.add(adjustment)
    await session.flush()
    session.add_all(lines)
    announce(session, AdjustmentRequested(adjustment_id=adjustment.id, location_id=place.id))
    return adjustment


async def approve_adjustment(session: TenantSession, adjustment: Adjustment) -> None:
    """Correct the balances; 409 insufficient_stock if less is there by now than is missing."""
    _decide(session, adjustment, AdjustmentStatus.APPROVED)
    place = await session.fetch(StockLocation, adjustment.location_id)
    wanted = await session.objects(_LINES, adjustment_id=adjustment.id)
    movement = Movement(
        kind=MovementKind.ADJUSTMENT,
        note=adjustment.note,
        approved_by_id=session.actor.person_id,
        reference_kind="adjustment",
        reference_id=adjustment.id,
    )
    lines = await _movement_lines(session, adjustment, place, wanted)
    adjustment.movement_id = (await record(session, movement, lines)).id
    announce(session, AdjustmentApproved(adjustment_id=adjustment.id))


def refuse_adjustment(session: TenantSession, adjustment: Adjustment) -> None:
    _decide(session, adjustment, AdjustmentStatus.REFUSED)
    announce(session, AdjustmentRefused(adjustment_id=adjustment.id))


async def _movement_lines(
    session: TenantSession,
    adjustment: Adjustment,
    place: StockLocation,
    lines: list[AdjustmentLine],
) -> list[MovementLine]:
    """Lines that correct the balances; 422 unless quantities and numbers fit their products."""
    origin = await server_made(session, StockLocationKind.ADJUSTMENT)
    is_lost = adjustment.kind in _LOSSES
    gone = await server_made(session, StockLocationKind.LOSS) if is_lost else origin
    made: list[MovementLine] = []
    for position, line in enumerate(lines):
        field = f"lines/{position}"
        if not line.quantity:
            raise ValidationFailed.at(f"{field}/quantity", "not_zero", N_("Must not be zero."))
        goods = NamedGoods(line.product_id, abs(line.quantity), line.serials, field)
        if line.quantity > 0:
            made += await lines_of(session, [goods], origin, place)
        else:
            made += await lines_of(session, [goods], place, gone)
    return made


def _decide(session: TenantSession, adjustment: Adjustment, status: AdjustmentStatus) -> None:
    if adjustment.status is not AdjustmentStatus.REQUESTED:
        raise AdjustmentAlreadyDecided(adjustment_status=adjustment.status)
    adjustment.status = status
    adjustment.decided_by_id = session.actor.person_id
