"""The queue: it wakes the worker; what has to be done is in the database."""

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

import structlog
from arq.connections import ArqRedis, RedisSettings, create_pool
from redis.exceptions import RedisError

from app.core.data.database import Signal
from app.core.security.credentials import Credentials

log = structlog.get_logger()

QUEUE = "chamado:queue"
_CREDENTIALS = "chamado:credentials"
#: Signals of one organization within this time become one.
_PAUSE_SECONDS = 0.02


@dataclass(slots=True)
class Queue:
    """Signals that a process sends to the others and hears from them."""

    redis: ArqRedis
    credentials: Credentials | None = None
    _signals: set[tuple[Signal, UUID]] = field(default_factory=set)
    _something: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @classmethod
    async def connect(cls, url: str, credentials: Credentials | None = None) -> Self:
        redis = await create_pool(RedisSettings.from_dsn(url), default_queue_name=QUEUE, retry=1)
        return cls(redis, credentials)

    def start(self) -> None:
        """Begin to pass signals on, and to hear that rights have changed."""
        self._tasks.append(asyncio.create_task(self._pass_on()))
        if self.credentials is not None:
            self._tasks.append(asyncio.create_task(self._listen(self.credentials)))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(RedisError, OSError):
            await self._send()
        await self.redis.aclose()

    def signal(self, signal: Signal, organization_id: UUID) -> None:
        """Say it soon; costs the caller nothing. A lost signal is made good by the next sweep."""
        if signal == "credentials" and self.credentials is not None:
            self.credentials.forget(organization_id)  # here at once, elsewhere within moments
        self._signals.add((signal, organization_id))
        self._something.set()

    async def push(self, function: str, *args: Any, job_id: str) -> None:
        """Queue a job, unless one with this id is waiting already."""
        await self.redis.enqueue_job(function, *args, _job_id=job_id)

    async def _pass_on(self) -> None:
        while True:
            await self._something.wait()
            await asyncio.sleep(_PAUSE_SECONDS)
            self._something.clear()
            try:
                await self._send()
            except (RedisError, OSError) as error:
                log.warning("signals_lost", error=repr(error))

    async def _send(self) -> None:
        signals, self._signals = self._signals, set()
        for signal, organization_id in signals:
            if signal == "work":
                await self.push("work", str(organization_id), job_id=f"work:{organization_id}")
            else:
                await self.redis.publish(_CREDENTIALS, str(organization_id))

    async def _listen(self, credentials: Credentials) -> None:
        while True:
            try:
                async with self.redis.pubsub() as channel:
                    await channel.subscribe(_CREDENTIALS)
                    async for message in channel.listen():
                        if message["type"] == "message":
                            credentials.forget(UUID(message["data"].decode()))
            except (RedisError, OSError) as error:
                log.warning("credentials_channel_lost", error=repr(error))
                credentials.forget_all()
                await asyncio.sleep(1)
