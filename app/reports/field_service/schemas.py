"""Figures of field service as callers see them."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.values.wire import DecimalString, Out
from app.reports.schemas import Period, PeriodQuery


class FieldQuery(PeriodQuery):
    """A period in the organization's zone, both days included, and whose orders."""

    technician_id: UUID | None = None
    service_id: UUID | None = None
    city: str | None = Field(None, max_length=200, description="As the sites' addresses have it.")


class FieldReportQuery(FieldQuery):
    group_by: Literal["technician", "service", "city", "status"] | None = Field(
        None, description="Also show the figures of each; null: the period alone."
    )


class FieldExportQuery(FieldQuery):
    format: Literal["csv", "xlsx"] = "csv"


class FieldFigures(Out):
    """What happened. Rates are between 0 and 1; null: there was nothing to tell them from."""

    opened: int
    closed: int
    cancelled: int
    visits: int = Field(description="Those that ended, whatever came of them.")
    no_shows: int = Field(description="Visits that met nobody.")
    first_time_fix_rate: float | None = Field(
        description="Closed without a visit in vain, and not taken up again since."
    )
    no_show_rate: float | None
    punctuality_rate: float | None = Field(
        description="Arrived within fifteen minutes of the appointment."
    )
    travel_seconds: int
    work_seconds: int
    pause_seconds: int
    revenue: DecimalString = Field(description="What the services of closed orders cost.")
    expenses: DecimalString = Field(description="What was spent on closed orders.")


class FieldOpenNow(Out):
    """What is not over at this moment, whenever it was opened."""

    open: int
    scheduled: int
    in_progress: int
    awaiting_reschedule: int
    urgent: int


class FieldStep(Out):
    starts_on: date
    figures: FieldFigures


class FieldGroup(Out):
    key: str | None = Field(description="An id, a city or a status; null: none.")
    name: str | None
    figures: FieldFigures


class FieldReport(Out):
    period: Period
    currency: str
    open_now: FieldOpenNow
    totals: FieldFigures
    series: list[FieldStep]
    groups: list[FieldGroup] = Field(description="The 200 with the most work.")
