"""Whatever happens at once, goods are neither made nor lost, and nobody waits in a circle."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.data.database import Database, TenantSession
from app.core.security.actors import Actor
from app.core.values.errors import Refusal
from app.core.values.ids import new_id
from app.stock.adjustments import service as adjustments
from app.stock.adjustments.models import Adjustment
from app.stock.adjustments.schemas import AdjustmentCreate
from app.stock.counts import service as counts
from app.stock.counts.models import StockCount
from app.stock.counts.schemas import CountRecord, StockCountCreate
from app.stock.ledger.schemas import NamedGoods
from app.stock.ledger.verification import first_difference
from app.stock.models import (
    Movement,
    Product,
    StockLocation,
    StockLocationKind,
    Tracking,
    UnitOfMeasure,
)
from app.stock.schemas import MovementCreate
from app.stock.serials.models import StockSerial
from app.stock.serials.schemas import SerialReconcile
from app.stock.serials.service import reconcile_serial
from app.stock.service import move, reverse, use
from app.stock.transfers import service as transfers
from app.stock.transfers.models import Transfer
from app.stock.transfers.schemas import TransferCreate, TransferPick, TransferReceive
from tests.callers import Caller, sign_up_organization

AT_ONCE = 8
#: Five thousand in all.
SEEDS, OPERATIONS = range(5), 1_000
PIECES = [f"SN{number}" for number in range(12)]
#: What may be refused when goods, pieces and states are somebody else's by then.
EXPECTED = {
    *("InsufficientStock", "SerialNotHere", "AlreadyReversed", "ReversalOfReversal"),
    *("LocationBeingCounted", "ValidationFailed"),
}


class Yard:
    """Three vans, two products by the metre and one with serial numbers, and all verbs."""

    def __init__(self, database: Database, actor: Actor, seed: int) -> None:
        self.database, self.actor, self.dice = database, actor, random.Random(seed)
        self.places = [new_id() for _ in range(3)]
        self.metres = [new_id() for _ in range(2)]
        self.piece = new_id()
        self.made: list[UUID] = []
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    async def begin(self) -> None:
        async with self.database.transaction(self.actor) as session:
            for place in self.places:
                session.add(StockLocation(id=place, kind=StockLocationKind.VAN, name="Van"))
            for product in self.metres:
                unit = UnitOfMeasure.METRE
                session.add(Product(id=product, sku=product.hex, name="P", unit=unit, scale=3))
            session.add(
                Product(
                    id=self.piece,
                    sku="ONU",
                    name="ONU",
                    unit=UnitOfMeasure.PIECE,
                    scale=0,
                    tracking=Tracking.SERIAL,
                )
            )
        for place in self.places:
            await self.receive(place)
        await self.receive_pieces()

    async def do_something(self) -> None:
        """One operation; what it may be refused for is counted, anything else is an error."""
        verb = self.dice.choice(self.verbs)
        try:
            await verb()
        except Refusal as refusal:
            self.refused[type(refusal).__name__] += 1
        else:
            self.done[verb.__name__] += 1

    @property
    def verbs(self) -> list[Callable[[], Awaitable[None]]]:
        return [
            *(self.receive, self.receive_pieces, self.reverse, self.reverse, self.count),
            *(self.transfer, self.transfer, self.transfer_piece, self.transfer_piece),
            *(self.use, self.use, self.use_piece, self.ship, self.ship, self.adjust),
            *(self.adjust, self.reconcile),
        ]

    async def receive(self, place: UUID | None = None) -> None:
        lines = [
            {"product_id": product, "quantity": self.some(30_000), "unit_cost": self.some(5_000)}
            for product in self.metres
        ]
        await self._move("receipt", None, place or self.any_place(), lines)

    async def receive_pieces(self) -> None:
        numbers = self.dice.sample(PIECES, 2)
        line = {"product_id": self.piece, "quantity": Decimal(2), "serials": numbers}
        await self._move("receipt", None, self.any_place(), [line | {"unit_cost": self.some(9)}])

    async def transfer(self) -> None:
        products = self.dice.sample(self.metres, 2)
        lines = [{"product_id": each, "quantity": self.some(9_000)} for each in products]
        source, target = self.dice.sample(self.places, 2)
        await self._move("transfer", source, target, lines)

    async def transfer_piece(self) -> None:
        numbers = self.dice.sample(PIECES, self.dice.randint(1, 2))
        quantity = Decimal(len(numbers))
        line = {"product_id": self.piece, "quantity": quantity, "serials": numbers}
        source, target = self.dice.sample(self.places, 2)
        await self._move("transfer", source, target, [line])

    async def use(self, goods: NamedGoods | None = None) -> None:
        goods = goods or NamedGoods(self.dice.choice(self.metres), self.some(9_000))
        async with self.database.transaction(self.actor) as session:
            van = await session.fetch(StockLocation, self.any_place())
            movement = await use(session, van=van, goods=goods)
        self.made.append(movement.id)

    async def use_piece(self) -> None:
        await self.use(NamedGoods(self.piece, Decimal(1), [self.dice.choice(PIECES)]))

    async def reverse(self) -> None:
        async with self.database.transaction(self.actor) as session:
            movement = await reverse(session, self.dice.choice(self.made))
        self.made.append(movement.id)

    async def ship(self) -> None:
        """A transfer from request to arrival, of which something may be missing."""
        source, target = self.dice.sample(self.places, 2)
        quantity = self.some(5_000)
        product = self.dice.choice(self.metres)
        line = {"product_id": product, "quantity": quantity}
        new = {"from_location_id": source, "to_location_id": target, "lines": [line]}
        async with self.database.transaction(self.actor) as session:
            made = await transfers.request_transfer(session, TransferCreate.model_validate(new))
            await transfers.pick_transfer(session, made, TransferPick(lines=[]))
        async with self.database.transaction(self.actor) as session:
            await transfers.ship_transfer(session, await self._locked(session, Transfer, made.id))
        line["quantity"] = quantity - self.dice.choice([Decimal(0), Decimal("0.001")])
        arrived = TransferReceive.model_validate({"lines": [line]})
        async with self.database.transaction(self.actor) as session:
            locked = await self._locked(session, Transfer, made.id)
            await transfers.receive_transfer(session, locked, arrived)

    async def count(self) -> None:
        """A count of everything at a place, where something else goes on."""
        place = self.any_place()
        numbers = self.dice.sample(PIECES, 2)
        lines: list[dict[str, Any]] = [
            {"product_id": product, "quantity": self.some(30_000)} for product in self.metres
        ]
        lines.append({"product_id": self.piece, "quantity": Decimal(2), "serials": numbers})
        async with self.database.transaction(self.actor) as session:
            opened = await counts.open_count(session, StockCountCreate(location_id=place))
        try:
            async with self.database.transaction(self.actor) as session:
                locked = await self._locked(session, StockCount, opened.id)
                found = CountRecord.model_validate({"lines": lines})
                await counts.record_count(session, locked, found)
                await counts.submit_count(session, locked)
            async with self.database.transaction(self.actor) as session:
                locked = await self._locked(session, StockCount, opened.id)
                await counts.approve_count(session, locked)
        except Refusal:
            async with self.database.transaction(self.actor) as session:
                locked = await self._locked(session, StockCount, opened.id)
                await counts.cancel_count(session, locked)
            raise

    async def adjust(self) -> None:
        sign = self.dice.choice([1, -1])
        line = {"product_id": self.dice.choice(self.metres), "quantity": sign * self.some(4_000)}
        reason = self.dice.choice(["lost", "mistake"])
        new = {"location_id": self.any_place(), "kind": reason, "note": "x", "lines": [line]}
        async with self.database.transaction(self.actor) as session:
            wanted = AdjustmentCreate.model_validate(new)
            made = await adjustments.request_adjustment(session, wanted)
        async with self.database.transaction(self.actor) as session:
            locked = await self._locked(session, Adjustment, made.id)
            await adjustments.approve_adjustment(session, locked)

    async def reconcile(self) -> None:
        found = SerialReconcile(location_id=self.any_place(), reason="x")
        async with self.database.read(self.actor) as connection:
            ids = await connection.fetch("select id from serials order by id")
        async with self.database.transaction(self.actor) as session:
            serial = await session.fetch(StockSerial, self.dice.choice(ids)["id"])
            await reconcile_serial(session, serial, found)

    def any_place(self) -> UUID:
        return self.dice.choice(self.places)

    def some(self, thousandths: int) -> Decimal:
        return Decimal(self.dice.randint(1, thousandths)) / 1000

    async def _move(
        self, kind: str, source: UUID | None, target: UUID, lines: list[dict[str, Any]]
    ) -> None:
        body = {"kind": kind, "from_location_id": source, "to_location_id": target, "lines": lines}
        async with self.database.transaction(self.actor) as session:
            movement = await move(session, MovementCreate.model_validate(body))
        self.made.append(movement.id)

    async def _locked(self, session: TenantSession, model: Any, id: UUID) -> Any:
        return await session.fetch(model, id, lock=True)

    async def check(self) -> None:
        """Every balance, value, piece and reversal, rebuilt; and each product as a whole."""
        async with self.database.transaction(self.actor) as session:
            difference = await first_difference(session)
        async with self.database.read(self.actor) as connection:
            below = await connection.fetchval(
                "select count(*) from balances where quantity < 0 or value < 0"
            )
        assert difference is None, str(difference)
        assert below == 0


async def _storm(yard: Yard, operations: int) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def pass_through() -> None:
        async with gate:
            await yard.do_something()

    await asyncio.gather(*(pass_through() for _ in range(operations)))


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32), operations=st.integers(1, 60))
async def test_what_is_done_in_any_order_adds_up(
    app: FastAPI, database: Database, seed: int, operations: int
) -> None:
    somebody = await sign_up_organization(app)
    yard = Yard(database, somebody.actor, seed)
    await yard.begin()
    await _storm(yard, operations)
    assert set(yard.refused) <= EXPECTED, yard.refused
    await yard.check()


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_thousand_operations_at_once_add_up(
    ada: Caller, database: Database, seed: int
) -> None:
    yard = Yard(database, ada.actor, seed)
    await yard.begin()
    await _storm(yard, OPERATIONS)
    assert set(yard.refused) <= EXPECTED, yard.refused
    assert all(yard.done[verb.__name__] for verb in yard.verbs), (yard.done, yard.refused)
    await yard.check()


async def test_transfers_in_opposite_directions_never_wait_in_a_circle(
    ada: Caller, database: Database
) -> None:
    yard = Yard(database, ada.actor, 18)
    await yard.begin()
    here, there, _ = yard.places
    one, other = yard.metres
    gate = asyncio.Semaphore(AT_ONCE)

    async def carry(source: UUID, target: UUID, products: list[UUID]) -> Movement:
        lines = [{"product_id": each, "quantity": Decimal("0.001")} for each in products]
        body = {
            "kind": "transfer",
            "from_location_id": source,
            "to_location_id": target,
            "lines": lines,
        }
        async with gate, database.transaction(ada.actor) as session:
            return await move(session, MovementCreate.model_validate(body))

    crossing = [
        carry(*way, products)
        for _ in range(50)
        for way in ((here, there), (there, here))
        for products in ([one, other], [other, one])
    ]
    results = await asyncio.gather(*crossing, return_exceptions=True)
    assert {type(result).__name__ for result in results} == {"Movement"}
    await yard.check()
