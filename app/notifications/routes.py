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
    response_model=Page[schemas.Notification],
)
async def list_notifications(
    reading: CanRead, query: Annotated[schemas.NotificationQuery, Query()]
) -> Json:
    """The caller's bell, newest first."""
    return await NOTIFICATIONS.page(reading, query)


@router.get(
    "/counts/notifications",
    operation_id="countNotifications",
    response_model=schemas.NotificationCounts,
)
async def count_notifications(reading: CanRead) -> schemas.NotificationCounts:
    """The number on the bell."""
    row = await reading.row(UNREAD)
    assert row is not None
    return schemas.NotificationCounts(**row)


@router.post(
    "/notifications/{notification_id}/read",
    operation_id="readNotification",
    response_model=schemas.Notification,
)
async def read_notification(session: CanWrite, notification: TheNotification) -> Json:
    """Take one notification off the bell."""
    notification.read_at = notification.read_at or now()
    return await one(session, NOTIFICATION, id=notification.id)
