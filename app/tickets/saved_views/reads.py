"""Statements that read saved views."""

from sqlalchemy import bindparam, or_, select

from app.core.data.statements import as_json, prepared
from app.core.http.listing import Listing
from app.tickets.models import SavedView
from app.tickets.visibility import ACTOR

_SAVED_VIEWS = select(
    SavedView.id, SavedView.name, SavedView.person_id, SavedView.query, SavedView.version
)
SAVED_VIEWS = Listing(_SAVED_VIEWS, SavedView)
_MINE = SavedView.person_id == ACTOR
#: By whether the reader is of the desk: its own lists are nobody else's.
VIEWS_SEEN = {True: or_(_MINE, SavedView.person_id.is_(None)), False: _MINE}
SAVED_VIEW = {
    sees: prepared(
        as_json(
            _SAVED_VIEWS.where(
                SavedView.organization_id == bindparam("organization_id"),
                SavedView.id == bindparam("id"),
                VIEWS_SEEN[sees],
            ),
            "version",
        )
    )
    for sees in (True, False)
}
