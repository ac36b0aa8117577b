"""Holiday sets: holidays that an organization defines itself."""

from sqlalchemy import any_, literal, select

from app.calendars.events import CalendarUpdated, HolidaySetCreated, HolidaySetUpdated
from app.calendars.holiday_sets.schemas import HolidaySetCreate, HolidaySetUpdate
from app.calendars.models import BusinessCalendar, HolidaySet
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.ids import new_id


def create_holiday_set(session: TenantSession, new: HolidaySetCreate) -> HolidaySet:
    found = HolidaySet(
        id=new.id or new_id(),
        name=new.name,
        rules=[rule.model_dump(mode="json") for rule in new.rules],
    )
    session.add(found)
    announce(session, HolidaySetCreated(holiday_set_id=found.id))
    return found


async def update_holiday_set(
    session: TenantSession, holidays: HolidaySet, change: HolidaySetUpdate
) -> None:
    """Change the set, and with it every calendar that keeps it."""
    if "name" in change.model_fields_set:
        holidays.name = change.name
    if "rules" in change.model_fields_set:
        holidays.rules = [rule.model_dump(mode="json") for rule in change.rules]
        keeping = select(BusinessCalendar.id).where(
            literal(holidays.id) == any_(BusinessCalendar.holiday_set_ids)
        )
        for calendar_id in await session.scalars(keeping):
            announce(session, CalendarUpdated(calendar_id=calendar_id))
    announce(session, HolidaySetUpdated(holiday_set_id=holidays.id))
