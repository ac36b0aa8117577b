"""The support profile of the agent that a path names, or of the caller, locked for a change."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from app.core.data.database import TenantSession
from app.core.http.access import acting, existing
from app.core.http.preconditions import check_if_match
from app.desks.agents.service import locked
from app.desks.models import SupportProfile
from app.people.models import Person

CanWrite = Annotated[TenantSession, acting("desks:write")]
CanWork = Annotated[TenantSession, acting("tickets:work")]
TheAgent = Annotated[Person, existing(Person, "desks:write", name="agent_id", checks_version=False)]


async def _of_agent(request: Request, session: CanWrite, agent: TheAgent) -> SupportProfile:
    return await _locked(request, session, agent.id)


async def _own(request: Request, session: CanWork) -> SupportProfile:
    person_id = session.actor.person_id
    assert person_id is not None
    await session.fetch(Person, person_id, lock=True)  # before the profile, as all others do
    return await _locked(request, session, person_id)


async def _locked(request: Request, session: TenantSession, person_id: UUID) -> SupportProfile:
    profile = (await locked(session, [person_id]))[person_id]
    check_if_match(request, profile.version)
    return profile


#: A path names the person, or nobody; else these would be `existing()`.
TheProfile = Annotated[SupportProfile, Depends(_of_agent, scope="function")]
OwnProfile = Annotated[SupportProfile, Depends(_own, scope="function")]
