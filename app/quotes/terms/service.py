"""Terms of a quote: when the work begins and ends, and the last day on which it can be approved."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core.data.database import TenantSession
from app.core.values.clock import now
from app.core.values.errors import ValidationFailed
from app.core.values.text import N_
from app.organizations.service import organization_of, settings_of
from app.quotes.models import Quote


def check_period(quote: Quote) -> None:
    """422 for work that would end before it begins."""
    if quote.starts_on and quote.ends_on and quote.ends_on < quote.starts_on:
        detail = N_("The work cannot end before it begins.")
        raise ValidationFailed.at("ends_on", "before_start", detail)


async def set_last_day(session: TenantSession, quote: Quote, wanted: date | None) -> None:
    """Let the quote be approved through a day of the organization's; 422 if that is over.

    None: as many days after today as the organization's settings say.
    """
    zone = ZoneInfo((await organization_of(session)).zone)
    today = now().astimezone(zone).date()
    last_day = wanted or today + timedelta(days=(await settings_of(session)).quote_days)
    if last_day < today:
        detail = N_("This day is over.")
        raise ValidationFailed.at("last_day", "in_the_past", detail)
    quote.last_day = last_day
    quote.valid_until = datetime.combine(last_day + timedelta(days=1), time(), zone)


def last_day_of(quote: Quote, zone: str) -> date | None:
    """The last day that was promised; of a quote that was sent before days were kept, by `zone`."""
    if quote.last_day is not None or quote.valid_until is None:
        return quote.last_day
    return (quote.valid_until - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date()
