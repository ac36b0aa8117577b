"""`chamado dead-letters`: work that was given up, of all organizations."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from uuid import UUID

import asyncpg

from app.core.data.database import Database, TenantSession
from app.core.events.queue import Queue
from app.core.security.actors import Actor
from app.core.settings import Settings
from app.core.values.errors import NotFound
from app.embedded.processes import CannotStartError
from app.operations.dead_letters.service import LIST, MOST_LISTED, NAMED, discard, retry

Decide = Callable[[TenantSession, UUID], Awaitable[None]]
_DECISIONS: dict[str, Decide] = {"retry": retry, "discard": discard}


async def decide(settings: Settings, decision: str, ids: Collection[str]) -> str:
    """List, retry or discard; what to tell of it. Nothing is discarded that was not named.

    The list has the newest of each organization; what is named is found however old it is.
    """
    wanted = _checked(decision, ids)
    database = await Database.connect(settings.database_url, write_pool=1, read_pool=1)
    queue = await Queue.connect(settings.redis_url)
    database.signal = queue.signal
    try:
        most = MOST_LISTED if decision == "list" else None
        letters = await _letters(database, wanted, most)
        if unknown := wanted - {letter["id"] for _, letter in letters}:
            raise CannotStartError(f"Nothing was given up as {', '.join(map(str, unknown))}.")
        if decision == "list":
            return "\n".join(_listed(letters)) or "Nothing was given up."
        done = [await _do(database, _DECISIONS[decision], *each) for each in letters]
        return f"{decision}: {sum(done)} of {len(done)}."
    finally:
        await queue.close()
        await database.close()


def _checked(decision: str, ids: Collection[str]) -> set[UUID]:
    if decision not in ("list", *_DECISIONS):
        raise CannotStartError(f"{decision!r} is not list, retry or discard.")
    if decision == "discard" and not ids:
        raise CannotStartError("Name what is to be discarded, by the ids that the list shows.")
    try:
        return {UUID(each) for each in ids}
    except ValueError:
        raise CannotStartError("An id is a UUID, as the list shows it.") from None


async def _letters(
    database: Database, wanted: Collection[UUID], most: int | None
) -> list[tuple[UUID, asyncpg.Record]]:
    """The letters that are named, or where none is, `most` of each organization."""
    found = []
    for (organization_id,) in await database.across_tenants("with_dead_letters"):
        async with database.transaction(Actor(organization_id)) as session:
            rows = await (
                session.rows(NAMED, ids=[*wanted]) if wanted else session.rows(LIST, most=most)
            )
        found += [(organization_id, row) for row in rows]
    return found


async def _do(
    database: Database, decide: Decide, organization_id: UUID, letter: asyncpg.Record
) -> bool:
    try:
        async with database.transaction(Actor(organization_id)) as session:
            await decide(session, letter["id"])
    except NotFound:
        return False  # somebody else was quicker
    return True


def _listed(letters: Sequence[tuple[UUID, asyncpg.Record]]) -> Iterator[str]:
    yield from (_line(*each) for each in letters)
    counts = {organization_id: letter["total_count"] for organization_id, letter in letters}
    if older := sum(counts.values()) - len(letters):
        yield f"And {older} older ones."


def _line(organization_id: UUID, letter: asyncpg.Record) -> str:
    since = f"{letter['given_up_at']:%Y-%m-%d %H:%M}"
    return f"{letter['id']}  {organization_id}  {since}  {letter['work']}  {letter['last_error']}"
