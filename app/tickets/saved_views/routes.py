"""`/v1/saved-views`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.core.data.reading import Json, one
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import PermissionMissing, refuses
from app.tickets.saved_views import schemas
from app.tickets.saved_views import service as saved_views
from app.tickets.saved_views.reads import SAVED_VIEW, SAVED_VIEWS
from app.tickets.saved_views.visibility import TheView
from app.tickets.visibility import CanRead, CanWrite

router = APIRouter(prefix="/saved-views", tags=["tickets"], route_class=Route)


@router.get("", operation_id="listSavedViews", response_model=Page[schemas.SavedView])
async def list_saved_views(
    reading: CanRead, query: Annotated[schemas.SavedViewQuery, Query()]
) -> Json:
    """List saved views.

    Gives the caller's own views, and to those who may see the tickets of everyone also those
    that the whole desk shares. In the order of `name`. A view is a set of parameters: to show
    it, send its `query` to `listTickets`.
    """
    return await SAVED_VIEWS.page(reading, query)


@router.post(
    "",
    operation_id="createSavedView",
    status_code=201,
    response_model=schemas.SavedView,
    responses=refuses(PermissionMissing),
)
async def create_saved_view(session: CanWrite, new: schemas.SavedViewCreate) -> Json:
    """Create a saved view.

    Keeps the parameters of a ticket list under a name, for the caller alone or with `shared`
    for the whole desk. `query` is checked as `listTickets` would, without `cursor` and `limit`;
    what that would not accept is refused with `validation_failed`. Sharing needs the permission
    `tickets:lead` (`permission_missing`).
    """
    view = saved_views.create_view(session, new)
    return await one(
        session, SAVED_VIEW, id=view.id, status=201, location=f"/v1/saved-views/{view.id}"
    )


@router.get("/{saved_view_id}", operation_id="getSavedView", response_model=schemas.SavedView)
async def get_saved_view(reading: CanRead, saved_view_id: UUID) -> Json:
    """Get a saved view.

    Gives the name and the parameters of the view; send them to `listTickets` to get its
    tickets. Answers `not_found` for another person's own view, and for a shared one unless the
    caller may see the tickets of everyone.
    """
    return await one(reading, SAVED_VIEW, id=saved_view_id)


@router.patch(
    "/{saved_view_id}",
    operation_id="updateSavedView",
    response_model=schemas.SavedView,
    responses=refuses(PermissionMissing),
)
async def update_saved_view(
    session: CanWrite, view: TheView, change: schemas.SavedViewUpdate
) -> Json:
    """Update a saved view.

    Changes the name, or replaces all parameters; whether the view is shared cannot be changed.
    A view that the whole desk shares needs the permission `tickets:lead`
    (`permission_missing`). Parameters that `listTickets` would not accept are refused with
    `validation_failed`.
    """
    saved_views.update_view(session, view, change)
    return await one(session, SAVED_VIEW, id=view.id)


@router.delete(
    "/{saved_view_id}",
    operation_id="deleteSavedView",
    status_code=204,
    responses=refuses(PermissionMissing),
)
async def delete_saved_view(session: CanWrite, view: TheView) -> Response:
    """Delete a saved view.

    Deletes the name and the parameters for good; tickets are not affected. A view that the
    whole desk shares disappears for everyone and needs the permission `tickets:lead`
    (`permission_missing`).
    """
    await saved_views.delete_view(session, view)
    return Response(status_code=204)
