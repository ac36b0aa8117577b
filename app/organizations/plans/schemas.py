"""Entitlements of a plan as callers see them."""

from pydantic import Field

from app.core.values.wire import Out


class TechnicianLimit(Out):
    """Number of technicians that the plan allows, and number in use."""

    limit: int | None = Field(
        description="Maximum number of active technicians; one more is refused with"
        " `plan_limit_reached`. Null: no limit."
    )
    used: int = Field(
        description="Number of active members with the role `technician`. It may exceed `limit`"
        " after a change of plan."
    )


class PlanLimits(Out):
    """The limits of the plan, each with what is used of it."""

    active_technicians: TechnicianLimit = Field(
        description="Active technicians: how many there are, and how many the plan allows."
    )


class Entitlements(Out):
    """Features and limits of the organization's plan; clients use it to hide what is not booked."""

    features: dict[str, bool] = Field(
        description="Whether the plan includes a feature, by its name, such as `route_planning`."
        " New features may be added."
    )
    limits: PlanLimits = Field(description="Limits of the plan.")
