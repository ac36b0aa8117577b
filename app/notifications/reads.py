"""Statements that read a person's notifications."""

from sqlalchemy import bindparam, func, or_, select

from app.core.http.listing import Listing
from app.notifications.models import Notification
from app.notifications.visibility import NOTIFICATION_VISIBILITY
from app.tickets.models import ReadMarker

_is_read = or_(
    Notification.read_at.is_not(None),
    select(ReadMarker.ticket_id)
    .where(
        ReadMarker.organization_id == Notification.organization_id,
        ReadMarker.ticket_id == Notification.subject_id,
        ReadMarker.person_id == Notification.person_id,
        ReadMarker.last_read_seq >= Notification.seq,
        Notification.seq > 0,
    )
    .exists(),
)
_NOTIFICATIONS = select(
    Notification.id,
    Notification.kind,
    Notification.title,
    Notification.subject_kind,
    Notification.subject_id,
    _is_read.label("is_read"),
    Notification.created_at,
)
NOTIFICATIONS = Listing(_NOTIFICATIONS, Notification, visibility=NOTIFICATION_VISIBILITY)
NOTIFICATION = NOTIFICATION_VISIBILITY.read_by_id(_NOTIFICATIONS)
UNREAD = NOTIFICATION_VISIBILITY.statement(
    select(func.count().label("unread")).where(
        Notification.organization_id == bindparam("organization_id"), ~_is_read
    )
)
