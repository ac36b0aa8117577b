"""On-call duty of technicians: set, and taken away again."""

from datetime import UTC, datetime

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.people.models import Person
from app.schedules.events import OnCallDutyDeleted, OnCallDutyUpdated
from app.schedules.on_call.models import OnCallDuty
from app.schedules.on_call.schemas import OnCallDutyPut
from app.schedules.working_hours.service import require_technician


async def on_call_duty_of(session: TenantSession, person: Person) -> OnCallDuty | None:
    """The duty of somebody whose row is locked, so that nobody else makes it meanwhile."""
    wanted = select(OnCallDuty).where(OnCallDuty.person_id == person.id)
    found: OnCallDuty | None = await session.scalar(wanted)
    return found


def put_on_call_duty(
    session: TenantSession, person: Person, duty: OnCallDuty | None, wanted: OnCallDutyPut
) -> None:
    """Say when a technician can be called, instead of what was said before."""
    require_technician(person)
    if duty is None:
        duty = OnCallDuty(id=new_id(), person_id=person.id)
        session.add(duty)
    duty.periods = [
        {"starts_at": _written(period.starts_at), "ends_at": _written(period.ends_at)}
        for period in wanted.periods
    ]
    duty.updated_at = now()  # a new version also where nothing is other than before
    announce(session, OnCallDutyUpdated(person_id=person.id))


async def delete_on_call_duty(session: TenantSession, duty: OnCallDuty) -> None:
    await session.delete(duty)
    announce(session, OnCallDutyDeleted(person_id=duty.person_id))


def _written(at: datetime) -> str:
    """The instant as answers have it, which show the periods as they are stored."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
