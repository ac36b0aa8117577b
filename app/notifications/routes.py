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
from app.notifications.reads import NOTIFICATION, NOTIFICATIONS, UNREAD
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
    first, read ones included. Nobody sees the notifications of others. A notification counts as
    read when it was marked with `readNotification`, or when the message that it tells of was read
    in its ticket. There is no text search and no filter.
    """
    return await NOTIFICATIONS.page(reading, query)


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
