"""Visibility of notifications: one's own."""

from typing import Annotated, Any

from sqlalchemy import Select, select

from app.core.http.access import existing
from app.core.security.actors import Actor
from app.notifications.models import Notification


def visible(actor: Actor) -> Select[Any]:
    """A bell belongs to one person."""
    return select(Notification).where(Notification.person_id == actor.person_id)


TheNotification = Annotated[Notification, existing(Notification, "me:write", visible=visible)]
