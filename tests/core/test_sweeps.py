"""A sweep visits the organizations that have something due, and no others."""

from datetime import timedelta

from fastapi import FastAPI

from app.core.data.database import Database
from app.core.data.statements import sql
from app.core.events.schedule import sweeps
from app.core.jobs import delete_expired_answers
from app.core.values.clock import now
from app.core.values.ids import new_id
from tests.callers import Caller, Drain
from tests.sweeping import run_sweep

_EXPIRE = sql(
    "update idempotency_keys set expires_at = :now where organization_id = :organization_id"
)


async def test_an_organization_in_which_nothing_is_due_is_visited_by_no_sweep(
    ada: Caller, database: Database, drain: Drain
) -> None:
    await drain(ada.organization_id)
    for name, schedule in sweeps.items():
        listed = await database.across_tenants(schedule.organizations, now())
        assert ada.organization_id not in {row[0] for row in listed}, name


async def test_answers_that_expired_are_due(app: FastAPI, ada: Caller, database: Database) -> None:
    key = {"Idempotency-Key": str(new_id())}
    ticket = {"subject": "Sem sinal", "description": "Luz vermelha."}
    await ada.send("POST", "/v1/tickets", json=ticket, headers=key)
    assert not await run_sweep(database, ada.organization_id, delete_expired_answers)
    async with database.transaction(ada.actor) as session:
        await session.rows(_EXPIRE, now=now() - timedelta(seconds=1))
    assert await run_sweep(database, ada.organization_id, delete_expired_answers)
    assert not await run_sweep(database, ada.organization_id, delete_expired_answers)
