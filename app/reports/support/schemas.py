"""Figures of the service desk as callers see them."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.core.values.wire import Out
from app.desks.models import TicketStatus
from app.reports.schemas import Period, PeriodQuery
from app.sla.models import Metric
from app.tickets.models import Priority


class DashboardQuery(PeriodQuery):
    """A period, and whose tickets."""

    desk_id: UUID | None = None
    team_id: UUID | None = None


class StatusCount(Out):
    status: TicketStatus
    count: int


class PriorityCount(Out):
    priority: Priority
    count: int


class OpenNow(Out):
    """What is open at this moment, whenever it was opened."""

    count: int
    unassigned: int
    awaiting_agent: int
    overdue: int = Field(description="Something that was promised is overdue.")
    due_within_hour: int
    by_status: list[StatusCount]
    by_priority: list[PriorityCount]


class Durations(Out):
    """Null where nothing was measured."""

    count: int
    median_seconds: float | None
    p90_seconds: float | None = Field(description="Nine of ten took less.")


class PromiseFigures(Out):
    metric: Metric
    met: int
    breached: int
    working_time: Durations = Field(description="Working seconds, by the calendar promised by.")


class Satisfaction(Out):
    count: int
    average: float | None
    stars: list[int] = Field(description="How many gave one star, two stars, … five.")


class AgentFigures(Out):
    agent_id: UUID | None = Field(description="Null: nobody has them.")
    agent_name: str | None
    open: int
    solved: int
    ratings: int
    average_stars: float | None


class TopicFigures(Out):
    form_node_id: UUID | None = Field(description="Null: opened without choosing a topic.")
    label: str | None
    open: int
    opened: int


class TrendPoint(Out):
    """One step of the period, named by its first day."""

    starts_on: date
    opened: int
    solved: int
    first_response: Durations
    resolution: Durations
    satisfaction_count: int
    satisfaction_average: float | None


class SupportDashboard(Out):
    period: Period
    open_now: OpenNow
    opened: int
    solved: int
    reopened: int
    first_response: Durations = Field(description="Of tickets opened in the period.")
    resolution: Durations = Field(description="Of tickets solved in the period.")
    promises: list[PromiseFigures] = Field(description="Of clocks that began in the period.")
    satisfaction: Satisfaction
    agents: list[AgentFigures]
    topics: list[TopicFigures]
    series: list[TrendPoint]
