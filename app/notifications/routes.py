"""`/v1/notifications`, `/v1/counts/notifications`"""

from typing import Annotated

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.clock import now
from app.notifications import schemas
from app.notifications import service as notifications
from app.notifications.reads import IS_READ, NOTIFICATION, NOTIFICATIONS, UNREAD
from app.notifications.visibility import TheNotification

router = APIRouter(tags=["notifications"], route_class=Route)


CanRead = Annotated[Reading, acting("me:read")]
CanWrite = Annotated[TenantSession, acting("me:write")]


@router.get(
    "/notifications",
    operation_id="listNotifications",
    response_model=Page[schemas.UserNotification],
)
async def list_notifications(
    reading: CanRead, query: Annotated[schemas.UserNotificationQuery, Query()]
) -> Json:
    """List the caller's notifications.

    They tell what concerns the caller, such as a reply to a ticket or a scheduled visit, newest
    first; `is_read` keeps those that were read or were not. Nobody sees the notifications of
    others. Several events of one kind about one thing are one line with a count, as long as it is
    not read. A notification counts as read when it was marked with `readNotification` or
    `readNotifications`, or when its ticket was read: as far as the message that it tells of, or at
    all if it tells of none. There is no text search.
    """
    if query.is_read is None:
        return await NOTIFICATIONS.page(reading, query)
    return await NOTIFICATIONS.page(reading, query, IS_READ if query.is_read else ~IS_READ)


@router.get(
    "/counts/notifications",
    operation_id="countNotifications",
    response_model=schemas.NotificationCounts,
)
async def count_notifications(reading: CanRead) -> schemas.NotificationCounts:
    """Count the caller's unread notifications.

    Answers with the number to show beside the bell; use it to refresh that number without reading
    the list. What counts as read is the same as in `listNotifications`.
    """
    row = await reading.row(UNREAD)
    assert row is not None
    return schemas.NotificationCounts(**row)


@router.post(
    "/notifications/read",
    operation_id="readNotifications",
    response_model=schemas.NotificationCounts,
)
async def read_notifications(
    session: CanWrite, which: schemas.NotificationsRead
) -> schemas.NotificationCounts:
    """Mark the caller's notifications as read.

    Marks all of them, or with `subject_id` those about one thing: send it when a person opens an
    order, a quote or an incident. With `until`, the `created_at` of the newest one that was shown,
    nothing is marked that came meanwhile. They stay in the list, and cannot become unread again.
    Answers with what is still unread. An unknown `subject_id` marks nothing.
    """
    await notifications.read_notifications(session, which)
    row = await session.row(UNREAD)
    assert row is not None
    return schemas.NotificationCounts(**row)


@router.post(
    "/notifications/{notification_id}/read",
    operation_id="readNotification",
    response_model=schemas.UserNotification,
)
async def read_notification(session: CanWrite, notification: TheNotification) -> Json:
    """Mark a notification as read.

    It stays in the list, and `countNotifications` no longer counts it. Marking it twice changes
    nothing, and a notification cannot become unread again. Nothing changes for the ticket or order
    that it is about. A notification of somebody else is refused with `not_found`.
    """
    notification.read_at = notification.read_at or now()
    return await one(session, NOTIFICATION, id=notification.id)
