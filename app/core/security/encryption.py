"""Encryption of secrets at rest: a copy of the database alone reveals nothing."""

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.security.tokens import derived_key

_NONCE_BYTES = 12
#: Says how the rest is encrypted, should that ever change.
_FORM = b"\x01"


class DecryptionFailed(Exception):
    """Sealed with a secret that we do not have, for another purpose, or altered since."""


class Encryptor:
    """AES-256-GCM with a key derived from the secret; retired secrets still open what they sealed.

    `context` says what it is and whose: what was encrypted for one place opens in no other.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        self._keys = [AESGCM(derived_key(secret, "secrets at rest")) for secret in secrets]

    def encrypt(self, data: bytes, context: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return _FORM + nonce + self._keys[0].encrypt(nonce, data, context.encode())

    def decrypt(self, encrypted: bytes, context: str) -> bytes:
        """Raises DecryptionFailed."""
        form, nonce, rest = (
            encrypted[:1],
            encrypted[1 : 1 + _NONCE_BYTES],
            encrypted[1 + _NONCE_BYTES :],
        )
        if form == _FORM and len(nonce) == _NONCE_BYTES:
            for key in self._keys:
                try:
                    return key.decrypt(nonce, rest, context.encode())
                except InvalidTag:
                    continue
        raise DecryptionFailed
