"""Idempotency-Key: a request that is sent twice is carried out once (IETF draft 07).

The answer is stored in the transaction of the change itself, so there is no moment at which
one exists without the other.
"""

import hashlib
import json
import re
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from sqlalchemy import Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, TenantSession
from app.core.data.statements import sql
from app.core.http.problems import request_notation
from app.core.runtime import runtime_of
from app.core.security.encryption import DecryptionFailed
from app.core.values.clock import now
from app.core.values.errors import Refusal, TryAgain
from app.core.values.text import N_

KEPT = timedelta(hours=24)
#: For those who work where there may be no network: whoever has the permission.
KEPT_OFFLINE, OFFLINE = timedelta(hours=72), "orders:execute"
_FINAL_STATUSES = {404, 409, 412}
_KEPT_HEADERS = ("location", "etag", "content-type", "content-language")
_BOUNDARY = re.compile(r'^multipart/.*;\s*boundary="?([^";]+)', re.IGNORECASE)


class IdempotencyInProgress(Refusal):
    """The first request with this key has not been answered yet."""

    title = N_("The first request with this key is still running")
    advice = N_("Wait a second and send it again.")

    def __init__(self) -> None:
        super().__init__()
        self.headers = {"Retry-After": "1"}


class IdempotencyKeyReused(Refusal):
    """The key was used for another request already."""

    status = 422
    title = N_("This key belongs to another request")
    advice = N_("Make a new key for each new request.")


class IdempotencyKeyMalformed(Refusal):
    """A key is 16 to 255 visible ASCII characters, quoted or not."""

    status = 400
    title = N_("This is no Idempotency-Key")
    advice = N_("Use 16 to 255 visible ASCII characters, a UUID for example.")


class AnswerUndecryptable(Refusal):
    """It was done, but its answer was encrypted with a secret that is not in use any more."""

    title = N_("This was done, and its answer cannot be read any more")
    advice = N_("Read the object instead; do not send the request with another key.")


class Replay(Exception):
    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        super().__init__()
        self.status, self.headers, self.body = status, headers, body

    def response(self) -> Response:
        headers = self.headers | {"Idempotent-Replayed": "true"}
        return Response(self.body, self.status, headers)


class IdempotencyKey(Base):
    __tablename__ = "idempotency_keys"
    __table_args__ = (Index(None, "organization_id", "expires_at"),)

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    principal: Mapped[str] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int]
    headers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]


LOCK_KEY = sql("select pg_try_advisory_xact_lock(:lock::bigint) as mine")
FIND_KEY = sql("""select request_hash, status, headers::text as headers, body, expires_at
         from idempotency_keys
        where organization_id = :organization_id and principal = :principal
          and operation = :operation and key = :key""")
KEEP_ANSWER = sql("""insert into idempotency_keys as k (organization_id, principal, operation, key,
                                     request_hash, status, headers, body, expires_at)
       values (:organization_id, :principal, :operation, :key, :request_hash, :status,
               :headers::text::jsonb, :body, :expires_at)
       on conflict (organization_id, principal, operation, key) do update
          set request_hash = excluded.request_hash, status = excluded.status,
              headers = excluded.headers, body = excluded.body, expires_at = excluded.expires_at
        where k.expires_at < :now
       returning key""")


def key_of(request: Request) -> str | None:
    """The key of a POST, without its quotes."""
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    if key is None:
        return None
    bare = key.strip().removeprefix('"').removesuffix('"')
    if not re.fullmatch(r"[\x21-\x7e]{16,255}", bare):
        raise IdempotencyKeyMalformed
    return bare


async def given_key(request: Request) -> str | None:
    """The dependency behind `GivenKey`; the contract finds it."""
    return key_of(request)


#: For a public route, which has no session of its own: it claims and remembers the key by itself.
GivenKey = Annotated[str | None, Depends(given_key)]


def is_final(refusal: Refusal) -> bool:
    """Return True if the same request would be refused again; other refusals release the key."""
    passing = isinstance(refusal, IdempotencyInProgress | TryAgain)
    return refusal.status in _FINAL_STATUSES and not passing


async def claim(session: TenantSession, request: Request, key: str) -> None:
    """Go on if this request is new; answer it again if it is not."""
    identity = _identity(session, request, key)
    digest = hashlib.sha256(json.dumps(identity, default=str, sort_keys=True).encode()).digest()
    lock = int.from_bytes(digest[:8], signed=True)
    mine = await session.row(LOCK_KEY, lock=lock)
    if mine is None or not mine["mine"]:
        raise IdempotencyInProgress
    found = await session.row(FIND_KEY, **identity)
    if found is None or found["expires_at"] < now():
        return
    encryptor = runtime_of(request).encryptor
    try:
        request_hash = encryptor.decrypt(found["request_hash"], _place("request", identity))
        body = encryptor.decrypt(found["body"], _place("answer", identity))
    except DecryptionFailed:
        raise AnswerUndecryptable from None
    if request_hash != await _request_hash(request):
        raise IdempotencyKeyReused
    raise Replay(found["status"], json.loads(found["headers"]), body)


async def remember(session: TenantSession, request: Request, key: str, response: Response) -> None:
    """Store the answer beside the change it reports."""
    headers = {k: v for k, v in response.headers.items() if k.lower() in _KEPT_HEADERS}
    identity = _identity(session, request, key)
    # An answer may hold what is shown once, such as the text of a token, and a request a password,
    # which its hash would let others guess: stored as they are, they would be secrets at rest.
    encryptor = runtime_of(request).encryptor
    kept = await session.row(
        KEEP_ANSWER,
        **identity,
        request_hash=encryptor.encrypt(await _request_hash(request), _place("request", identity)),
        status=response.status_code,
        headers=json.dumps(headers),
        body=encryptor.encrypt(bytes(response.body), _place("answer", identity)),
        expires_at=now() + (KEPT_OFFLINE if OFFLINE in session.actor.permissions else KEPT),
        now=now(),
    )
    if kept is None:
        # The same key was finished by another process after ours had looked for it.
        raise IdempotencyInProgress


async def remember_refusal(
    session: TenantSession, request: Request, key: str, refusal: Refusal
) -> None:
    """Store a refusal that would be the same next time."""
    body = refusal.body(request_notation(request), request.scope.get("request_id", ""))
    response = Response(
        json.dumps(body, ensure_ascii=False, default=str),
        refusal.status,
        refusal.headers,
        media_type="application/problem+json",
    )
    with suppress(IdempotencyInProgress):
        await remember(session, request, key, response)


def _identity(session: TenantSession, request: Request, key: str) -> dict[str, str]:
    operation = f"{request.method} {request.scope['route'].path}"
    return {"principal": session.actor.principal, "operation": operation, "key": key}


def _place(part: str, identity: dict[str, str]) -> str:
    return "\n".join((part, *identity.values()))


async def _request_hash(request: Request) -> bytes:
    body, content_type = await request.body(), request.headers.get("content-type", "")
    if found := _BOUNDARY.search(content_type):
        # Whoever sends a form again sends the same parts, between other boundaries.
        content_type = content_type.replace(found[1], "")
        body = body.replace(f"--{found[1]}".encode("latin-1"), b"--")
    head = f"{request.url.path}?{request.url.query}\n{content_type}\n"
    return hashlib.sha256(head.encode() + body).digest()
