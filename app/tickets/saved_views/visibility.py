"""Visibility of saved views: one's own, and those of the desk."""

from typing import Annotated

from sqlalchemy import or_

from app.core.data.visibility import ACTOR, Visibility
from app.core.http.access import existing
from app.tickets.saved_views.models import SavedView

_OWN = SavedView.person_id == ACTOR
#: The lists of the desk are for nobody else.
VIEW_VISIBILITY = Visibility(
    SavedView,
    (_OWN,),
    everything="tickets:all",
    whole=or_(_OWN, SavedView.person_id.is_(None)),
)

TheView = Annotated[SavedView, existing(SavedView, "tickets:write", visibility=VIEW_VISIBILITY)]
