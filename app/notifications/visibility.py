"""Visibility of notifications: a bell belongs to one person."""

from typing import Annotated

from app.core.data.visibility import ACTOR, Visibility
from app.core.http.access import existing
from app.notifications.models import UserNotification

NOTIFICATION_VISIBILITY = Visibility(UserNotification, (UserNotification.person_id == ACTOR,))

TheNotification = Annotated[
    UserNotification, existing(UserNotification, "me:write", visibility=NOTIFICATION_VISIBILITY)
]
