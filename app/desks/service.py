"""Desks: their limits and settings."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.calendars.service import require_calendar
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import ValidationFailed, field_problem
from app.core.values.ids import new_id
from app.core.values.text import N_, translate
from app.core.values.wire import apply
from app.desks.events import DeskCreated, DeskUpdated
from app.desks.models import Desk
from app.desks.schemas import DeskCreate, DeskUpdate
from app.files.uploads.schemas import ACCEPTED
from app.organizations.service import organization_of


async def default_desk(session: TenantSession) -> Desk:
    """The desk of whoever names none. It is made when somebody needs it first."""
    organization_id = session.actor.organization_id
    desk = await session.get(Desk, (organization_id, organization_id))
    if desk is not None:
        return desk
    organization = await organization_of(session)
    moment = now()
    await session.execute(
        insert(Desk)
        .values(
            organization_id=organization_id,
            id=organization_id,
            name=translate(N_("Support"), organization.locale),
            version=1,
            created_at=moment,
            updated_at=moment,
        )
        .on_conflict_do_nothing()
    )
    return await session.fetch(Desk, organization_id)


async def require_desk(session: TenantSession, desk_id: UUID | None) -> Desk:
    """The desk that a request names, or the default one."""
    if desk_id is None or desk_id == session.actor.organization_id:
        return await default_desk(session)
    return await session.refer(Desk, desk_id, "desk_id")


def create_desk(session: TenantSession, new: DeskCreate) -> Desk:
    desk = Desk(id=new.id or new_id(), name=new.name)
    session.add(desk)
    announce(session, DeskCreated(desk_id=desk.id))
    return desk


async def update_desk(session: TenantSession, desk: Desk, change: DeskUpdate) -> None:
    wanted = change.changes()
    if wanted.get("calendar_id") is not None:
        await require_calendar(session, wanted["calendar_id"], "calendar_id")
    unknown = set(wanted.get("accepted_media_types") or ()) - ACCEPTED.keys()
    if unknown:
        detail = N_("Files of the type {media_type} are not taken here.")
        problems = [
            field_problem("accepted_media_types", "media_type", detail, media_type=media_type)
            for media_type in sorted(unknown)
        ]
        raise ValidationFailed(errors=problems)
    apply(desk, wanted)
    _check_rating_mail(desk, wanted.keys())
    if wanted:
        announce(session, DeskUpdated(desk_id=desk.id, fields=sorted(wanted)))


def _check_rating_mail(desk: Desk, sent: Collection[str]) -> None:
    """Refuse a rating mail that finds its ticket closed by itself: nobody would get any."""
    if desk.rating_mail_after_hours is None:
        return
    # Both happen within the hour after they are due, the mail in the one before at the latest.
    most = desk.auto_close_days * 24 - 2
    changed = {"rating_mail_after_hours", "auto_close_days"} & set(sent)
    if changed and desk.rating_mail_after_hours > most:
        detail = N_("The ticket is closed by then; at most {hours} hours after solving.")
        raise ValidationFailed.at(max(changed), "after_auto_close", detail, hours=most)
