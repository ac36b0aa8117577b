"""Statements that read a person's notifications."""

from sqlalchemy import bindparam, func, or_, select

from app.core.http.listing import Listing
from app.notifications.models import UserNotification
from app.notifications.visibility import NOTIFICATION_VISIBILITY
from app.tickets.models import ReadMarker

_is_read = or_(
    UserNotification.read_at.is_not(None),
    select(ReadMarker.ticket_id)
    .where(
        ReadMarker.organization_id == UserNotification.organization_id,
        ReadMarker.ticket_id == UserNotification.subject_id,
        ReadMarker.person_id == UserNotification.person_id,
        ReadMarker.last_read_seq >= UserNotification.seq,
        UserNotification.seq > 0,
    )
    .exists(),
)
_NOTIFICATIONS = select(
    UserNotification.id,
    UserNotification.event,
    UserNotification.title,
    UserNotification.subject_kind,
    UserNotification.subject_id,
    _is_read.label("is_read"),
    UserNotification.created_at,
)
NOTIFICATIONS = Listing(_NOTIFICATIONS, UserNotification, visibility=NOTIFICATION_VISIBILITY)
NOTIFICATION = NOTIFICATION_VISIBILITY.read_by_id(_NOTIFICATIONS)
UNREAD = NOTIFICATION_VISIBILITY.statement(
    select(func.count().label("unread")).where(
        UserNotification.organization_id == bindparam("organization_id"), ~_is_read
    )
)
