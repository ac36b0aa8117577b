"""Entitlements of a plan as callers see them, and what is changed of a plan."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from app.core.values.wire import UNCHANGED, Out, Update


class Feature(StrEnum):
    """Feature that a plan may or may not include."""

    CHAT = "chat"
    KNOWLEDGE_BASE = "knowledge_base"
    ROUTE_PLANNING = "route_planning"
    NETWORK = "network"
    WEBHOOKS = "webhooks"


class PlanUpdate(Update):
    """Changes to a plan: absent fields stay as they are; null is everything, or any number."""

    features: list[Feature] | None = UNCHANGED
    technician_limit: Annotated[int, Field(ge=0)] | None = UNCHANGED


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
