"""Passwords: argon2id, off the event loop, and as slow for nobody as for somebody."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
#: Verified when there is no such person, so that the answer takes as long as any other.
_NOBODY = _hasher.hash("nobody has this password")


async def hash_password(password: str) -> str:
    return await asyncio.to_thread(_hasher.hash, password)


async def is_right(password: str, hashed: str | None) -> bool:
    """Whether the password belongs to the hash; None (nobody) takes as long to be wrong."""
    right = await asyncio.to_thread(_verify, password, hashed or _NOBODY)
    return right and hashed is not None


def _verify(password: str, hashed: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
