"""Notifications as callers see them."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Out


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
        description="What kind of thing it is about: `ticket`, `order`, `quote`, `incident`,"
        " `automation_rule` or `macro`. New ones may be added."
    )
    subject_id: UUID = Field(description="Id of the thing that it is about.")
    event_count: int = Field(
        description="How many such events of the same thing it tells of: while it is not read, it"
        " counts on. `title` and `created_at` are of the newest."
    )
    is_read: bool = Field(
        description="Whether it was read: marked here, or read in the ticket that it is about."
    )
    created_at: Instant


class UserNotificationQuery(ListQuery):
    """Filter and order of the list of notifications."""

    by_route: ClassVar[frozenset[str]] = frozenset({"is_read"})

    is_read: bool | None = Field(
        None, description="Only notifications that were read, or only those that were not."
    )
    sort: Literal["-created_at", "created_at"] = "-created_at"


class NotificationsRead(In):
    """Choice of notifications to mark as read; without any field all of the caller's."""

    subject_id: UUID | None = Field(
        None, description="Only those about this ticket, order or other thing. Null: about any."
    )
    until: Annotated[
        Instant | None,
        Field(description="Only those that were created until then. Null: until now."),
    ] = None


class NotificationCounts(Out):
    """The number beside the bell."""

    unread: int = Field(description="Number of the caller's notifications that are not read.")
