"""Transactions of an organization: BEGIN travels in one message with its name."""

from functools import lru_cache
from typing import Generic
from uuid import UUID

from asyncpg import PostgresError

from app.core.data.database_errors import is_broken
from app.core.data.pool import AnyConnection, Pool


@lru_cache(10_000)
def begin(organization_id: UUID, *, read_only: bool = False, planned_once: bool = False) -> str:
    """BEGIN and the organization in one message. A UUID object cannot carry SQL."""
    mode = " read only" if read_only else ""
    plans = "; set local plan_cache_mode = force_generic_plan" if planned_once else ""
    return f"begin{mode}; select set_organization('{UUID(str(organization_id))}'){plans}"


class Transaction(Generic[AnyConnection]):
    """From BEGIN to COMMIT, or to ROLLBACK, on a connection of a pool."""

    __slots__ = ("begin", "connection", "organization_id", "pool")

    def __init__(self, pool: Pool[AnyConnection], organization_id: UUID, **mode: bool) -> None:
        self.pool = pool
        self.organization_id = organization_id
        self.begin = begin(organization_id, **mode)

    async def __aenter__(self) -> AnyConnection:
        self.connection = await self.pool.acquire(self.organization_id)
        try:
            await self.connection.execute(self.begin)
        except BaseException:
            self.connection.terminate()
            self.pool.release(self.connection, self.organization_id)
            raise
        return self.connection

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> None:
        if error is not None and is_broken(error):
            self.connection.terminate()
        try:
            done = await self.connection.execute("commit" if kind is None else "rollback")
            if kind is None and done != "COMMIT":
                # What PostgreSQL answers when an error inside was caught and the work went on.
                raise RuntimeError("Nothing was saved: the transaction had failed before.")
        except PostgresError:
            if kind is None:
                raise
        except BaseException as failure:
            self.connection.terminate()  # nobody knows how far it came
            if kind is None or not isinstance(failure, Exception):
                raise
        finally:
            self.pool.release(self.connection, self.organization_id)
