"""The least that could answer the same: a bare ASGI app that runs the very same SQL on asyncpg.

It knows one caller, checks nothing and refuses nothing. What Chamado needs beyond it is the price
of the framework and of the rules.
"""

import gc
import json
import os
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import uvicorn

from app.core.data.database import begin
from app.core.data.statements import Statement
from app.core.events.event_log import APPEND_EVENTS
from app.core.http.idempotency import FIND_KEY, KEEP_ANSWER, LOCK_KEY
from app.core.http.listing import ListQuery
from app.core.security.actors import Actor
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.tickets.opening.service import OPEN_TICKET, TERMS
from app.tickets.reads import TICKET, TICKETS

#: What this caller and this ticket leave empty.
_NOTHING = dict.fromkeys(
    (
        *("site_id", "form_node_id", "process_id", "activity_id", "form_version_id", "fields"),
        *("token_id", "request_id", "session_id", "address", "act_organization_id"),
        *("act_person_id", "grant_id", "root_seq"),
    )
)


class _Query(ListQuery):
    sort: str = "-opened_at"


class Floor:
    """One organization, one person."""

    def __init__(self, url: str, organization_id: UUID, person_id: UUID) -> None:
        self.url = url
        self.organization_id, self.person_id = organization_id, person_id
        self.one = TICKET.whole
        self.list = TICKETS.whole.statement(_Query(limit=50), Actor(organization_id))
        self.reader = {"actor_id": person_id}

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
            status, body = 201, await self._create(dict(scope["headers"]), await receive())
        elif scope["path"] == "/v1/tickets":
            body = await self._list(int(scope["query_string"].removeprefix(b"limit=")))
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
        async with self.pool.acquire() as connection:
            await connection.execute(begin(self.organization_id, read_only=True))
            row = await self._row(connection, self.one, id=id, **self.reader)
            await connection.execute("commit")
        return str(row["body"])

    async def _list(self, limit: int) -> str:
        async with self.pool.acquire() as connection:
            await connection.execute(begin(self.organization_id, read_only=True))
            rows = await connection.fetch(self.list.sql, *self._values(self.list, **self.reader))
            await connection.execute("commit")
        return f'{{"items":[{",".join(row["body"] for row in rows[:limit])}]}}'

    async def _create(self, headers: dict[bytes, bytes], message: Any) -> str:
        new = json.loads(message["body"])
        key = headers.get(b"idempotency-key", b"").decode()
        identity = {"principal": "floor", "operation": "POST /tickets", "key": key}
        ticket_id = new_id()
        async with self.pool.acquire() as connection:
            await connection.execute(begin(self.organization_id))
            if key:
                await self._row(connection, LOCK_KEY, lock=hash(key))
                await self._row(connection, FIND_KEY, **identity)
            desk_id = self.organization_id
            terms = await self._row(connection, TERMS, requester_id=self.person_id, desk_id=desk_id)
            await self._row(
                connection,
                OPEN_TICKET,
                id=ticket_id,
                subject=new["subject"],
                priority="normal",
                priority_source="requester",
                channel="portal",
                requester_id=self.person_id,
                created_by_id=self.person_id,
                customer_id=terms["customer_id"],
                desk_id=desk_id,
                protocol_format=terms["protocol_format"],
                support_access_wanted=False,
                description=new["description"],
                message_id=new_id(),
                author_kind="requester",
                author_id=self.person_id,
                opened_at=now(),
                zone="America/Sao_Paulo",
            )
            row = await self._row(connection, self.one, id=ticket_id, **self.reader)
            if key:
                await self._row(
                    connection,
                    KEEP_ANSWER,
                    **identity,
                    request_hash=message["body"],
                    status=201,
                    headers="{}",
                    body=row["body"].encode(),
                    expires_at=now() + timedelta(hours=24),
                    now=now(),
                )
            await self._row(
                connection,
                APPEND_EVENTS,
                count=1,
                events=json.dumps([_opened(ticket_id, self.person_id)]),
                kind="person",
                person_id=self.person_id,
                depth=0,
                now=now(),
            )
            await connection.execute("commit")
        return str(row["body"])

    async def _row(self, connection: Any, statement: Statement, **given: Any) -> Any:
        return await connection.fetchrow(statement.sql, *self._values(statement, **given))

    def _values(self, statement: Statement, **given: Any) -> Any:
        return statement.values(_NOTHING | given | {"organization_id": self.organization_id})


def _opened(ticket_id: UUID, person_id: UUID) -> dict[str, Any]:
    return {
        "place": 1,
        "id": str(new_id()),
        "name": "ticket.opened",
        "subject_kind": "ticket",
        "subject_id": str(ticket_id),
        "payload": {"ticket_id": str(ticket_id), "requester_id": str(person_id)},
    }


async def _keep(_connection: Any) -> None:
    pass


if __name__ == "__main__":
    uvicorn.run(
        Floor(
            os.environ["CHAMADO_DATABASE_URL"],
            UUID(os.environ["FLOOR_ORGANIZATION"]),
            UUID(os.environ["FLOOR_PERSON"]),
        ),
        port=int(os.environ["CHAMADO_PORT"]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
