"""Figures of the service desk as callers see them."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.core.values.wire import Out
from app.desks.models import TicketStatus
from app.reports.schemas import Period, PeriodQuery
from app.sla.models import Metric
from app.tickets.models import Priority

_OPENED = "Number of tickets that were opened."
_SOLVED = "Number of tickets that were solved, and not reopened since."
_FIRST_RESPONSE = (
    "Elapsed time from opening to the desk's first response, of the tickets that were opened. Those"
    " without a response do not count."
)
_RESOLUTION = "Elapsed time from opening to solving, of the tickets that were solved."
_OPEN = "Number of tickets that are neither solved nor closed now."
_AVERAGE = "Average of the ratings, 1 to 5 stars. Null: there is none."


class DashboardQuery(PeriodQuery):
    """A period in the organization's time zone, both days included, and whose tickets."""

    desk_id: UUID | None = Field(None, description="Only tickets of this desk. Absent: of all.")
    team_id: UUID | None = Field(None, description="Only tickets of this team. Absent: of all.")


class StatusCount(Out):
    """The number of open tickets with one status."""

    status: TicketStatus = Field(description="Status of the tickets.")
    count: int = Field(description="Number of tickets.")


class PriorityCount(Out):
    """The number of open tickets with one priority."""

    priority: Priority = Field(description="Priority of the tickets.")
    count: int = Field(description="Number of tickets.")


class SupportBacklog(Out):
    """Numbers of tickets that are neither solved nor closed now, whenever they were opened."""

    count: int = Field(description="Number of all these tickets.")
    unassigned: int = Field(description="Number of those without an assignee.")
    awaiting_agent: int = Field(description="Number of those where the desk has to act.")
    overdue: int = Field(description="Number of those whose `due_at` has passed.")
    due_within_hour: int = Field(
        description="Number of those whose `due_at` is within the next 60 minutes."
    )
    by_status: list[StatusCount] = Field(
        description="Numbers by status, the greatest first; statuses without tickets are left out."
    )
    by_priority: list[PriorityCount] = Field(
        description="Numbers by priority, the greatest first; priorities without tickets are left"
        " out."
    )


class Durations(Out):
    """Statistics of durations, in seconds."""

    count: int = Field(description="Number of cases that were measured.")
    median_seconds: int | None = Field(
        description="Median, in seconds. Null: nothing was measured."
    )
    p90_seconds: int | None = Field(
        description="90th percentile, in seconds: nine of ten took at most so long. Null: nothing"
        " was measured."
    )


class SlaFigures(Out):
    """Numbers of SLA targets of one metric that were met and breached."""

    metric: Metric = Field(description="What the targets measure.")
    met: int = Field(description="Number of SLA clocks that were met in time.")
    breached: int = Field(description="Number of SLA clocks that were breached.")
    working_time: Durations = Field(
        description="Business time that these clocks consumed, by the calendar of their policy."
    )


class Satisfaction(Out):
    """Ratings that were given in a period."""

    count: int = Field(description="Number of ratings.")
    average: float | None = Field(description=_AVERAGE)
    by_stars: list[int] = Field(
        description="Number of ratings with one, two, three, four and five stars, in this order."
    )


class AgentFigures(Out):
    """Workload of one agent, and their figures in the period."""

    agent_id: UUID | None = Field(description="The agent. Null: tickets without an assignee.")
    agent_name: str | None = Field(description="Name of the agent. Null: nobody.")
    open: int = Field(description=f"{_OPEN} Assigned to the agent now.")
    solved: int = Field(description=f"{_SOLVED} In the period; assigned to the agent now.")
    ratings: int = Field(
        description="Number of ratings in the period of tickets that were assigned to the agent"
        " when rated."
    )
    average_stars: float | None = Field(description=_AVERAGE)


class TopicFigures(Out):
    """Number of tickets about one node of the form tree."""

    form_node_id: UUID | None = Field(
        description="The node that was chosen on opening. Null: none was."
    )
    label: str | None = Field(description="Label of the node. Null: none was chosen.")
    open: int = Field(description=_OPEN)
    opened: int = Field(description=f"{_OPENED} In the period.")


class TrendPoint(Out):
    """One step of the time series."""

    starts_on: date = Field(
        description="First day of the step. The first week or month may begin before the period;"
        " only days of the period count."
    )
    opened: int = Field(description=_OPENED)
    solved: int = Field(description=_SOLVED)
    first_response: Durations = Field(description=_FIRST_RESPONSE)
    resolution: Durations = Field(description=_RESOLUTION)
    satisfaction_count: int = Field(description="Number of ratings that were given.")
    satisfaction_average: float | None = Field(description=_AVERAGE)


class SupportDashboard(Out):
    """Figures of the service desk: what is open now, and how it did in a period.

    Spam and tickets that were merged into others are left out.
    """

    period: Period = Field(description="The period that the figures are of.")
    backlog: SupportBacklog = Field(
        description="What is open at the time of the answer, independent of the period."
    )
    opened: int = Field(description=f"{_OPENED} In the period.")
    solved: int = Field(description=f"{_SOLVED} In the period.")
    reopened: int = Field(description="How often tickets were reopened in the period.")
    first_response: Durations = Field(description=_FIRST_RESPONSE)
    resolution: Durations = Field(description=_RESOLUTION)
    sla_targets: list[SlaFigures] = Field(
        description="SLA figures by metric, of the clocks that started in the period and are met or"
        " breached by now."
    )
    satisfaction: Satisfaction = Field(description="Ratings that were given in the period.")
    agents: list[AgentFigures] = Field(
        description="Figures by agent, those with the most open tickets first."
    )
    topics: list[TopicFigures] = Field(
        description="Figures by node of the form tree, those with the most open tickets first."
    )
    series: list[TrendPoint] = Field(
        description="Figures step by step, oldest first, steps without anything included."
    )
