"""The event log: facts that a domain announces, written in the transaction of the change.

One log per organization: the timeline, the audit trail and the feed of whoever listens. Its
numbers are taken by the last statement before COMMIT, so a reader that has seen number N has
seen everything up to N.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, TenantSession
from app.core.data.statements import sql
from app.core.traces import TRACES
from app.core.values.clock import now
from app.core.values.ids import new_id


class Event(BaseModel):
    """A fact in the past tense. Its fields travel to webhooks and phones: never a secret."""

    model_config = ConfigDict(frozen=True)
    name: ClassVar[str]
    #: The fact in a few words, for timelines; translated when it is read.
    label: ClassVar[str]
    #: Details: a template over `words()` without words of its own.
    detail: ClassVar[str] = ""
    #: The kind of thing it happened to, and which field holds that thing's id.
    subject: ClassVar[str]

    @property
    def subject_id(self) -> UUID:
        found: UUID = getattr(self, f"{self.subject}_id")
        return found

    def words(self) -> dict[str, Any]:
        """Typed values of `detail`: the fields, unless the kind of event composes them."""
        return dict(self)


class EventRecord(Base):
    __tablename__ = "events"
    __table_args__ = (
        Index(None, "organization_id", "subject_id", "seq"),
        Index(None, "organization_id", "occurred_at", "seq"),
        Index(None, "organization_id", "actor_id", "occurred_at", "seq"),
        Index(None, "organization_id", "name", "occurred_at", "seq"),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[UUID]
    name: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    token_id: Mapped[UUID | None]
    session_id: Mapped[UUID | None]
    request_id: Mapped[str | None]
    address: Mapped[str | None]
    #: Who a visitor is at home, and what let them in.
    act_organization_id: Mapped[UUID | None]
    act_person_id: Mapped[UUID | None]
    grant_id: Mapped[UUID | None]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    occurred_at: Mapped[datetime]
    #: How many listeners, one because of the other, led to it; 0: somebody did it.
    depth: Mapped[int] = mapped_column(default=0)
    #: The event that the first of them heard; null at depth 0.
    root_seq: Mapped[int | None] = mapped_column(BigInteger)
    #: The span in which it was announced.
    traceparent: Mapped[str | None]


class EventHead(Base):
    """The last number an organization has given out."""

    __tablename__ = "event_heads"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)


def known_events() -> dict[str, type[Event]]:
    """Every kind of event there is, by name."""

    def below(kind: type[Event]) -> Iterator[type[Event]]:
        for sub in kind.__subclasses__():
            yield sub
            yield from below(sub)

    return {kind.name: kind for kind in below(Event) if "name" in vars(kind)}


class Cause(NamedTuple):
    """Why a transaction runs: how many listeners lie between it and what somebody did."""

    depth: int = 0
    #: The event that says what somebody did; null: it is being done now.
    root_seq: int | None = None


def cause_of(session: TenantSession) -> Cause:
    """Cause of what this transaction does now; of a request, none."""
    cause: Cause = session.info.get("cause", Cause())
    return cause


def announce(session: TenantSession, event: Event) -> None:
    """Record the event; the worker delivers it, once in effect, after the commit."""
    if "announced" not in session.info:
        session.info["announced"] = []
        session.last_statements.append(_write)
        session.signals.add("inside")
    session.info["announced"].append((event, cause_of(session), TRACES.traceparent()))


APPEND_EVENTS = sql("""with head as (
           update event_heads set seq = seq + :count
            where organization_id = :organization_id returning seq
       )
       insert into events (organization_id, seq, id, name, subject_kind, subject_id,
                           actor_kind, actor_id, token_id, request_id, payload, occurred_at,
                           session_id, address, act_organization_id, act_person_id, grant_id,
                           depth, root_seq, traceparent)
       select :organization_id, head.seq - :count + e.place, e.id, e.name, e.subject_kind,
              e.subject_id,
              :kind, :person_id, :token_id, :request_id, e.payload, :now, :session_id, :address,
              :act_organization_id, :act_person_id, :grant_id,
              e.depth, e.root_seq, e.traceparent
         from head, jsonb_to_recordset(:events::text::jsonb)
              as e(place int, id uuid, name text, subject_kind text, subject_id uuid, payload jsonb,
                   depth int, root_seq bigint, traceparent text)
       returning seq""")


async def _write(session: TenantSession) -> None:
    announced: list[tuple[Event, Cause, str | None]] = session.info.pop("announced")
    actor = session.actor
    entries = [
        {
            "place": place,
            "id": str(new_id()),
            "name": event.name,
            "subject_kind": event.subject,
            "subject_id": str(event.subject_id),
            "payload": event.model_dump(mode="json"),
            **cause._asdict(),
            "traceparent": traceparent,
        }
        for place, (event, cause, traceparent) in enumerate(announced, start=1)
    ]
    written = await session.rows(
        APPEND_EVENTS,
        count=len(entries),
        events=json.dumps(entries),
        kind=actor.kind,
        person_id=actor.person_id,
        token_id=actor.token_id,
        request_id=actor.request_id,
        now=now(),
        session_id=actor.session_id,
        address=actor.address,
        act_organization_id=actor.act and actor.act.organization_id,
        act_person_id=actor.act and actor.act.person_id,
        grant_id=actor.act and actor.act.grant_id,
    )
    if len(written) != len(entries):
        raise RuntimeError("This organization has no event log: begin_log() was not called.")


def begin_log(session: TenantSession) -> None:
    """Open the log of a new organization."""
    session.add(EventHead(organization_id=session.actor.organization_id, seq=0))
