"""Visibility of notifications: a bell belongs to one person."""

from typing import Annotated

from app.core.data.visibility import ACTOR, Visibility
from app.core.http.access import existing
from app.notifications.models import Notification

NOTIFICATION_VISIBILITY = Visibility(Notification, (Notification.person_id == ACTOR,))

TheNotification = Annotated[
    Notification, existing(Notification, "me:write", visibility=NOTIFICATION_VISIBILITY)
]
