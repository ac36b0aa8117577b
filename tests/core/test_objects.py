"""Objects that compiled statements load are those that the ORM would have loaded."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from sqlalchemy import bindparam, inspect, select

from app.core.data.database import Base, Database, TenantSession
from app.core.data.objects import by_key, objects
from app.core.values.errors import NotFound
from app.customers.models import Customer
from tests.callers import Caller, Drain
from tests.stories import owned_by


async def test_every_value_is_the_one_that_the_orm_reads(
    ada: Caller, tiago: Caller, carla: Caller, drain: Drain, database: Database
) -> None:
    await owned_by(ada, tiago, carla, drain)
    seen = 0
    for mapper in Base.registry.mappers:
        shown = [found.key for found in mapper.column_attrs if not found.deferred]
        async with database.transaction(ada.actor) as session:
            rows = list(await session.scalars(select(mapper)))
            expected = [[(type(v), v) for v in (getattr(r, n) for n in shown)] for r in rows]
        async with database.transaction(ada.actor) as session:
            for row, values in zip(rows, expected, strict=True):
                key = {column.name: getattr(row, column.name) for column in mapper.primary_key}
                found = await session.object(by_key(mapper), **key)
                assert [(type(v), v) for v in (getattr(found, n) for n in shown)] == values
                seen += 1
            assert not session.dirty
    assert seen > len(Base.registry.mappers)


async def test_a_row_is_one_object_and_keeps_what_was_changed(
    ada: Caller, database: Database
) -> None:
    made = await ada.post("/v1/customers", {"name": "Padaria"})
    every = objects(select(Customer).where(Customer.organization_id == ada.organization_id))
    async with database.transaction(ada.actor) as session:
        [customer] = await session.objects(every)
        assert await session.find(Customer, customer.id) is customer
        customer.name = "Padaria do Porto"
        assert await session.objects(every) == [customer]
        assert await session.fetch(Customer, customer.id, lock=True) is customer
        assert customer.name == "Padaria do Porto"
    assert (await ada.get(f"/v1/customers/{made['id']}"))["name"] == "Padaria do Porto"


async def test_a_row_that_is_locked_is_read_anew(ada: Caller, database: Database) -> None:
    made = await ada.post("/v1/customers", {"name": "Padaria"})
    async with database.transaction(ada.actor) as session:
        [customer] = list(await session.scalars(select(Customer)))
        await ada.patch(f"/v1/customers/{made['id']}", {"name": "Mercado"})
        assert (await session.fetch(Customer, customer.id)).name == "Padaria"
        assert (await session.fetch(Customer, customer.id, lock=True)).name == "Mercado"


LOCKED = select(Customer).with_for_update(key_share=True)
OF_ORGANIZATION = objects(LOCKED.where(Customer.organization_id == bindparam("organization_id")))


async def _get(session: TenantSession, customer: Customer) -> object:
    key = (session.actor.organization_id, customer.id)
    return await session.get(Customer, key, with_for_update=True)


@pytest.mark.parametrize(
    "lock",
    [
        lambda session, customer: session.fetch(Customer, customer.id, lock=True),
        lambda session, customer: session.lock(customer),
        lambda session, _: session.object(OF_ORGANIZATION),
        lambda session, _: session.scalar(LOCKED),
        _get,
    ],
)
async def test_every_way_to_lock_a_row_reads_it_anew(
    lock: Callable[[TenantSession, Customer], Awaitable[object]], ada: Caller, database: Database
) -> None:
    made = await ada.post("/v1/customers", {"name": "Padaria"})
    async with database.transaction(ada.actor) as session:
        [customer] = list(await session.scalars(select(Customer)))
        await ada.patch(f"/v1/customers/{made['id']}", {"name": "Mercado"})
        await lock(session, customer)
        assert customer.name == "Mercado"


async def test_what_an_attempt_undid_is_read_again(ada: Caller, database: Database) -> None:
    await ada.post("/v1/customers", {"name": "Padaria"})
    async with database.transaction(ada.actor) as session:
        [customer] = list(await session.scalars(select(Customer)))
        identity = inspect(customer).identity
        assert identity is not None
        with suppress(NotFound):
            async with session.attempt():
                customer.name = "Mercado"
                await session.flush()
                raise NotFound
        assert (await session.fetch(Customer, identity[1])).name == "Padaria"
