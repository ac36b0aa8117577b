"""`/v1/agents`: support profiles and availability."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import UnknownReference, refuses
from app.desks.agents import schemas
from app.desks.agents import service as agents
from app.desks.agents.reads import SUPPORT_PROFILE, SUPPORT_PROFILES
from app.desks.agents.service import NotAnAgent
from app.desks.agents.visibility import CanWork, CanWrite, OwnProfile, TheProfile
from app.people.held_work.service import StillHoldsWork

router = APIRouter(tags=["desks"], route_class=Route)
CanReadAgents = Annotated[Reading, acting("tickets:read")]


@router.get("/agents", operation_id="listAgents", response_model=Page[schemas.SupportProfile])
async def list_agents(
    reading: CanReadAgents, query: Annotated[schemas.SupportProfileQuery, Query()]
) -> Json:
    """List agents with their availability and workload.

    Gives the support profiles: specializations, limits, availability, and how many tickets each
    agent carries. In the order in which the profiles were created. Profiles that are not active
    are listed too. Agents by role who have never been assigned a ticket, set their availability
    or been given a profile have none yet and are left out. Everyone who may see tickets sees
    all of them.
    """
    return await SUPPORT_PROFILES.page(reading, query)


@router.get(
    "/agents/{agent_id}/support-profile",
    operation_id="getSupportProfile",
    response_model=schemas.SupportProfile,
)
async def get_support_profile(reading: CanReadAgents, agent_id: UUID) -> Json:
    """Get the support profile of an agent.

    `agent_id` is the id of the person. Gives specializations, limits, availability and
    workload. Answers `not_found` for a person without a support profile, even if their role
    makes them an agent: the profile is created when it is first needed.
    """
    return await one(reading, SUPPORT_PROFILE, id=agent_id)


@router.put(
    "/agents/{agent_id}/support-profile",
    operation_id="putSupportProfile",
    response_model=schemas.SupportProfile,
    responses=refuses(NotAnAgent, UnknownReference, StillHoldsWork),
)
async def put_support_profile(
    session: CanWrite, profile: TheProfile, wanted: schemas.SupportProfilePut
) -> Json:
    """Set the support profile of a person.

    Makes a person an agent, whatever their role, or replaces the specializations and limits of one;
    what is left out takes its default. The profile adds the permissions of an agent to those of the
    role, at once, and the caller needs them too (`permission_missing`). With `active: false` the
    person becomes `offline` and can no longer be assigned tickets; if some are open, or rules
    assign to them, it is refused with `still_holds_work`, whose `held` lists all as for
    `updatePerson`, unless `hand_back` is true. After a change of an active agent, waiting tickets
    are assigned again by the strategies of their desks.

    Refuses persons with the role requester (`not_an_agent`), a calendar or a node of the form tree
    that does not exist (`unknown_reference`), and an archived calendar (`validation_failed`).
    """
    await agents.put_support_profile(session, profile, wanted)
    return await one(session, SUPPORT_PROFILE, id=profile.person_id)


@router.put(
    "/agents/{agent_id}/availability",
    operation_id="putAgentAvailability",
    response_model=schemas.SupportProfile,
    responses=refuses(NotAnAgent),
)
async def put_agent_availability(
    session: CanWrite, profile: TheProfile, wanted: schemas.AvailabilityPut
) -> Json:
    """Set the availability of an agent.

    For those who lead the desk, when an agent forgot to do it; agents use `putAvailability` for
    themselves. Agents who become `online` are assigned waiting tickets by the strategy of the
    desk. Those who become unavailable keep the tickets that they have. When `until` has passed,
    the agent becomes `offline` by itself. Refuses people who do not work at the desk
    (`not_an_agent`), and an `until` that is not in the future (`validation_failed`).
    """
    await agents.set_availability(session, profile, wanted)
    return await one(session, SUPPORT_PROFILE, id=profile.person_id)


@router.put(
    "/me/availability",
    operation_id="putAvailability",
    response_model=schemas.SupportProfile,
    responses=refuses(NotAnAgent),
)
async def put_availability(
    session: CanWork, profile: OwnProfile, wanted: schemas.AvailabilityPut
) -> Json:
    """Set one's own availability.

    Tells whether the caller takes tickets now. Strategies assign to agents who are `online`
    only; by hand tickets can be assigned at any time. Who becomes `online` is assigned waiting
    tickets by the strategy of the desk; whoever stops being so keeps the tickets that they
    have. When `until` has passed, the caller becomes `offline` by itself. Refuses callers whose
    support profile is not active (`not_an_agent`), and an `until` that is not in the future
    (`validation_failed`).
    """
    await agents.set_availability(session, profile, wanted)
    return await one(session, SUPPORT_PROFILE, id=profile.person_id)
