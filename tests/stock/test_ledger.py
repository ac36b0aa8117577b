"""The ledger cannot lie: whatever is done, and in whatever order, the sums are right."""

import asyncio
import random
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.data.database import Database
from app.core.security.actors import Actor
from app.core.settings import Settings
from app.core.values.errors import Refusal
from app.core.values.ids import new_id
from app.stock.ledger.schemas import NamedGoods
from app.stock.ledger.service import InsufficientStock
from app.stock.models import Movement, Product, StockLocation, StockLocationKind, UnitOfMeasure
from app.stock.schemas import MovementCreate
from app.stock.service import AlreadyReversed, ReversalOfReversal, move, reverse, use
from tests.callers import Caller
from tests.world import create_goods

PLACES = 3
PRODUCTS = 2


@dataclass(frozen=True)
class Carry:
    """Goods go from a place to a place; None is the supplier, or where they are used up."""

    source: int | None
    target: int | None
    product: int
    quantity: Decimal

    def back(self) -> "Carry":
        return Carry(self.target, self.source, self.product, self.quantity)


@dataclass(frozen=True)
class Reverse:
    """The movement that was made as this number, counted round and round."""

    number: int


_place = st.integers(0, PLACES - 1)
_product = st.integers(0, PRODUCTS - 1)
_quantity = st.integers(1, 50_000).map(lambda thousandths: Decimal(thousandths) / 1000)
_operation = st.one_of(
    st.builds(Carry, st.none(), _place, _product, _quantity),
    st.builds(Carry, _place, _place, _product, _quantity).filter(lambda c: c.source != c.target),
    st.builds(Carry, _place, st.none(), _product, _quantity),
    st.builds(Reverse, st.integers(0, 30)),
)


class LedgerModel:
    """The places and products of one example, and what we expect them to hold."""

    def __init__(self, database: Database, actor: Actor) -> None:
        self.database = database
        self.actor = actor
        self.places = [new_id() for _ in range(PLACES)]
        self.products = [new_id() for _ in range(PRODUCTS)]
        self.made: dict[UUID, Carry] = {}
        self.reversals: set[UUID] = set()
        self.reversed: set[UUID] = set()
        self.held: defaultdict[tuple[int | None, int], Decimal] = defaultdict(Decimal)

    async def begin(self) -> None:
        async with self.database.transaction(self.actor) as session:
            session.add_all(
                StockLocation(id=place, kind=StockLocationKind.VAN, name="Van")
                for place in self.places
            )
            session.add_all(
                Product(id=product, sku=product.hex, name="P", unit=UnitOfMeasure.METRE, scale=3)
                for product in self.products
            )

    async def do(self, operation: Carry | Reverse) -> Movement:
        """The operation through the verbs of stock, in a transaction of its own."""
        async with self.database.transaction(self.actor) as session:
            if isinstance(operation, Reverse):
                return await reverse(session, self.meant(operation))
            product_id = self.products[operation.product]
            if operation.target is None:
                van = await session.fetch(StockLocation, self.places[operation.source or 0])
                return await use(session, van=van, goods=NamedGoods(product_id, operation.quantity))
            body = {
                "kind": "receipt" if operation.source is None else "transfer",
                "from_location_id": self._place(operation.source),
                "to_location_id": self._place(operation.target),
                "lines": [{"product_id": product_id, "quantity": operation.quantity}],
            }
            return await move(session, MovementCreate.model_validate(body))

    async def check(self, operation: Carry | Reverse) -> None:
        """Do it, and compare with what should come of it."""
        if isinstance(operation, Reverse) and not self.made:
            return
        expected = self.expected(operation)
        if expected is not None:
            with pytest.raises(expected):
                await self.do(operation)
            return
        movement = await self.do(operation)
        carry = self.carry(operation)
        if isinstance(operation, Reverse):
            self.reversed.add(self.meant(operation))
            self.reversals.add(movement.id)
        self.made[movement.id] = carry
        self.held[carry.source, carry.product] -= carry.quantity
        self.held[carry.target, carry.product] += carry.quantity

    def expected(self, operation: Carry | Reverse) -> type[Refusal] | None:
        if isinstance(operation, Reverse):
            if self.meant(operation) in self.reversals:
                return ReversalOfReversal
            if self.meant(operation) in self.reversed:
                return AlreadyReversed
        carry = self.carry(operation)
        held = self.held[carry.source, carry.product]
        return InsufficientStock if carry.source is not None and held < carry.quantity else None

    def carry(self, operation: Carry | Reverse) -> Carry:
        if isinstance(operation, Reverse):
            return self.made[self.meant(operation)].back()
        return operation

    def meant(self, operation: Reverse) -> UUID:
        return list(self.made)[operation.number % len(self.made)]

    async def balances(self) -> dict[tuple[int | None, int], Decimal]:
        """What the table says of the real places, where there is anything."""
        async with self.database.read(self.actor) as connection:
            rows = await connection.fetch(
                "select * from balances where product_id = any($1) and quantity <> 0", self.products
            )
        return {
            (self.places.index(r["location_id"]), self.products.index(r["product_id"])): r[
                "quantity"
            ]
            for r in rows
        }

    def _place(self, number: int | None) -> UUID | None:
        return None if number is None else self.places[number]


