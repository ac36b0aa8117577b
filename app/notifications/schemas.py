"""Notifications as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import Instant, Out


class Notification(Out):
    id: UUID
    kind: str = Field(description="Name of the event that it tells of; new ones may appear.")
    title: str = Field(description="In the person's language.")
    subject_kind: str
    subject_id: UUID
    is_read: bool = Field(description="Opened here, or read in the ticket that it is about.")
    created_at: Instant


class NotificationQuery(ListQuery):
    sort: Literal["-created_at", "created_at"] = "-created_at"


class NotificationCounts(Out):
    unread: int
