"""Visibility of saved views: one's own, and those of the desk."""

from typing import Annotated, Any

from sqlalchemy import Select, select

from app.core.http.access import existing
from app.core.security.actors import Actor
from app.tickets.models import SavedView
from app.tickets.saved_views.reads import VIEWS_SEEN


def _visible(actor: Actor) -> Select[Any]:
    return (
        select(SavedView)
        .where(VIEWS_SEEN[actor.may("tickets:all")])
        .params(actor_id=actor.person_id)
    )


TheView = Annotated[SavedView, existing(SavedView, "tickets:write", visible=_visible)]
