"""Statements that read a person's notifications."""

from sqlalchemy import and_, bindparam, func, or_, select

from app.core.http.listing import Listing
from app.notifications.models import UserNotification
from app.notifications.visibility import NOTIFICATION_VISIBILITY
from app.tickets.models import ReadMarker

#: Marked here, or read in the ticket: as far as its message, or after what has none.
IS_READ = or_(
    UserNotification.read_at.is_not(None),
    select(ReadMarker.ticket_id)
    .where(
        ReadMarker.organization_id == UserNotification.organization_id,
        ReadMarker.ticket_id == UserNotification.subject_id,
        ReadMarker.person_id == UserNotification.person_id,
        or_(
            and_(UserNotification.seq > 0, ReadMarker.last_read_seq >= UserNotification.seq),
            and_(UserNotification.seq == 0, ReadMarker.read_at >= UserNotification.created_at),
        ),
    )
    .exists(),
)
_NOTIFICATIONS = select(
    UserNotification.id,
    UserNotification.event,
    UserNotification.title,
    UserNotification.subject_kind,
    UserNotification.subject_id,
    func.coalesce(UserNotification.event_count, 1).label("event_count"),
    IS_READ.label("is_read"),
    UserNotification.created_at,
)
NOTIFICATIONS = Listing(_NOTIFICATIONS, UserNotification, visibility=NOTIFICATION_VISIBILITY)
NOTIFICATION = NOTIFICATION_VISIBILITY.read_by_id(_NOTIFICATIONS)
UNREAD = NOTIFICATION_VISIBILITY.statement(
    select(func.count().label("unread")).where(
        UserNotification.organization_id == bindparam("organization_id"), ~IS_READ
    )
)
