"""A shared service has fair shares; sign-in has hard ones."""

import asyncio
import time

import pytest
from redis.asyncio import Redis

from app.core.http.limits import RateLimits
from app.core.settings import Settings
from app.core.values.errors import RateLimited, Unavailable
from app.core.values.ids import new_id


@pytest.fixture
async def limits(settings: Settings) -> RateLimits:
    left = 60 - time.time() % 60
    if left < 3:  # a window that ends in the middle of a test would count anew
        await asyncio.sleep(left)
    return RateLimits(Redis.from_url(settings.redis_url), {"read": 100, "sign_in": 5})


async def test_the_last_of_the_share_passes_and_the_next_is_refused(limits: RateLimits) -> None:
    who = str(new_id())
    shares = [await limits.spend("read", who) for _ in range(100)]
    assert [share.remaining for share in shares] == list(range(99, -1, -1))
    with pytest.raises(RateLimited) as refused:
        await limits.spend("read", who)
    assert int(refused.value.headers["Retry-After"]) <= 60
    assert refused.value.headers["RateLimit-Policy"] == '"read";q=100;w=60'
    await limits.spend("read", str(new_id()))


async def test_two_processes_share_one_limit(limits: RateLimits, settings: Settings) -> None:
    other = RateLimits(Redis.from_url(settings.redis_url), limits.quotas)
    who = str(new_id())
    passed = 0
    for process in (limits, other) * 100:
        try:
            await process.spend("read", who)
            passed += 1
        except RateLimited:
            continue
    assert passed == 100


async def test_without_valkey_requests_pass_but_nobody_signs_in() -> None:
    dead = RateLimits(
        Redis.from_url("redis://127.0.0.1:1", socket_connect_timeout=0.2),
        {"read": 100, "sign_in": 5},
    )
    await dead.spend("read", "ada")
    with pytest.raises(Unavailable):
        await dead.spend("sign_in", "ada", exactly=True)
