"""The connection of a route that only reads: an actor, and compiled statements."""

from dataclasses import dataclass
from typing import Any, Protocol

import asyncpg
from fastapi import Request, Response

from app.core.data.database import Database
from app.core.data.statements import Readable
from app.core.events.event_log import Event, announce
from app.core.http.origins import located
from app.core.security.actors import Actor
from app.core.values.errors import NotFound


class Rows(Protocol):
    """Place where a compiled statement runs: a `Reading`, or a `TenantSession` in mid-change."""

    actor: Actor

    async def rows(self, statement: Readable, **given: Any) -> list[asyncpg.Record]: ...

    async def row(self, statement: Readable, **given: Any) -> asyncpg.Record | None: ...


@dataclass(slots=True)
class Reading:
    """Runs compiled statements, each in a short read-only transaction of the organization."""

    database: Database
    actor: Actor
    cursor_key: bytes

    async def rows(self, statement: Readable, **given: Any) -> list[asyncpg.Record]:
        given["organization_id"] = self.actor.organization_id
        given.setdefault("actor_id", self.actor.person_id)
        chosen = statement.of(self.actor)
        once = chosen.is_planned_once
        async with self.database.read(self.actor, planned_once=once) as connection:
            found: list[asyncpg.Record] = await connection.fetch(chosen.sql, *chosen.values(given))
        return found

    async def row(self, statement: Readable, **given: Any) -> asyncpg.Record | None:
        found = await self.rows(statement, **given)
        return found[0] if found else None

    async def announce(self, request: Request, event: Event) -> None:
        """A look that leaves a trace: that it was taken is a fact, before anything is shown."""
        async with self.database.transaction(located(self.actor, request)) as session:
            announce(session, event)


class Json(Response):
    """JSON that PostgreSQL has written already."""

    media_type = "application/json"


async def one(
    source: Rows, statement: Readable, *, status: int = 200, location: str = "", **given: Any
) -> Json:
    """Answer one row as it is written by `as_json(..., "version")`, with its ETag; or 404."""
    row = await source.row(statement, **given)
    if row is None:
        raise NotFound
    headers = {"ETag": f'"{row["version"]}"'} if "version" in row else {}
    if location:
        headers["Location"] = location
    return Json(row["body"], status, headers)
