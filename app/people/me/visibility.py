"""The caller's own row, locked for a change."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from app.core.data.database import TenantSession
from app.core.http.access import acting
from app.core.http.preconditions import check_if_match
from app.people.models import Person

CanWriteMe = Annotated[TenantSession, acting("me:write")]


async def _me(request: Request, session: CanWriteMe) -> Person:
    person = await session.fetch(Person, session.actor.person_id or UUID(int=0), lock=True)
    check_if_match(request, person.version)
    return person


#: No path names oneself; else this would be `existing()`.
Oneself = Annotated[Person, Depends(_me, scope="function")]
