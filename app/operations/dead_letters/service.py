"""Dead letters: deliveries and outbox tasks that were given up, to be retried or discarded.

A delivery has no id of its own; the hash of what it is serves as one.
"""

from typing import Any
from uuid import UUID

import asyncpg

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import NotFound
from app.operations.dead_letters.events import DeadLetterDiscarded, DeadLetterRetried

MOST_LISTED = 200

_ID = "md5(d.organization_id::text || ':' || d.seq::text || ':' || d.listener)::uuid"
_LETTERS = f"""with letters as (
           select t.id, 'outbox_task' as origin, t.kind as work, null::uuid as subject_id,
                  t.attempts, t.last_error, t.given_up_at
             from outbox_tasks t
            where t.organization_id = :organization_id and t.given_up_at is not null
            union all
           select {_ID}, 'delivery', d.listener, d.subject_id, d.attempts, d.last_error,
                  d.given_up_at
             from deliveries d
            where d.organization_id = :organization_id and d.given_up_at is not null)
       select letters.*, count(*) over () as total_count from letters"""  # noqa: S608 - our own text
#: `most` null: all of them.
LIST = sql(f"{_LETTERS} order by given_up_at desc, id limit :most")
NAMED = sql(f"{_LETTERS} where id = any(:ids)")
_FIND = sql(f"{_LETTERS} where id = :id")
_RETRY = {
    "outbox_task": sql("""update outbox_tasks set due_at = :now, attempts = 0, given_up_at = null
        where organization_id = :organization_id and id = :id and given_up_at is not null
    returning lane"""),
    "delivery": sql(f"""update deliveries d set due_at = :now, attempts = 0, given_up_at = null
        where d.organization_id = :organization_id and {_ID} = :id and d.given_up_at is not null
    returning 'background' as lane"""),  # noqa: S608 - our own text
}
_DISCARD = {
    "outbox_task": sql("""delete from outbox_tasks
        where organization_id = :organization_id and id = :id and given_up_at is not null
    returning id"""),
    "delivery": sql(f"""delete from deliveries d
        where d.organization_id = :organization_id and {_ID} = :id and d.given_up_at is not null
    returning seq"""),  # noqa: S608 - our own text
}


async def retry(session: TenantSession, letter_id: UUID) -> None:
    """Let the worker begin anew with what was given up: at once, with all of its attempts."""
    letter = await _letter(session, letter_id)
    again = await _row(session, _RETRY[letter["origin"]], id=letter_id, now=now())
    session.signals.add(again["lane"])
    announce(session, DeadLetterRetried(dead_letter_id=letter_id, work=letter["work"]))


async def discard(session: TenantSession, letter_id: UUID) -> None:
    """Delete what was given up: it will never be done."""
    letter = await _letter(session, letter_id)
    await _row(session, _DISCARD[letter["origin"]], id=letter_id)
    announce(session, DeadLetterDiscarded(dead_letter_id=letter_id, work=letter["work"]))


async def _letter(session: TenantSession, letter_id: UUID) -> asyncpg.Record:
    return await _row(session, _FIND, id=letter_id)


async def _row(session: TenantSession, statement: Any, **given: Any) -> asyncpg.Record:
    """The row of a statement, or 404: somebody else may have been quicker."""
    found = await session.row(statement, **given)
    if found is None:
        raise NotFound
    return found
