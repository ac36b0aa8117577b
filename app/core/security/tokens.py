"""Tokens: signed access tokens for people, opaque ones for everything else."""

import base64
import hashlib
import hmac
import secrets
import string
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from jose import jwt
from jose.exceptions import JOSEError

from app.core.values.clock import now
from app.core.values.errors import Unauthenticated
from app.core.values.ids import new_id

ISSUER = "chamado"
AUDIENCE = "chamado-api"
_ALGORITHM = "ES256"
#: How long a key signs: thirty days.
_EPOCH_SECONDS = 30 * 24 * 3600
#: No token of ours is nearly as long.
_LONGEST = 4096
_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
#: The order of the P-256 group (FIPS 186-5); a private key is a number below it.
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def derived_key(secret: str, purpose: str, length: int = 32) -> bytes:
    """A key of its own for each purpose, from the one secret (HKDF, RFC 5869)."""
    kdf = HKDF(hashes.SHA256(), length, salt=None, info=f"chamado {purpose}".encode())
    return kdf.derive(secret.encode())


def single_use_key(secret: str) -> bytes:
    """Key from which the tokens of e-mails and repeated refreshes are derived."""
    return derived_key(secret, "single-use tokens")


class _Key:
    """One key pair of one secret and epoch."""

    def __init__(self, secret: str, epoch: int) -> None:
        purpose = f"access tokens {epoch}"
        scalar = int.from_bytes(derived_key(secret, purpose, 48)) % (_P256_ORDER - 1) + 1
        private = ec.derive_private_key(scalar, ec.SECP256R1())
        self.private = private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        public = private.public_key()
        self.public = public.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ).decode()
        numbers = public.public_numbers()
        self.id = hashlib.sha256(self.public.encode()).hexdigest()[:16]
        self.jwk = {
            "kty": "EC",
            "crv": "P-256",
            "use": "sig",
            "alg": _ALGORITHM,
            "kid": self.id,
            "x": _base64url(numbers.x.to_bytes(32)),
            "y": _base64url(numbers.y.to_bytes(32)),
        }


class Signer:
    """Signs and verifies access tokens (JWT, ES256).

    Key pairs are derived from the secrets: every process has them and no key file travels. The
    first secret signs; those that an operator has retired still verify. Each secret has a new pair
    every thirty days; the ones before and after the current one are accepted too, so that neither
    a token on its way nor a clock that is a little off is refused.
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        self._secrets = secrets
        self._epoch = -1
        #: Of the current epoch, newest secret first; then by key id, all that verify.
        self._signing: _Key
        self._verifying: dict[str, _Key] = {}

    def sign(
        self,
        *,
        organization_id: UUID,
        person_id: UUID,
        session_id: UUID,
        lifetime: timedelta,
        act: dict[str, str] | None = None,
    ) -> str:
        """An access token; `act` (RFC 8693) says who a visitor is at home."""
        issued = now()
        self._turn(issued)
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(person_id),
            "org": str(organization_id),
            "sid": str(session_id),
            "jti": str(new_id()),
            "iat": int(issued.timestamp()),
            "exp": int((issued + lifetime).timestamp()),
        }
        if act is not None:
            claims["act"] = act
        key = self._signing
        token: str = jwt.encode(claims, key.private, _ALGORITHM, headers={"kid": key.id})
        return token

    def verify(self, token: str) -> dict[str, Any]:
        """The claims of a token of ours that is still good; anything else is refused."""
        moment = now()
        self._turn(moment)
        if len(token) > _LONGEST:
            raise Unauthenticated
        try:
            header = jwt.get_unverified_header(token)
            key = self._verifying.get(header.get("kid", ""))
            if key is None or "crit" in header:
                raise Unauthenticated
            claims: dict[str, Any] = jwt.decode(
                token,
                key.public,
                algorithms=[_ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                options={"require_exp": True, "require_sub": True, "leeway": 0},
            )
            for name in ("org", "sub", "sid"):
                UUID(claims[name])
            is_over = claims["exp"] <= moment.timestamp()
        except (JOSEError, KeyError, ValueError, TypeError, AttributeError):
            raise Unauthenticated from None
        if is_over:
            raise Unauthenticated
        return claims

    def jwks(self) -> dict[str, Any]:
        """The public keys, for whoever verifies our tokens elsewhere (RFC 7517)."""
        self._turn(now())
        return {"keys": [key.jwk for key in self._verifying.values()]}

    def _turn(self, moment: datetime) -> None:
        """Change keys when their time has come."""
        epoch = int(moment.timestamp()) // _EPOCH_SECONDS
        if epoch != self._epoch:
            around = (epoch, epoch - 1, epoch + 1)
            keys = [_Key(secret, e) for secret in self._secrets for e in around]
            self._signing = keys[0]
            self._verifying = {key.id: key for key in keys}
            self._epoch = epoch


def new_opaque(prefix: str, organization_id: UUID) -> str:
    """`<prefix>_` + 22 digits of the organization + 18 of secret (107 bits) + 6 of CRC-32.

    The organization is part of the token so that one look-up in its own shard finds it, and
    the checksum keeps scanners precise and typing errors away from the database.
    """
    body = _base62(organization_id.int, 22) + "".join(secrets.choice(_BASE62) for _ in range(18))
    return f"{prefix}_{body}{_base62(zlib.crc32(body.encode()), 6)}"


def derived_opaque(prefix: str, organization_id: UUID, key: bytes, *parts: str) -> str:
    """Like `new_opaque`, but the same parts give the same token, so that nobody has to keep it."""
    content = b"".join(
        len(part).to_bytes(4) + part
        for part in (text.encode() for text in (prefix, str(organization_id), *parts))
    )
    value = int.from_bytes(hmac.digest(key, content, "sha256"))
    body = _base62(organization_id.int, 22) + _base62(value, 18)
    return f"{prefix}_{body}{_base62(zlib.crc32(body.encode()), 6)}"


def organization_of(token: str, prefix: str) -> UUID | None:
    """The organization of a well-formed opaque token; None if it is not one of ours."""
    start = len(prefix) + 1
    if not token.startswith(f"{prefix}_") or len(token) != start + 46 or not token.isascii():
        return None
    body, checksum = token[start : start + 40], token[start + 40 :]
    if _base62(zlib.crc32(body.encode()), 6) != checksum:
        return None
    value = 0
    for digit in body[:22]:
        if digit not in _BASE62:
            return None
        value = value * 62 + _BASE62.index(digit)
    return UUID(int=value) if value < 1 << 128 else None


def fingerprint(token: str) -> bytes:
    """Fingerprint of an opaque token: enough to recognise it, useless to whoever reads it."""
    return hashlib.sha256(token.encode()).digest()


def _base62(value: int, length: int) -> str:
    digits = []
    for _ in range(length):
        value, rest = divmod(value, 62)
        digits.append(_BASE62[rest])
    return "".join(reversed(digits))


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def expires_at(claims: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(claims["exp"], now().tzinfo)
