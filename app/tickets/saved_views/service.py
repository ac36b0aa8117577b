"""Saved views: the parameters of a ticket list, kept under a name."""

from typing import Any

from pydantic import ValidationError

from app.core.data.database import TenantSession
from app.core.values.errors import ValidationFailed, field_problem
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.tickets.saved_views.models import SavedView
from app.tickets.saved_views.schemas import SavedViewCreate, SavedViewUpdate
from app.tickets.schemas import TicketQuery


def create_view(session: TenantSession, new: SavedViewCreate) -> SavedView:
    """Keep a list for oneself, or as a lead for the whole desk."""
    if new.shared:
        session.actor.require("tickets:lead")
    view = SavedView(
        id=new.id or new_id(),
        name=new.name,
        person_id=None if new.shared else session.actor.person_id,
        query=_checked(new.query),
    )
    session.add(view)
    return view


def update_view(session: TenantSession, view: SavedView, change: SavedViewUpdate) -> None:
    _check_owner(session, view)
    wanted = change.changes()
    if "query" in wanted:
        wanted["query"] = _checked(wanted["query"])
    apply(view, wanted)


async def delete_view(session: TenantSession, view: SavedView) -> None:
    _check_owner(session, view)
    await session.delete(view)


def _checked(query: dict[str, Any]) -> dict[str, Any]:
    """The parameters, as `listTickets` would take them."""
    try:
        found = TicketQuery.model_validate(query | {"cursor": None, "limit": 25})
    except ValidationError as error:
        detail = N_("This is no parameter of the list, or no value of it.")
        raise ValidationFailed(
            errors=[
                field_problem("query/" + "/".join(map(str, e["loc"])), "not_a_parameter", detail)
                for e in error.errors()
            ]
        ) from None
    return found.model_dump(mode="json", exclude_unset=True, exclude={"cursor", "limit"})


def _check_owner(session: TenantSession, view: SavedView) -> None:
    if view.person_id is None:
        session.actor.require("tickets:lead")
