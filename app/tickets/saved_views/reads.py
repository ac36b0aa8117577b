"""Statements that read saved views."""

from sqlalchemy import select

from app.core.http.listing import Listing
from app.tickets.saved_views.models import SavedView
from app.tickets.saved_views.visibility import VIEW_VISIBILITY

_SAVED_VIEWS = select(
    SavedView.id, SavedView.name, SavedView.person_id, SavedView.query, SavedView.version
)
SAVED_VIEWS = Listing(_SAVED_VIEWS, SavedView, visibility=VIEW_VISIBILITY)
SAVED_VIEW = VIEW_VISIBILITY.read_by_id(_SAVED_VIEWS, "version")
