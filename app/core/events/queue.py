"""The queue: it wakes the worker; what has to be done is in the database.

It holds no lock: the name of a visit carries its round, which ends when the visit begins. So what
waits is queued once, however long, and what a killed worker had taken holds nothing up.
"""

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

import structlog
from arq.connections import ArqRedis, RedisSettings, create_pool
from redis.exceptions import RedisError

from app.core.data.database import Lane, Signal
from app.core.security.credentials import Credentials

log = structlog.get_logger()

_ROUND_SECONDS = 24 * 3600
_CREDENTIALS = "chamado:credentials"
#: Signals of one organization within this time become one.
_PAUSE_SECONDS = 0.02


def queue_of(lane: Lane) -> str:
    """Name of the queue of a lane."""
    return f"chamado:{lane}"


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
        redis = await create_pool(RedisSettings.from_dsn(url), retry=1)
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
        """Say it soon; costs the caller nothing. A lost signal is made good by the next round."""
        if signal == "credentials" and self.credentials is not None:
            self.credentials.forget(organization_id)  # here at once, elsewhere within moments
        self._signals.add((signal, organization_id))
        self._something.set()

    async def wake(self, lane: Lane, organization_id: UUID) -> None:
        """Queue a visit of an organization, unless one waits already."""
        visit = f"{lane}:{organization_id}"
        started = await self.redis.get(f"chamado:round:{visit}")
        await self.redis.enqueue_job(
            "visit",
            lane,
            str(organization_id),
            _job_id=f"{visit}:{int(started or 0)}",
            _queue_name=queue_of(lane),
        )

    async def begin(self, lane: Lane, organization_id: UUID) -> None:
        """A visit begins: what is signalled from now on is for the next one."""
        started = f"chamado:round:{lane}:{organization_id}"
        async with self.redis.pipeline(transaction=True) as together:
            together.incr(started)
            together.expire(started, _ROUND_SECONDS)
            await together.execute()

    async def push_sweep(self, name: str, organization_id: UUID, round_number: int) -> None:
        """Queue one round of a sweep in an organization, unless it waits or runs."""
        await self.redis.enqueue_job(
            "sweep",
            name,
            str(organization_id),
            _job_id=f"sweep:{name}:{organization_id}:{round_number}",
            _queue_name=queue_of("background"),
        )

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
            if signal == "credentials":
                await self.redis.publish(_CREDENTIALS, str(organization_id))
            else:
                await self.wake(signal, organization_id)

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
