"""Figures as callers see them."""

from datetime import date, timedelta
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.text import N_
from app.core.wire import Out
from app.desks.models import TicketStatus
from app.sla.models import Metric
from app.tickets.models import Priority

_LONGEST = timedelta(days=366)
#: Years that an organization can have figures of; beyond them dates run over.
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 12, 31))]
Step = Literal["day", "week", "month"]


class PeriodQuery(BaseModel):
    """A period in the organization's zone, both days included."""

    model_config = ConfigDict(extra="forbid")
    first_day: Day | None = Field(None, description="Null: 29 days before the last one.")
    last_day: Day | None = Field(None, description="Null: today.")
    by: Step = Field("day", description="The step of the time series; weeks begin on Mondays.")

    @model_validator(mode="after")
    def _is_a_period(self) -> Self:
        if self.first_day is not None and self.last_day is not None:
            if self.last_day < self.first_day:
                raise PydanticCustomError("period", N_("A period ends after it begins."))
            if self.last_day - self.first_day > _LONGEST:
                raise PydanticCustomError("period", N_("A period is a year long at most."))
        return self


class DashboardQuery(PeriodQuery):
    """A period, and whose tickets."""

    desk_id: UUID | None = None
    team_id: UUID | None = None


class Period(Out):
    first_day: date
    last_day: date
    by: Step
    zone: str


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


class Point(Out):
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
    series: list[Point]
