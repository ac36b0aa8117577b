"""Password hashing (argon2id) off the event loop, in constant time for unknown users.

The rules are those of NIST SP 800-63B, 3.1.1.2: long enough, and nothing that guessers try first
(leaked passwords, words, names, sequences, repetitions, what is known of the person). No rules of
composition, no expiry.
"""

import asyncio
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # it brings no types

from app.core.values.errors import ValidationFailed
from app.core.values.text import N_

_hasher = PasswordHasher()
#: Verified when there is no such person, so that the answer takes as long as any other.
_NOBODY = _hasher.hash("nobody has this password")
#: Guesses that whoever tries leaked passwords and words first needs at least.
_FEWEST_GUESSES = 10**8
#: Judging takes longer the longer a password is, and nobody guesses what is longer than this.
_JUDGED_LENGTH = 64


async def hash_new(password: str, *known: str | None, field: str = "password") -> str:
    """The hash of a new password, unless guessers would soon find it (422).

    `known`: what others know of the person: names, user name, mail.
    """
    words = [part for text in filter(None, known) for part in (text, *text.split())]
    if await asyncio.to_thread(_is_guessable, password, words):
        detail = N_("This password is among the first that are tried. Use a longer phrase.")
        raise ValidationFailed.at(field, "guessable_password", detail)
    return await hash_password(password)


async def hash_password(password: str) -> str:
    return await asyncio.to_thread(_hasher.hash, password)


async def is_right(password: str, hashed: str | None) -> bool:
    """Return True if the password belongs to the hash; None (nobody) takes as long to be wrong."""
    right = await asyncio.to_thread(_verify, password, hashed or _NOBODY)
    return right and hashed is not None


def _is_guessable(password: str, known: Iterable[str]) -> bool:
    judged = zxcvbn(password[:_JUDGED_LENGTH], user_inputs=list(known))
    return bool(judged["guesses"] < _FEWEST_GUESSES)


def _verify(password: str, hashed: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
