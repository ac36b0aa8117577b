"""Figures of field service as callers see them."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.values.wire import DecimalString, Out
from app.reports.schemas import Period, PeriodQuery


class FieldQuery(PeriodQuery):
    """A period in the organization's time zone, both days included, and whose orders."""

    technician_id: UUID | None = Field(
        None, description="Only orders and visits of this technician. Absent: of all."
    )
    service_id: UUID | None = Field(
        None, description="Only orders with this service among their line items. Absent: all."
    )
    city: str | None = Field(
        None,
        max_length=200,
        description="Only orders for sites in this city, as their addresses have it, in upper or"
        " lower case. Absent: all.",
    )


class FieldReportQuery(FieldQuery):
    """The period of the report, whose orders, and what the figures are grouped by."""

    group_by: Literal["technician", "service", "city", "status"] | None = Field(
        None,
        description="What the figures are grouped by besides. Absent: `groups` stays empty. An"
        " order with several services counts in full in the group of each.",
    )


class FieldExportQuery(FieldQuery):
    """The period of the export, whose orders, and the format of the file."""

    format: Literal["csv", "xlsx"] = Field(
        "csv", description="Format of the file: `csv` or `xlsx` (Excel)."
    )


class FieldFigures(Out):
    """Figures of orders and visits. Rates are between 0 and 1.

    An order counts when it is opened, closed or cancelled, a visit when it ends.
    """

    opened: int = Field(description="Number of orders that were opened.")
    closed: int = Field(description="Number of orders that were closed.")
    cancelled: int = Field(description="Number of orders that were cancelled.")
    visits: int = Field(description="Number of visits that ended; cancelled ones do not count.")
    no_shows: int = Field(description="Number of visits that ended as a no-show.")
    first_time_fix_rate: float | None = Field(
        description="Share of the closed orders that had no failed visit and no follow-up order"
        " since. Null: none was closed."
    )
    no_show_rate: float | None = Field(
        description="Share of the visits that were no-shows. Null: there was no visit."
    )
    punctuality_rate: float | None = Field(
        description="Share of the visits with an arrival in which that was at most 15 minutes"
        " before or after the planned start. Null: there was none."
    )
    travel_seconds: int = Field(description="Travel time of the visits, in seconds.")
    work_seconds: int = Field(description="Work time of the visits, in seconds.")
    pause_seconds: int = Field(description="Pauses of the visits, in seconds.")
    revenue: DecimalString = Field(
        description="What the closed orders bill: their lines less discounts, in the organization's"
        " currency, as it was agreed. Materials are not included."
    )
    expenses: DecimalString = Field(
        description="Expenses of the closed orders, in the organization's currency."
    )


class FieldBacklog(Out):
    """Numbers of orders that are neither closed nor cancelled now, whenever they were opened."""

    open: int = Field(description="Number of orders with the status `open`.")
    scheduled: int = Field(description="Number of orders with the status `scheduled`.")
    in_progress: int = Field(description="Number of orders with the status `in_progress`.")
    awaiting_reschedule: int = Field(
        description="Number of orders with the status `awaiting_reschedule`."
    )
    urgent: int = Field(description="Number of all these orders with the priority `urgent`.")


class FieldStep(Out):
    """One step of the time series."""

    starts_on: date = Field(
        description="First day of the step. The first week or month may begin before the period;"
        " only days of the period count."
    )
    figures: FieldFigures = Field(description="Figures of the step.")


class FieldGroup(Out):
    """The figures of one technician, service, city or status."""

    key: str | None = Field(
        description="Id of the technician or service, the city, or the status that the orders have"
        " now. Null: those without a technician, or without a service."
    )
    name: str | None = Field(
        description="Name of the technician or service; otherwise the same as `key`."
    )
    figures: FieldFigures = Field(description="Figures of the group.")


class FieldReport(Out):
    """Figures of field service in a period: in total, step by step, and by group."""

    period: Period = Field(description="The period that the figures are of.")
    currency: str = Field(description="Currency of all amounts, as an ISO 4217 code.")
    backlog: FieldBacklog = Field(
        description="Orders that are open at the time of the answer, independent of the period."
    )
    totals: FieldFigures = Field(description="Figures of the whole period.")
    series: list[FieldStep] = Field(
        description="Figures step by step, oldest first, steps without anything included."
    )
    groups: list[FieldGroup] = Field(
        description="Figures by `group_by`, the 200 groups with the most orders and visits. Empty"
        " without `group_by`."
    )
