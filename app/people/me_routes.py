"""`/v1/me`: what somebody reads and changes of oneself."""

from typing import Annotated

from fastapi import APIRouter

from app.core.access import acting
from app.core.errors import NotFound
from app.core.reading import Reading
from app.core.routing import Route
from app.people import schemas
from app.people.reads import ME

router = APIRouter(prefix="/me", tags=["people"], route_class=Route)

CanReadMe = Annotated[Reading, acting("me:read")]


@router.get("", operation_id="getMe", response_model=schemas.Me)
async def get_me(reading: CanReadMe) -> schemas.Me:
    """Who the caller is, and what the credential allows."""
    row = await reading.row(ME, id=reading.actor.person_id)
    if row is None:
        raise NotFound
    return schemas.Me(
        **row,
        organization_id=reading.actor.organization_id,
        permissions=sorted(reading.actor.permissions),
    )
