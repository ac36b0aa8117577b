"""The stock of an organization is rebuilt from its ledger, and the first difference is named."""

import asyncpg
import pytest

from app.core.data.database import Database
from app.core.settings import Settings
from app.embedded.processes import CannotStartError
from app.stock.ledger.verification import first_difference, verify
from tests.callers import Caller
from tests.world import create_goods, create_product, receipt, transfer

#: What is done to the tables, and the rule that notices.
HARM = (
    ("update balances set quantity = quantity - 0.001 where quantity > 1", "balance"),
    ("update balances set value = value + 0.0001", "balance"),
    ("delete from balances where quantity = 1", "balance"),
    (
        "update serials set location_id = (select id from locations where kind = 'warehouse')",
        "serial place",
    ),
    (
        "update serials set location_id = (select id from locations where kind = 'supplier')",
        "serial place",
    ),
)


async def _stock(ada: Caller, tiago: Caller) -> None:
    """Goods of two kinds that were received, moved, reversed and lost."""
    goods = await create_goods(ada, tiago)
    onu = await create_product(ada, "ONU-1", unit="un", scale=0, tracking="serial", cost="120")
    body = receipt(goods.van, onu, "2")
    body["lines"][0]["serials"] = ["A", "B"]
    await ada.post("/v1/movements", body)
    there = await ada.post(
        "/v1/movements", transfer(goods.van, goods.warehouse, goods.product, "3")
    )
    await ada.post(f"/v1/movements/{there['id']}/reverse")
    wanted = {
        "location_id": goods.van,
        "kind": "lost",
        "note": "x",
        "lines": [{"product_id": onu, "quantity": "-1", "serials": ["A"]}],
    }
    made = await ada.post("/v1/adjustments", wanted)
    await ada.post(f"/v1/adjustments/{made['id']}/approve", expect=200)


async def _found(database: Database, caller: Caller) -> str | None:
    async with database.transaction(caller.actor) as session:
        difference = await first_difference(session)
    return None if difference is None else difference.rule


async def test_what_is_kept_is_what_the_ledger_says(
    ada: Caller, tiago: Caller, database: Database
) -> None:
    assert await _found(database, ada) is None
    await _stock(ada, tiago)
    assert await _found(database, ada) is None


@pytest.mark.parametrize(("harm", "rule"), HARM)
async def test_the_first_difference_is_named(
    ada: Caller, tiago: Caller, stranger: Caller, database: Database, harm: str, rule: str
) -> None:
    await _stock(ada, tiago)
    async with database.transaction(ada.actor) as session:
        await session._raw.execute(harm)
        difference = await first_difference(session)
        assert difference is not None
        assert difference.rule == rule
        assert "kept" in str(difference)
    assert await _found(database, stranger) is None


async def test_the_command_tells_the_same(
    ada: Caller, tiago: Caller, database: Database, settings: Settings
) -> None:
    await _stock(ada, tiago)
    text, is_right = await verify(settings, ada.domain)
    assert is_right, text
    async with database.transaction(ada.actor) as session:
        await session._raw.execute("update balances set value = value + 1 where quantity > 1")
    text, is_right = await verify(settings, ada.domain)
    assert not is_right
    assert "differs from its ledger. balance: location_id" in text
    with pytest.raises(CannotStartError):
        await verify(settings, "nobody.example")


async def test_no_reversal_is_written_twice_by_any_sql(
    ada: Caller, tiago: Caller, database: Database
) -> None:
    await _stock(ada, tiago)
    with pytest.raises(asyncpg.UniqueViolationError):
        async with database.transaction(ada.actor) as session:
            await session._raw.execute(
                """insert into movements (organization_id, id, kind, reverses_id, occurred_at)
                   select organization_id, gen_random_uuid(), kind, reverses_id, occurred_at
                     from movements where reverses_id is not null"""
            )
