"""Audit entries as callers see them."""

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import Instant, Out
from app.people.me.schemas import OnBehalf


class AuditEntry(Out):
    seq: int = Field(description="Without gaps, in the order in which things were saved.")
    id: UUID
    name: str = Field(description="Name of the event; new ones may appear.")
    label: str = Field(description="The event in words, in the caller's language.")
    subject_kind: str
    subject_id: UUID
    actor_kind: Literal["person", "token", "system"]
    actor_id: UUID | None
    actor_name: str | None = Field(description="Null: the system.")
    token_id: UUID | None
    token_name: str | None
    session_id: UUID | None
    address: str | None
    on_behalf: OnBehalf | None = Field(description="Who a visitor is at home; null: no visitor.")
    request_id: str | None
    occurred_at: Instant
    data: dict[str, Any]


class AuditQuery(ListQuery):
    sort: Literal["-occurred_at", "occurred_at"] = "-occurred_at"
    actor_id: list[UUID | Literal["me"]] | None = None
    name: list[str] | None = Field(None, description="Names of events.")
    subject_id: UUID | None = Field(None, description="What it happened to.")
    occurred_after: Instant | None = None
    occurred_before: Instant | None = None
