"""Verified credentials, cached for a minute at most and dropped when rights change."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from app.core.security.actors import Actor
from app.core.values.clock import now

#: A credential goes unverified for so long, and never beyond its own end.
KNOWN_FOR = timedelta(seconds=60)
_MOST_CREDENTIALS = 10_000

Verify = Callable[[str], Awaitable[Actor]]


@dataclass(slots=True)
class Credentials:
    """Verified credentials, kept for a minute at most and forgotten when rights change."""

    verify: Verify
    _known: dict[bytes, tuple[datetime, Actor]] = field(default_factory=dict)
    _forgotten: int = 0
    _verified: int = 0

    def __len__(self) -> int:
        return len(self._known)

    def take_verified(self) -> int:
        """Return the number of verifications since this was asked last."""
        verified, self._verified = self._verified, 0
        return verified

    async def actor(self, token: str) -> Actor:
        """Actor who holds this token; 401 if nobody does (any more)."""
        digest = hashlib.sha256(token.encode()).digest()
        found = self._known.get(digest)
        if found is not None and found[0] > now():
            return found[1]
        forgotten = self._forgotten
        self._verified += 1
        actor = await self.verify(token)
        if forgotten != self._forgotten:
            return actor  # rights changed while we looked: do not keep what we saw
        if len(self._known) >= _MOST_CREDENTIALS:
            self._known.clear()
        known_until = now() + KNOWN_FOR
        if actor.valid_until is not None:
            known_until = min(known_until, actor.valid_until)
        self._known[digest] = (known_until, actor)
        return actor

    def forget(self, organization_id: UUID) -> None:
        """Verify every credential of this organization again, its visitors elsewhere included."""
        self._forgotten += 1
        self._known = {
            digest: (until, actor)
            for digest, (until, actor) in self._known.items()
            if actor.organization_id != organization_id
            and (actor.act is None or actor.act.organization_id != organization_id)
        }

    def forget_all(self) -> None:
        """Verify everything again: a message that rights have changed may have been missed."""
        self._forgotten += 1
        self._known.clear()
