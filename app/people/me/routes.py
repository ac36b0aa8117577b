"""`/v1/me`: the caller's own profile."""

from typing import Annotated

from fastapi import APIRouter

from app.core.data.reading import Json, Reading
from app.core.http.access import acting
from app.core.http.routing import Route
from app.people.me import schemas, service
from app.people.me.reads import shown
from app.people.me.visibility import CanWriteMe, Oneself

router = APIRouter(tags=["people"], route_class=Route)

CanRead = Annotated[Reading, acting("me:read")]


@router.get("/me", operation_id="getMe", response_model=schemas.Me)
async def get_me(reading: CanRead) -> Json:
    """Who the caller is, and what the credential allows."""
    return await shown(reading)


@router.patch("/me", operation_id="updateMe", response_model=schemas.Me)
async def update_me(session: CanWriteMe, person: Oneself, change: schemas.MeUpdate) -> Json:
    """Change one's name, telephone, language, and whether mails come."""
    await service.change_oneself(session, person, change)
    return await shown(session)
