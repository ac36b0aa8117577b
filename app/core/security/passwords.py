"""Password hashing (argon2id) off the event loop, in constant time for unknown users.

The rules are those of NIST SP 800-63B, 3.1.1.2: long enough, and nothing that guessers try first
(leaked passwords, words, names, sequences, repetitions, the name of the product, what is known of
the person and the organization). No rules of composition, no expiry.
"""

import asyncio
import re
import unicodedata
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.values.errors import ValidationFailed
from app.core.values.text import N_

_hasher = PasswordHasher()
#: Verified when there is no such person, so that the answer takes as long as any other. It is the
#: hash of no known password, written down instead of computed, which would slow each command.
_NOBODY = (
    f"$argon2id$v=19$m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    f"${'A' * 22}${'A' * 43}"
)
#: Guesses that whoever tries leaked passwords and words first needs at least.
_FEWEST_GUESSES = 10**8
#: Judging takes the square of a length, 0.8 s for 64 signs; what so many withstand, more do too.
_JUDGED_LENGTH = 32
_PRODUCT = "Chamado"
#: Characters that a password has beside the words that are known.
_FEWEST_OWN = 6
#: Shorter words are in any password.
_SHORTEST_WORD = 3


async def hash_new(password: str, *known: str | None, field: str = "password") -> str:
    """The hash of a new password, unless guessers would soon find it (422).

    `known`: what others know: names of person and organization, user name, mail.
    """
    words = [
        word
        for text in (_PRODUCT, *filter(None, known))
        for word in (text, *re.findall(r"[^\W_]+", text))
        if len(word) >= _SHORTEST_WORD
    ]
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


def _is_guessable(password: str, known: Sequence[str]) -> bool:
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # it brings no types

    if _consists_of(known, password):
        return True
    judged = zxcvbn(password[:_JUDGED_LENGTH], user_inputs=list(known))
    return bool(judged["guesses"] < _FEWEST_GUESSES)


def _consists_of(known: Sequence[str], password: str) -> bool:
    """Return True for known words, in any order, with a year or another short text beside them."""
    rest = whole = _letters(password)
    for word in sorted(map(_letters, known), key=len, reverse=True):
        rest = rest.replace(word, "") if word else rest
    return rest != whole and len(rest) < _FEWEST_OWN


def _letters(text: str) -> str:
    """Letters and digits in lower case, without accents."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text.casefold())))


def _verify(password: str, hashed: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
