"""`chamado plan`: what an organization has booked: read, or changed where something is named."""

from typing import Any

from pydantic import ValidationError

from app.core.data.database import Database
from app.core.security.actors import Actor
from app.core.settings import Settings
from app.embedded.processes import CannotStartError
from app.organizations.models import Organization
from app.organizations.plans.schemas import Feature, PlanUpdate
from app.organizations.plans.service import update_plan
from app.organizations.service import find_tenant
from app.people.reads import ACTIVE_TECHNICIANS

#: Words of the command line for what is null in a plan.
EVERYTHING, NOTHING, ANY_NUMBER = "all", "none", "any"
_ALONE: dict[str, Any] = {EVERYTHING: None, NOTHING: []}


def change_of(technicians: str | None, features: list[str] | None) -> PlanUpdate:
    """The change that the words of the command line mean; what is not named stays."""
    named: dict[str, Any] = {}
    if technicians is not None:
        named["technician_limit"] = None if technicians == ANY_NUMBER else technicians
    if features is not None:
        named["features"] = _ALONE.get("".join(features), features)
    try:
        return PlanUpdate.model_validate(named)
    except ValidationError:
        raise CannotStartError(
            f"Technicians are a number or `{ANY_NUMBER}`; features are"
            f" {', '.join(Feature)}, or `{EVERYTHING}` or `{NOTHING}` alone."
        ) from None


async def plan(settings: Settings, domain: str, change: PlanUpdate) -> str:
    """Change the plan of an organization; what it is then, in words."""
    database = await Database.connect(settings.database_url, write_pool=1, read_pool=1)
    try:
        organization_id = await find_tenant(database, domain)
        if organization_id is None:
            raise CannotStartError(f"No organization has the domain {domain}.")
        async with database.transaction(Actor(organization_id)) as session:
            organization = await update_plan(session, change)
            counted = await session.row(ACTIVE_TECHNICIANS)
            return _in_words(organization, counted["used"] if counted else 0)
    finally:
        await database.close()


def _in_words(organization: Organization, active: int) -> str:
    limit, features = organization.technician_limit, organization.features
    technicians = "any number" if limit is None else str(limit)
    included = "everything" if features is None else ", ".join(features) or "nothing"
    allowed = f"{active} active, {technicians} allowed"
    return f"{organization.name}\n  Technicians  {allowed}\n  Features     {included}"
