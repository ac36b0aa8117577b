"""Secrets at rest: sealed before they are stored, so that a copy of the database opens nothing."""

import os
from collections.abc import Sequence
from typing import Annotated

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import Depends, Request

from app.core.security.tokens import derived_key

_NONCE_BYTES = 12
#: Says how the rest is sealed, should that ever change.
_FORM = b"\x01"


class SealBroken(Exception):
    """Sealed with a secret that we do not have, for another purpose, or altered since."""


class Seal:
    """AES-256-GCM with a key derived from the secret; retired secrets still open what they sealed.

    `context` says what it is and whose: what was sealed for one place opens in no other.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = [AESGCM(derived_key(secret, "secrets at rest")) for secret in secrets]

    def seal(self, data: bytes, context: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return _FORM + nonce + self._keys[0].encrypt(nonce, data, context.encode())

    def unseal(self, sealed: bytes, context: str) -> bytes:
        """Raises SealBroken."""
        form, nonce, rest = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        if form == _FORM and len(nonce) == _NONCE_BYTES:
            for key in self._keys:
                try:
                    return key.decrypt(nonce, rest, context.encode())
                except InvalidTag:
                    continue
        raise SealBroken


def _seal_of(request: Request) -> Seal:
    seal: Seal = request.app.state.seal
    return seal


#: What a route seals and unseals with.
TheSeal = Annotated[Seal, Depends(_seal_of)]
