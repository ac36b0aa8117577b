"""Notifications as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import Instant, Out


class UserNotification(Out):
    """A line that tells the caller what happened; the list of them is the bell."""

    id: UUID
    event: str = Field(
        description="Name of the event that it tells of, such as `ticket.replied` or"
        " `sla.breached`. New ones may be added."
    )
    title: str = Field(
        description="What happened, in the language that the person had when it was written."
    )
    subject_kind: str = Field(
        description="What kind of thing it is about: `ticket`, `order` or `quote`. New ones may be"
        " added."
    )
    subject_id: UUID = Field(description="Id of the thing that it is about.")
    is_read: bool = Field(
        description="Whether it was read: marked here, or its message was read in the ticket."
    )
    created_at: Instant


class UserNotificationQuery(ListQuery):
    """Order of the list of notifications."""

    sort: Literal["-created_at", "created_at"] = "-created_at"


class NotificationCounts(Out):
    """The number beside the bell."""

    unread: int = Field(description="Number of the caller's notifications that are not read.")
