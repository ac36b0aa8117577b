"""A list that asks for several values gives the rows that one condition over all of them gives."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import asyncpg
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, Select, false, or_, select, tuple_

from app.core.data.database import Database
from app.core.data.reading import Reading
from app.core.data.visibility import Visibility
from app.core.http.listing import Listing, ListQuery
from app.core.security.actors import Actor
from app.desks.models import TicketStatus
from app.embedded.servers import Servers
from app.orders.models import Order, OrderPriority, OrderStatus
from app.orders.reads import ORDERS
from app.orders.schemas import OrderQuery
from app.orders.visibility import ORDER_VISIBILITY
from app.people.roles.service import ROLE_PERMISSIONS
from app.tickets.models import Awaiting, Priority, Ticket
from app.tickets.reads import TICKETS
from app.tickets.schemas import TicketQuery
from app.tickets.visibility import TICKET_VISIBILITY
from tests.callers import sign_up_organization
from tests.filling import fill, known_id

ROWS = 400
TABLES = (
    *("people", "customers", "sites", "codes", "contracts", "teams", "visits", "visit_helpers"),
    *("orders", "tickets"),
)


@dataclass(frozen=True)
class Kind:
    """A list, its filters of several values, and the rule of who sees which rows."""

    model: Any
    query: Callable[..., ListQuery]
    visibility: Visibility
    filters: dict[str, Sequence[Any]]
    sorts: Sequence[str]

    def listing(self, actor: Actor) -> Listing:
        return TICKETS.of(actor) if self.model is Ticket else ORDERS


PEOPLE = ("me", *(known_id("people", n) for n in range(1, 9)))
KINDS = {
    "tickets": Kind(
        Ticket,
        TicketQuery,
        TICKET_VISIBILITY,
        {
            "status": [*TicketStatus],
            "awaiting": [*Awaiting],
            "priority": [*Priority],
            "assignee_id": [*PEOPLE, "none"],
            "team_id": [*(known_id("teams", n) for n in range(1, 9)), "none"],
        },
        ("opened_at", "-opened_at", "last_activity_at", "-last_activity_at"),
    ),
    "orders": Kind(
        Order,
        OrderQuery,
        ORDER_VISIBILITY,
        {
            "status": [*OrderStatus],
            "priority": [*OrderPriority],
            "technician_id": [*PEOPLE, "none"],
            "customer_id": [known_id("customers", n) for n in range(1, 9)],
        },
        ("opened_at", "-opened_at"),
    ),
}


@pytest.fixture(scope="module")
async def readers(app: FastAPI, servers: Servers) -> dict[str, Actor]:
    """By role: who reads the lists of an organization in which several rows share an instant."""
    ada = await sign_up_organization(app)
    tiago = await ada.colleague("technician", "Tiago Nunes")
    await fill(servers, ada.organization_id, TABLES, ROWS, [tiago.person_id])
    connection = await asyncpg.connect(servers.admin_url)
    for table, column in (
        ("tickets", "opened_at"),
        ("tickets", "last_activity_at"),
        ("orders", "opened_at"),
    ):
        await connection.execute(f"update {table} set {column} = date_trunc('hour', {column})")
    await connection.close()
    return {
        caller.role.value: replace(
            caller.actor, kind="person", permissions=ROLE_PERMISSIONS[caller.role]
        )
        for caller in (ada, tiago)
    }


@pytest.mark.parametrize(
    ("name", "role"), [("tickets", "manager"), ("orders", "manager"), ("orders", "technician")]
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_the_pages_are_the_rows_in_order(
    name: str, role: str, data: st.DataObject, readers: dict[str, Actor], database: Database
) -> None:
    kind, actor = KINDS[name], readers[role]
    asked = {
        field: data.draw(st.lists(st.sampled_from(values), min_size=1, max_size=5), label=field)
        for field, values in kind.filters.items()
        if data.draw(st.booleans(), label=f"filters by {field}")
    }
    sort = data.draw(st.sampled_from(kind.sorts), label="sort")
    limit = data.draw(st.sampled_from((7, 25, 100)), label="limit")
    reading = Reading(database, actor, b"a key of this test")
    given: list[str] = []
    cursor: str | None = None
    while True:
        query = kind.query(**asked, sort=sort, limit=limit, cursor=cursor)
        page = json.loads(cast(bytes, (await kind.listing(actor).page(reading, query)).body))
        given += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert given == await _expected(kind, database, actor, asked, sort)


async def _expected(
    kind: Kind, database: Database, actor: Actor, asked: dict[str, list[Any]], sort: str
) -> list[str]:
    conditions = (
        _any_of(getattr(kind.model, field), values, actor) for field, values in asked.items()
    )
    key = tuple_(getattr(kind.model, sort.removeprefix("-")), kind.model.id)
    seen = kind.visibility.alternatives(actor)
    rows: Select[Any] = select(kind.model).where(*conditions, *([or_(*seen)] if seen else []))
    rows = rows.params(organization_id=actor.organization_id, actor_id=actor.person_id)
    async with database.transaction(actor) as session:
        found = await session.scalars(rows.order_by(key.desc() if sort.startswith("-") else key))
        return [str(row.id) for row in found]


def _any_of(column: Any, values: list[Any], actor: Actor) -> ColumnElement[bool]:
    named = [actor.person_id if value == "me" else value for value in values if value != "none"]
    return or_(column.in_(named), column.is_(None) if "none" in values else false())
