"""Statements that read a person's notifications."""

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.types import Uuid

from app.core.data.statements import as_json, by_id, prepared
from app.core.http.listing import Listing
from app.notifications.models import Notification
from app.tickets.models import ReadMarker

_ACTOR = bindparam("actor_id", type_=Uuid())
OWN = Notification.person_id == _ACTOR

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
NOTIFICATIONS = Listing(_NOTIFICATIONS, Notification)
NOTIFICATION = prepared(
    as_json(
        _NOTIFICATIONS.where(
            by_id(Notification),
            OWN,
        )
    )
)
UNREAD = prepared(
    select(func.count().label("unread")).where(
        Notification.organization_id == bindparam("organization_id"), OWN, ~_is_read
    )
)
