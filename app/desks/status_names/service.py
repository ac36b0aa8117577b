"""Names that a desk gives to statuses."""

from uuid import UUID

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.desks.events import StatusNameCreated, StatusNameUpdated
from app.desks.models import StatusName, TicketStatus
from app.desks.status_names.schemas import StatusNameCreate, StatusNameUpdate


def create_status_name(session: TenantSession, new: StatusNameCreate) -> StatusName:
    status = StatusName(**new.model_dump(exclude={"id"}), id=new.id or new_id())
    session.add(status)
    announce(session, StatusNameCreated(status_name_id=status.id))
    return status


def update_status_name(
    session: TenantSession, status: StatusName, change: StatusNameUpdate
) -> None:
    """Rename or move it; an archived one stays on the tickets that bear it."""
    wanted = change.changes()
    fields = sorted(wanted)
    if "archived" in wanted:
        archived = wanted.pop("archived")
        status.archived_at = (status.archived_at or now()) if archived else None
    apply(status, wanted)
    if fields:
        announce(session, StatusNameUpdated(status_name_id=status.id, fields=fields))


async def require_status_name(
    session: TenantSession, status_name_id: UUID | None, status: TicketStatus
) -> StatusName | None:
    """The name that a request gives to a status; 422 unless it is a living name of that status."""
    if status_name_id is None:
        return None
    found = await session.refer(StatusName, status_name_id, "status_name_id")
    if found.status is not status or found.archived_at is not None:
        detail = N_("This is no name of the status {status}.")
        raise ValidationFailed.at("status_name_id", "not_of_this_status", detail, status=status)
    return found
