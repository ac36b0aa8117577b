"""Rate limits, counted in Valkey (RateLimit header, draft 10).

A process leases a few requests of a window at a time, so that most requests cost no round trip;
only sign-ins are counted one by one.
"""

import time
from dataclasses import dataclass, field

import structlog
from prometheus_client import Counter
from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.core.values.errors import RateLimited, Unavailable

log = structlog.get_logger()

REFUSALS = Counter("chamado_rate_limit_refusals", "Requests that a limit refused.", ["limit"])
WINDOW_SECONDS = 60
_MOST_LEASES = 20_000


@dataclass(frozen=True, slots=True)
class Share:
    """Remaining part of a limit, for the headers of the answer."""

    policy: str
    quota: int
    remaining: int
    resets_in: int

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.quota};w={WINDOW_SECONDS}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.resets_in}',
        }


@dataclass(slots=True)
class _Lease:
    window: int
    granted: int = 0
    used: int = 0
    taken_by_all: int = 0


@dataclass(slots=True)
class RateLimits:
    """The limits of one process. `quotas`: policy -> requests per minute and principal."""

    redis: Redis
    quotas: dict[str, int]
    _leases: dict[tuple[str, str], _Lease] = field(default_factory=dict)

    async def spend(self, policy: str, principal: str, *, exactly: bool = False) -> Share:
        """Count one request, or refuse it with 429.

        If Valkey is down, requests pass; those that must be counted `exactly` do not.
        """
        quota = self.quotas[policy]
        moment = time.time()
        window, into = divmod(int(moment), WINDOW_SECONDS)
        lease = self._leases.get((policy, principal))
        if lease is None or lease.window != window:
            if len(self._leases) > _MOST_LEASES:
                self._leases.clear()
            lease = self._leases[policy, principal] = _Lease(window)
        if lease.used >= lease.granted:
            size = 1 if exactly else max(1, quota // 50)
            await self._extend(lease, policy, principal, quota, size, must=exactly)
        lease.used += 1
        remaining = max(0, quota - lease.taken_by_all + lease.granted - lease.used)
        share = Share(policy, quota, remaining, WINDOW_SECONDS - into)
        if lease.used > lease.granted:
            REFUSALS.labels(policy).inc()
            refusal = RateLimited()
            refusal.headers = share.headers | {"Retry-After": str(share.resets_in)}
            raise refusal
        return share

    async def _extend(
        self, lease: _Lease, policy: str, principal: str, quota: int, size: int, *, must: bool
    ) -> None:
        key = f"limit:{policy}:{principal}:{lease.window}"
        try:
            async with self.redis.pipeline(transaction=False) as pipe:
                pipe.incrby(key, size)
                pipe.expire(key, 2 * WINDOW_SECONDS)
                taken, _ = await pipe.execute()
        except (RedisError, OSError):
            if must:
                raise Unavailable from None
            log.warning("rate_limits_not_counted", policy=policy)
            lease.granted += size
            return
        lease.taken_by_all = int(taken)
        lease.granted += max(0, min(size, quota - (int(taken) - size)))
