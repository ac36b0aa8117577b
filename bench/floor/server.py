"""The least that could answer the same: a bare ASGI app that runs the very same SQL on asyncpg.

It knows one caller, checks nothing and refuses nothing. What Chamado needs beyond it is the price
of the framework and of the rules.
"""

import gc
import json
import os
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import asyncpg
import uvicorn

from app.core.data.statements import Statement
from app.core.data.transactions import begin
from app.core.http.idempotency import FIND_KEY, KEEP_ANSWER, LOCK_KEY
from app.core.http.listing import ListQuery
from app.core.security.actors import Actor
from app.core.security.tokens import Signer
from app.core.values.clock import now
from app.tickets.reads import TICKET, TICKETS
from bench.floor.changes import CHANGES, ZONE, Change


class _Query(ListQuery):
    sort: str = "-opened_at"
    q: str | None = None


class Floor:
    """One organization, one person."""

    def __init__(self, url: str, secret: str, organization_id: UUID, person_id: UUID) -> None:
        self.url = url
        self.signer = Signer([secret])
        self.organization_id, self.person_id = organization_id, person_id
        self.lists: dict[bytes, tuple[Statement, dict[str, Any], int]] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            self.pool = await asyncpg.create_pool(self.url, min_size=1, max_size=8, reset=_keep)
            gc.freeze()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await self.pool.close()
            await send({"type": "lifespan.shutdown.complete"})
            return
        status = 200
        if scope["method"] == "POST":
            status, body = 201, await self._change(scope, await receive())
        elif scope["query_string"]:
            body = await self._list(scope["query_string"])
        else:
            body = await self._one(UUID(scope["path"].rpartition("/")[2]))
        content = body.encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(content)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _one(self, id: UUID) -> str:
        [row] = await self._rows(TICKET.whole, id=id)
        return str(row["body"])

    async def _list(self, asked: bytes) -> str:
        if asked not in self.lists:
            query = _Query(**{name: value for name, [value] in parse_qs(asked.decode()).items()})
            actor = Actor(self.organization_id)
            statement = TICKETS.whole.statement(query, actor)
            self.lists[asked] = statement, {"q": query.q}, query.limit
        statement, given, limit = self.lists[asked]
        rows = await self._rows(statement, **given)
        return f'{{"items":[{",".join(row["body"] for row in rows[:limit])}]}}'

    async def _rows(self, statement: Statement, **given: Any) -> Any:
        given |= {"organization_id": self.organization_id, "actor_id": self.person_id}
        async with self.pool.acquire() as connection:
            await connection.execute(begin(self.organization_id, read_only=True))
            rows = await connection.fetch(statement.sql, *statement.values(given))
            await connection.execute("commit")
        return rows

    async def _change(self, scope: Any, message: Any) -> str:
        given = {
            "organization_id": self.organization_id,
            "person_id": self.person_id,
            "actor_id": self.person_id,
            "zone": ZONE,
            "now": now(),
        }
        async with self.pool.acquire() as connection:
            await connection.execute(begin(self.organization_id))
            try:
                body = await self._write(Change(connection, given, self.signer), scope, message)
            except BaseException:
                await connection.execute("rollback")
                raise
            await connection.execute("commit")
        return body

    async def _write(self, change: Change, scope: Any, message: Any) -> str:
        key = dict(scope["headers"]).get(b"idempotency-key", b"").decode()
        *_, before, word = scope["path"].split("/")
        identity = {"principal": "floor", "operation": f"POST {word}", "key": key}
        if key:
            await change.row(LOCK_KEY, lock=hash(key))
            await change.row(FIND_KEY, **identity)
        body = await CHANGES[word](change, before, json.loads(message["body"]))
        if key:
            await change.row(
                KEEP_ANSWER,
                **identity,
                request_hash=message["body"],
                status=201,
                headers="{}",
                body=body.encode(),
                expires_at=now() + timedelta(hours=24),
            )
        await change.append_events()
        return body


async def _keep(_connection: Any) -> None:
    pass


if __name__ == "__main__":
    uvicorn.run(
        Floor(
            os.environ["CHAMADO_DATABASE_URL"],
            os.environ["CHAMADO_SECRET_KEY"],
            UUID(os.environ["FLOOR_ORGANIZATION"]),
            UUID(os.environ["FLOOR_PERSON"]),
        ),
        port=int(os.environ["CHAMADO_PORT"]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
