"""Throttling of password guesses, by account, device and address, without locking the owner out."""

import hashlib
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.core.values.errors import Refusal, Unavailable
from app.core.values.text import N_

#: A counter is forgotten this long after its last failure.
_REMEMBERED_SECONDS = 3600


class SignInDelayed(Refusal):
    """Too many wrong sign-ins: the next one is looked at after a while."""

    status = 429
    title = N_("Too many wrong sign-ins")
    advice = N_("Wait as long as Retry-After says, or choose a new password by mail.")

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(seconds)}


@dataclass(frozen=True, slots=True)
class Backoff:
    """So many failures are free; the delay then doubles with each, up to a longest one."""

    free: int
    longest_seconds: int

    def delay(self, failures: int) -> int:
        return min(1 << min(failures - self.free - 1, 20), self.longest_seconds)


_OF_DEVICE = Backoff(free=5, longest_seconds=300)
_OF_ADDRESS = Backoff(free=5, longest_seconds=900)
_OF_ACCOUNT = Backoff(free=100, longest_seconds=60)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in that is about to be looked at, under the counters it is counted by."""

    counters: tuple[tuple[str, Backoff], ...]

    @classmethod
    def of(cls, account: str, address: str, *, device: str | None) -> "Attempt":
        """`device`: what tells a known device apart; None when the account is not known on it."""
        name = hashlib.sha256(account.encode()).hexdigest()[:32]
        if device is not None:
            return cls(((f"throttle:{name}:device:{device}", _OF_DEVICE),))
        return cls(
            (
                (f"throttle:{name}:address:{_network(address)}", _OF_ADDRESS),
                (f"throttle:{name}", _OF_ACCOUNT),
            )
        )


@dataclass(frozen=True, slots=True)
class Throttle:
    """Counts in Valkey, for all processes. Without it nobody signs in."""

    redis: Redis

    async def register_attempt(self, attempt: Attempt) -> None:
        """Count the attempt as a failure until it turns out to be right; 429 while it must wait.

        Counted before the password is looked at: guesses sent at once cannot all slip through.
        """
        try:
            for place, (counter, backoff) in enumerate(attempt.counters):
                wait = await self._count(counter, backoff)
                if wait:
                    await self.cancel(Attempt(attempt.counters[: place + 1]))
                    raise SignInDelayed(wait)
        except (RedisError, OSError):
            raise Unavailable from None

    async def cancel(self, attempt: Attempt) -> None:
        """It was no failure, and proves nothing either."""
        try:
            for counter, _ in attempt.counters:
                await self.redis.decr(counter)
        except (RedisError, OSError):
            raise Unavailable from None

    async def reset(self, attempt: Attempt) -> None:
        """It was right: its own counter begins anew, and it leaves the account's."""
        (own, _), *rest = attempt.counters
        try:
            await self.redis.delete(own, f"{own}:wait")
            for counter, _ in rest:
                await self.redis.decr(counter)
        except (RedisError, OSError):
            raise Unavailable from None

    async def _count(self, counter: str, backoff: Backoff) -> int:
        """Seconds to wait; 0: go on."""
        failures = int(await self.redis.incr(counter))
        await self.redis.expire(counter, _REMEMBERED_SECONDS)
        if failures <= backoff.free:
            return 0
        delay = backoff.delay(failures)
        if await self.redis.set(f"{counter}:wait", 1, nx=True, ex=delay):
            return 0  # the one attempt of this period
        return max(1, int(await self.redis.ttl(f"{counter}:wait")))


def _network(address: str) -> str:
    """An address, or for IPv6 the network that one subscriber holds."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    wide = isinstance(found, IPv6Address) and found.ipv4_mapped is None
    return str(ip_network(f"{address}/64", strict=False)) if wide else address