async def check_ledger(database: Database, actor: Actor) -> None:
    """The invariants of a whole organization, recomputed from its ledger."""
    async with database.read(actor) as connection:
        moved = await connection.fetch(
            """select product_id, sum(quantity) from (
                   select product_id, from_location_id as place, -quantity as quantity
                     from movement_lines
                   union all select product_id, to_location_id, quantity from movement_lines
               ) legs group by product_id"""
        )
        differing = await connection.fetch(
            """with rebuilt as (
                   select location_id, product_id, sum(quantity) as quantity from (
                       select from_location_id as location_id, product_id, -quantity as quantity
                         from movement_lines
                       union all select to_location_id, product_id, quantity from movement_lines
                   ) legs
                   join locations l on l.id = legs.location_id
                    and l.kind in ('warehouse', 'van', 'customer')
                   group by location_id, product_id
               )
               select * from rebuilt full join balances b using (location_id, product_id)
                where rebuilt.quantity is distinct from b.quantity or b.quantity < 0"""
        )
        repeated = await connection.fetch(
            "select reverses_id from movements where reverses_id is not null"
            " group by reverses_id having count(*) > 1"
        )
        chained = await connection.fetch(
            "select m.id from movements m join movements r on r.id = m.reverses_id"
            " where r.kind = 'reversal'"
        )
    assert all(row["sum"] == 0 for row in moved)
    assert differing == repeated == chained == []


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(operations=st.lists(_operation, min_size=1, max_size=40))
async def test_whatever_is_done_goods_are_neither_made_nor_lost(
    ada: Caller, database: Database, operations: list[Carry | Reverse]
) -> None:
    world = LedgerModel(database, ada.actor)
    await world.begin()
    for operation in operations:
        await world.check(operation)
    real = {key: held for key, held in world.held.items() if key[0] is not None and held}
    assert await world.balances() == real
    await check_ledger(database, ada.actor)


async def test_in_a_storm_of_movements_the_sums_stay_right(ada: Caller, database: Database) -> None:
    world = LedgerModel(database, ada.actor)
    await world.begin()
    for place in range(PLACES):
        for product in range(PRODUCTS):
            await world.check(Carry(None, place, product, Decimal(30)))
    dice = random.Random(20)

    def any_operation() -> Carry | Reverse:
        source, target = dice.sample(range(PLACES), 2)
        product, quantity = dice.randrange(PRODUCTS), Decimal(dice.randint(1, 20_000)) / 1000
        transfer = Carry(source, target, product, quantity)
        used = Carry(source, None, product, quantity)
        choices: list[Carry | Reverse] = [transfer, used, Reverse(dice.randrange(len(world.made)))]
        return dice.choice(choices)

    # As many at once as the pool lends connections, and some that wait: not so many that the
    # wait itself is refused on a slow machine.
    gate = asyncio.Semaphore(10)

    async def pass_through() -> Movement:
        async with gate:
            return await world.do(any_operation())

    results = await asyncio.gather(*(pass_through() for _ in range(300)), return_exceptions=True)
    refusals = [r for r in results if isinstance(r, BaseException)]
    assert {type(r) for r in refusals} == {InsufficientStock, AlreadyReversed}
    assert len(refusals) < 300
    await check_ledger(database, ada.actor)


@pytest.mark.parametrize("table", ["movements", "movement_lines"])
@pytest.mark.parametrize(
    "change", ["update {} set organization_id = organization_id", "delete from {}"]
)
async def test_nobody_changes_the_ledger_with_sql(
    ada: Caller, tiago: Caller, database: Database, settings: Settings, table: str, change: str
) -> None:
    await create_goods(ada, tiago)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction(ada.actor) as session:
            await session._raw.execute(change.format(table))

    owner = await asyncpg.connect(settings.owner_database_url)
    try:
        async with owner.transaction():
            await owner.execute("select set_organization($1)", ada.organization_id)
            assert await owner.fetchval(f"select count(*) from {table}") == 1
            with pytest.raises(asyncpg.RestrictViolationError):
                await owner.execute(change.format(table))
    finally:
        await owner.close()


async def test_the_database_itself_refuses_less_than_nothing(
    ada: Caller, tiago: Caller, database: Database
) -> None:
    await create_goods(ada, tiago)
    with pytest.raises(asyncpg.CheckViolationError):
        async with database.transaction(ada.actor) as session:
            await session._raw.execute("update balances set quantity = quantity - 100.001")
