"""Entitlements of a plan as callers see them."""

from pydantic import Field

from app.core.values.wire import Out


class TechnicianLimit(Out):
    limit: int | None = Field(description="Null: any number.")
    used: int


class PlanLimits(Out):
    active_technicians: TechnicianLimit


class Entitlements(Out):
    """What the plan includes, for whoever decides what to show."""

    features: dict[str, bool] = Field(description="Feature -> whether the plan has it.")
    limits: PlanLimits
