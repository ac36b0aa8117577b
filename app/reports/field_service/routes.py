"""`/v1/reports/field-service`: figures of field service, as JSON and as a table."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.responses import disposition, sends
from app.core.http.routing import Route
from app.core.values.notation import Notation
from app.core.values.text import DEFAULT_LOCALE, N_, translate
from app.gateways.spreadsheets import MEDIA_TYPES, write_sheet
from app.orders.models import OrderPriority, OrderStatus
from app.reports.field_service import schemas
from app.reports.field_service.reads import FIELD_SERVICE, ORDERS_OF_PERIOD
from app.reports.periods import period_of

router = APIRouter(prefix="/reports", tags=["reports"], route_class=Route)

CanRead = Annotated[Reading, acting("reports:read")]
CanExport = Annotated[Reading, acting("reports:read", limit="export")]
#: Column of the table -> its heading.
_COLUMNS = {
    "protocol": N_("Protocol"),
    "status": N_("Status"),
    "priority": N_("Priority"),
    "title": N_("Title"),
    "customer": N_("Customer"),
    "city": N_("City"),
    "technician": N_("Technician"),
    "problem": N_("Problem"),
    "cause": N_("Cause"),
    "solution": N_("Solution"),
    "services": N_("Services"),
    "opened_at": N_("Opened"),
    "closed_at": N_("Closed"),
    "failed_visits": N_("Failed visits"),
    "travel_seconds": N_("Travel (s)"),
    "work_seconds": N_("Work (s)"),
    "pause_seconds": N_("Pauses (s)"),
    "revenue": N_("Revenue"),
    "expenses": N_("Expenses"),
}


@router.get(
    "/field-service",
    operation_id="getFieldServiceReport",
    response_model=schemas.FieldReport,
)
async def get_field_service_report(
    reading: CanRead, query: Annotated[schemas.FieldReportQuery, Query()]
) -> Json:
    """Get the report of field service.

    Gives figures of orders and visits in a period: in total, as a time series, and by
    technician, service, city or status with `group_by`; besides, what is open at the time of
    the answer. A visit counts when it ends, an order when it is opened, closed or cancelled.
    `technician_id`, `service_id` and `city` narrow it.

    Without dates the period is the last 30 days, with today, in the organization's time zone;
    longer than 366 days is refused (`validation_failed`). The figures are of the whole
    organization, whoever asks.
    """
    period = period_of(reading, query)
    asked = query.model_dump(include={"by", "technician_id", "service_id", "city", "group_by"})
    return await one(reading, FIELD_SERVICE, **period, **asked)


@router.get(
    "/field-service-export",
    operation_id="downloadFieldServiceReport",
    response_class=StreamingResponse,
    responses=sends(*MEDIA_TYPES.values()),
)
async def download_field_service_report(
    reading: CanExport,
    query: Annotated[schemas.FieldExportQuery, Query()],
) -> StreamingResponse:
    """Download the orders of a period as CSV or XLSX.

    Sends one row for each order that was opened or closed in the period, in the order of
    opening, with customer, technician, codes, times, revenue and expenses. Headings and
    statuses are in the caller's language, times in the organization's time zone. In Portuguese a
    CSV has `;` between its cells and a decimal comma, as spreadsheets expect there. The same
    filters apply as in `getFieldServiceReport`; orders of the whole organization are included,
    whoever asks. Exports are limited per minute (`rate_limited`), and a period longer than 366
    days is refused (`validation_failed`).
    """
    period = period_of(reading, query)
    asked = query.model_dump(include={"technician_id", "service_id", "city"})
    locale = reading.actor.locale or DEFAULT_LOCALE
    heading = [translate(text, locale) for text in _COLUMNS.values()]
    notation = Notation(locale, reading.actor.zone)
    name = f"{period['first_day']}_{period['last_day']}.{query.format}"
    return StreamingResponse(
        write_sheet(query.format, notation, heading, _rows(reading, period | asked, notation)),
        media_type=MEDIA_TYPES[query.format],
        headers=disposition(name),
    )


async def _rows(
    reading: Reading, given: dict[str, Any], notation: Notation
) -> AsyncIterator[Sequence[Any]]:
    """As the database has them, one after the other: nothing is held in between."""
    values = ORDERS_OF_PERIOD.values(given | {"organization_id": reading.actor.organization_id})
    async with reading.database.read(reading.actor) as connection:
        async for row in connection.cursor(ORDERS_OF_PERIOD.sql, *values):
            told = dict(row)
            told["status"] = notation.label(OrderStatus(row["status"]))
            told["priority"] = notation.label(OrderPriority(row["priority"]))
            told |= {name: _to_the_second(row[name]) for name in ("opened_at", "closed_at")}
            yield [told[name] for name in _COLUMNS]


def _to_the_second(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(microsecond=0)
