"""Evidence chain: links are added one behind the other, and checked from the first on.

A link's hash is the SHA-256, in lower-case hexadecimal, of these lines in UTF-8, with one line feed
between them and none at the end: the hash before it (64 zeros before the first), its number, its
kind, the id of its subject, the hash of its payload, its time (`2026-11-29T21:48:12.998623Z`), its
code and the hash of its file (each empty when there is none).
"""

import hashlib
import secrets
from base64 import b32encode
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.values.canonical_json import canonicalise
from app.core.values.clock import now
from app.documents.chain.models import EvidenceHead, EvidenceRecord
from app.signatures.models import Signature, SignerRole

GENESIS = "0" * 64
_BATCH = 500

# Whoever comes second waits for the head until the first has committed. Nothing else is waited for
# while it is held but the log of events, whose head every transaction takes last. `decode` takes
# the lines, ASCII without backslashes, as they are, and is immutable, as sharded tables demand.
_LINK = sql("""with head as (
           insert into evidence_heads as h (organization_id, seq, hash)
           values (:organization_id, 1, encode(sha256(decode(
                      :genesis::text || E'\\n1\\n' || :told::text, 'escape')), 'hex'))
               on conflict (organization_id) do update
              set seq = h.seq + 1,
                  hash = encode(sha256(decode(
                      h.hash || E'\\n' || (h.seq + 1) || E'\\n' || :told::text,
                      'escape')), 'hex')
        returning seq, hash
       )
       insert into evidence_records (organization_id, seq, kind, subject_id, payload_hash,
                                     recorded_at, hash, code, file_sha256)
       select :organization_id, head.seq, :kind, :subject_id, :payload_hash,
              :recorded_at, head.hash, :code, :file_sha256
         from head
       returning seq""")

Payloads = Mapping[UUID, Mapping[str, Any]]
#: Read what the subjects are now, as it was hashed: a subject that is gone has none.
ReadPayloads = Callable[[TenantSession, Collection[UUID]], Awaitable[Payloads]]


@dataclass(frozen=True, slots=True)
class EvidenceSigner:
    """Somebody who signed, without the name: a stranger may read it."""

    role: SignerRole
    initials: str
    signed_at: datetime

    @classmethod
    def of(cls, signature: Signature) -> Self:
        words = signature.signer_name.split()
        initials = " ".join(f"{word[0].upper()}." for word in (words[0], *words[1:][-1:]))
        return cls(signature.role, initials, signature.received_at)


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """Facts of a subject that a stranger who has the code may read."""

    #: What people call it, such as the protocol of an order.
    reference: str
    happened_at: datetime
    content_hash: str
    signers: list[EvidenceSigner]


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """A kind of evidence: how its payload is read again from the tables that hold it."""

    name: str
    payloads: ReadPayloads
    #: Null: strangers are shown the closing or approval that it belongs to.
    shown: Callable[[TenantSession, UUID], Awaitable[ShownEvidence]] | None = None

    def __post_init__(self) -> None:
        KINDS[self.name] = self


KINDS: dict[str, EvidenceKind] = {}


class BrokenLink(NamedTuple):
    """The first link that does not hold, and why."""

    seq: int
    kind: str
    subject_id: UUID | None
    reason: str


async def add_link(
    session: TenantSession,
    kind: EvidenceKind,
    subject_id: UUID,
    payload: Mapping[str, Any],
    *,
    with_code: bool = False,
    file_sha256: str | None = None,
) -> str | None:
    """Add a link for what this transaction has just written. Returns its code, if it gets one.

    To be called as late as can be: others of the organization that add a link wait from here until
    the end of the transaction.
    """
    code = _new_code() if with_code else None
    link = _Link(kind.name, subject_id, payload_hash(payload), now(), code, file_sha256)
    await session.row(_LINK, genesis=GENESIS, told=link.told, **link._asdict())
    return code


def payload_hash(payload: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonicalise(payload)).hexdigest()


async def is_intact(session: TenantSession, record: EvidenceRecord) -> bool:
    """Tell whether the link fits the one before it, and its subject is what was hashed."""
    before = await session.scalar(
        select(EvidenceRecord.hash).where(EvidenceRecord.seq == record.seq - 1)
    )
    payloads = await KINDS[record.kind].payloads(session, [record.subject_id])
    return _fault(record, before or GENESIS, payloads.get(record.subject_id)) is None


async def first_broken(session: TenantSession) -> BrokenLink | None:
    """Check the chain of the session's organization from its first link to its head."""
    before, seq = GENESIS, 0
    async for batch in _batches(session):
        payloads = await _payloads_of(session, batch)
        for record in batch:
            seq += 1
            if record.seq != seq:
                return BrokenLink(seq, "", None, "The link is missing.")
            fault = _fault(record, before, payloads.get((record.kind, record.subject_id)))
            if fault is not None:
                return BrokenLink(seq, record.kind, record.subject_id, fault)
            before = record.hash
    head = await session.scalar(select(EvidenceHead))
    if (head.seq, head.hash) != (seq, before) if head else seq:
        return BrokenLink(seq + 1, "", None, "Links at the end are missing.")
    return None


class _Link(NamedTuple):
    kind: str
    subject_id: UUID
    payload_hash: str
    recorded_at: datetime
    code: str | None
    file_sha256: str | None

    @property
    def told(self) -> str:
        """The lines of the hash behind the number."""
        at = f"{self.recorded_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        ends = (at, self.code or "", self.file_sha256 or "")
        return "\n".join((self.kind, str(self.subject_id), self.payload_hash, *ends))


def _fault(record: EvidenceRecord, before: str, payload: Mapping[str, Any] | None) -> str | None:
    link = _Link(*(getattr(record, name) for name in _Link._fields))
    lines = f"{before}\n{record.seq}\n{link.told}"
    if hashlib.sha256(lines.encode()).hexdigest() != record.hash:
        return "The link does not fit the one before it."
    if payload is None:
        return "What it proves is missing."
    if payload_hash(payload) != record.payload_hash:
        return "What it proves was changed."
    return None


async def _batches(session: TenantSession) -> AsyncIterator[list[EvidenceRecord]]:
    seq = 0
    while batch := list(
        await session.scalars(
            select(EvidenceRecord)
            .where(EvidenceRecord.seq > seq)
            .order_by(EvidenceRecord.seq)
            .limit(_BATCH)
        )
    ):
        yield batch
        seq = batch[-1].seq
        session.expunge_all()


async def _payloads_of(
    session: TenantSession, batch: list[EvidenceRecord]
) -> dict[tuple[str, UUID], Mapping[str, Any]]:
    subjects: dict[str, set[UUID]] = defaultdict(set)
    for record in batch:
        subjects[record.kind].add(record.subject_id)
    return {
        (kind, subject_id): payload
        for kind, ids in subjects.items()
        for subject_id, payload in (await KINDS[kind].payloads(session, ids)).items()
    }


def _new_code() -> str:
    """128 random bits in letters and digits that are not mistaken for one another (RFC 4648)."""
    return b32encode(secrets.token_bytes(16)).decode().rstrip("=")
