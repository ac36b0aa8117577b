"""`/v1/notifications`, `/v1/counts/notifications`"""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Select, select

from app.core.access import acting, existing
from app.core.actors import Actor
from app.core.clock import now
from app.core.database import TenantSession
from app.core.listing import Page
from app.core.reading import Reading, one
from app.core.routing import Route
from app.notifications import schemas
from app.notifications.models import Notification
from app.notifications.reads import NOTIFICATION, NOTIFICATIONS, OWN, UNREAD

router = APIRouter(tags=["notifications"], route_class=Route)


def visible(actor: Actor) -> Select[Any]:
    """A bell belongs to one person."""
    return select(Notification).where(Notification.person_id == actor.person_id)


CanRead = Annotated[Reading, acting("me:read")]
CanWrite = Annotated[TenantSession, acting("me:write")]
TheNotification = Annotated[Notification, existing(Notification, "me:write", visible=visible)]


@router.get(
    "/notifications",
    operation_id="listNotifications",
    response_model=Page[schemas.Notification],
)
async def list_notifications(
    reading: CanRead, query: Annotated[schemas.NotificationQuery, Query()]
) -> Any:
    """The caller's bell, newest first."""
    return await NOTIFICATIONS.page(reading, query, OWN, actor_id=reading.actor.person_id)


@router.get(
    "/counts/notifications",
    operation_id="countNotifications",
    response_model=schemas.NotificationCounts,
)
async def count_notifications(reading: CanRead) -> schemas.NotificationCounts:
    """The number on the bell."""
    row = await reading.row(UNREAD, actor_id=reading.actor.person_id)
    assert row is not None
    return schemas.NotificationCounts(**row)


@router.post(
    "/notifications/{notification_id}/read",
    operation_id="readNotification",
    response_model=schemas.Notification,
)
async def read_notification(session: CanWrite, notification: TheNotification) -> Any:
    """Take one notification off the bell."""
    notification.read_at = notification.read_at or now()
    return await one(session, NOTIFICATION, id=notification.id, actor_id=session.actor.person_id)
