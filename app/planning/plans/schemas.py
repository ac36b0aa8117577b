"""Schedule plans as callers see them."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import (
    In,
    Instant,
    Latitude,
    Longitude,
    Out,
    OwnId,
    StrictBool,
    StrictInt,
)
from app.planning.plans.models import SchedulePlanKind, SchedulePlanStatus

#: The longest period of a plan, and the most that it takes in.
LONGEST_PERIOD = timedelta(days=7)
MOST_TECHNICIANS, MOST_ORDERS = 100, 500
_STARTS_AT = "Start of the period that is planned."
_ENDS_AT = "End of the period, not included."
_SEED = (
    "Seed of the search, 0 to 2147483647: with the same one the same agenda gives the same plan."
)
_ROUNDS = "Number of rounds of the search, each of them no worse than the one before."
_METRES = "Way between the visits, in metres."
_TRAVEL = "Travel time between the visits, in seconds."


class LeftOutReason(StrEnum):
    """Reason for which an order is in no place of the plan.

    - `missing_skill`: no technician who works in the period has every specialty.
    - `no_technician`: none of those who may do it works in the period.
    - `no_window`: no working hours are long enough, or none lie in what was promised.
    - `no_time_left`: other visits take the time.
    - `no_location`: the site has no coordinates.
    - `too_many_failed_visits`: as many visits have failed as the settings allow.
    - `pinned`: somebody has fixed the visit; they decide.
    - `not_schedulable`: the work is in progress, or the order is over.
    """

    MISSING_SKILL = "missing_skill"
    NO_TECHNICIAN = "no_technician"
    NO_WINDOW = "no_window"
    NO_TIME_LEFT = "no_time_left"
    NO_LOCATION = "no_location"
    TOO_MANY_FAILED_VISITS = "too_many_failed_visits"
    PINNED = "pinned"
    NOT_SCHEDULABLE = "not_schedulable"


class PlanStart(In):
    """The place at which the technicians start, and to which they return."""

    latitude: Latitude = Field(description="Latitude in degrees, WGS 84.")
    longitude: Longitude = Field(description="Longitude in degrees, WGS 84.")


class PlanOptions(In):
    """Technicians and search of a plan."""

    id: OwnId | None = None
    technician_ids: list[UUID] | None = Field(
        None,
        min_length=1,
        max_length=MOST_TECHNICIANS,
        description="Technicians whose agendas are planned; active ones. Null: all, at most 100.",
    )
    start: PlanStart | None = Field(
        None,
        description="Place at which each technician starts and to which they return. Null: the way"
        " to the first visit and from the last one does not count.",
    )
    seed: Annotated[StrictInt, Field(ge=0, le=2**31 - 1)] = Field(0, description=_SEED)
    rounds: Annotated[StrictInt, Field(ge=1, le=100)] = Field(3, description=_ROUNDS)
    seconds: Annotated[StrictInt, Field(ge=1, le=240)] = Field(
        30,
        description="Time after which the search ends even if rounds are left, in seconds. A plan"
        " that it cuts short depends on the speed of the server.",
    )


class SchedulePlanCreate(PlanOptions):
    """A plan to be made: the period, the technicians and the orders."""

    starts_at: Instant = Field(description=_STARTS_AT)
    ends_at: Instant = Field(
        description=f"{_ENDS_AT} After `starts_at`, at most 7 days later, and not in the past."
    )
    order_ids: list[UUID] | None = Field(
        None,
        max_length=MOST_ORDERS,
        description="Orders that need a visit. Null: all that are `open` or"
        " `awaiting_reschedule`, the most urgent and then the oldest 500.",
    )
    moves_visits: StrictBool = Field(
        True,
        description="Whether visits of the period may be moved. Those that are pinned, confirmed,"
        " dispatched or have begun never are, nor are those with helpers.",
    )

    @model_validator(mode="after")
    def _is_a_period(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise PydanticCustomError("ends_before_it_starts", N_("It ends before it starts."))
        if self.ends_at - self.starts_at > LONGEST_PERIOD:
            raise PydanticCustomError("period_too_long", N_("The period is too long."))
        return self


class PlanTotals(Out):
    """Figures of an agenda in the period, as it is or as it would be."""

    visits: int = Field(description="Number of visits.")
    travel_seconds: int = Field(description=_TRAVEL)
    metres: int = Field(description=_METRES)


class PlanProgress(Out):
    """The best plan that was found so far."""

    unplanned_count: int = Field(description="Number of orders that are in no place of it.")
    travel_seconds: int = Field(description=_TRAVEL)


class PlanMove(Out):
    """A visit that the plan schedules, or moves to another time or technician."""

    order_id: UUID = Field(description="The order that is visited.")
    from_technician_id: UUID | None = Field(
        description="Technician who has the visit now. Null: it is not scheduled."
    )
    from_starts_at: Instant | None = Field(
        description="Present start of the visit. Null: it is not scheduled."
    )
    from_ends_at: Instant | None = Field(
        description="Present end of the visit. Null: it is not scheduled."
    )
    technician_id: UUID = Field(description="Technician who gets the visit.")
    starts_at: Instant = Field(description="Proposed start of the visit.")
    ends_at: Instant = Field(description="Proposed end of the visit.")
    promised_from: Instant | None = Field(
        description="First time of the window that the customer was promised, which the move keeps."
        " Null: nothing was promised yet."
    )
    promised_until: Instant | None = Field(
        description="Last time of that window. Null: nothing was promised yet."
    )


class UnplannedOrder(Out):
    """An order that the plan does not schedule."""

    order_id: UUID = Field(description="The order.")
    unplanned_reason: LeftOutReason = Field(description="Why there is no place for it.")


class PlanResult(Out):
    """The difference between the agenda and the plan."""

    moves: list[PlanMove] = Field(description="What changes, by the proposed start.")
    unplanned: list[UnplannedOrder] = Field(description="Orders without a place, with the reason.")
    present: PlanTotals = Field(description="The agenda of the technicians as it is.")
    planned: PlanTotals = Field(description="Their agenda with the plan.")
    estimated_legs: int = Field(
        description="Number of ways whose time is an estimate by the distance, because no routing"
        " server knows it."
    )
    affected_order_ids: list[UUID] = Field(
        description="Orders whose visit the disruption makes impossible as it is. Empty for an"
        " optimization."
    )


class SchedulePlanSummary(Out):
    """A plan without its moves."""

    id: UUID
    kind: SchedulePlanKind = Field(description="What the plan is made for.")
    status: SchedulePlanStatus = Field(description="State of the plan.")
    starts_at: Instant = Field(description=_STARTS_AT)
    ends_at: Instant = Field(description=_ENDS_AT)
    rounds_done: int = Field(description="Number of rounds of the search that are done.")
    rounds_total: int = Field(description=_ROUNDS)
    best: PlanProgress | None = Field(description="The best plan so far. Null: none yet.")
    failure_code: str | None = Field(
        description="Why there is no result: `infeasible` (fixed visits contradict each other),"
        " `too_large`, or `failed`. New codes may be added. Null: it has not failed."
    )
    requested_by_id: UUID | None = Field(description="Who asked for it. Null: a program.")
    applied_by_id: UUID | None = Field(description="Who applied it. Null: nobody.")
    finished_at: Instant | None = Field(
        description="When the search ended. Null: it has not ended."
    )
    applied_at: Instant | None = Field(description="When it was applied. Null: it was not.")
    version: int
    created_at: Instant
    updated_at: Instant


class SchedulePlan(SchedulePlanSummary):
    """A proposal to change the agenda: nothing is changed until somebody applies it."""

    result: PlanResult | None = Field(
        description="What would change. Null: there is no result yet, or none at all."
    )


class SchedulePlanQuery(ListQuery):
    """Filters and order of the list of plans."""

    sort: Literal["-created_at", "created_at"] = "-created_at"
    kind: list[SchedulePlanKind] | None = Field(None, description="Only plans of these kinds.")
    status: list[SchedulePlanStatus] | None = Field(
        None, description="Only plans with one of these statuses."
    )
