"""`/v1/auth/sessions`, `/v1/auth/refresh`, `/v1/auth/sign-out`"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.auth.models import SignIn
from app.auth.sessions import schemas
from app.auth.sessions import service as sessions
from app.auth.sessions.reads import ALIVE, SESSIONS
from app.auth.sessions.visibility import TheSession
from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading
from app.core.http.access import PublicAccess, acting, public_access, spend
from app.core.http.idempotency import GivenKey
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Unauthenticated, refuses

router = APIRouter(prefix="/auth", tags=["auth"], route_class=Route)


Public = Annotated[PublicAccess, public_access()]
CanReadMe = Annotated[Reading, acting("me:read")]
CanWriteMe = Annotated[TenantSession, acting("me:write")]


@router.post(
    "/refresh",
    operation_id="refreshSession",
    response_model=schemas.Session,
    responses=refuses(Unauthenticated),
)
async def refresh_session(
    access: Public, held: schemas.SessionRefresh, key: GivenKey
) -> schemas.Session:
    """Trade a refresh token for a new pair. A token used twice ends its session.

    Send an `Idempotency-Key`: if the answer is lost, the same request with the same key gets it
    again within two minutes.
    """
    await spend(access.request, "sign_in_address", access.address, exactly=True)
    return await sessions.refresh(access, held.refresh_token, key)


@router.get("/sessions", operation_id="listSessions", response_model=Page[schemas.SignInSession])
async def list_sessions(
    reading: CanReadMe, query: Annotated[schemas.SignInSessionQuery, Query()]
) -> Json:
    """Where the caller is signed in: devices, and where they were when they signed in."""
    return await SESSIONS.page(reading, query, ALIVE, session_id=reading.actor.session_id)


@router.delete("/sessions", operation_id="deleteSessions", status_code=204)
async def delete_sessions(session: CanWriteMe) -> Response:
    """Sign out everywhere, here included."""
    assert session.actor.person_id is not None
    await sessions.end_sessions(session, session.actor.person_id)
    return Response(status_code=204)


@router.delete("/sessions/{session_id}", operation_id="deleteSession", status_code=204)
async def delete_session(session: CanWriteMe, started: TheSession) -> Response:
    """Sign one device out, in every process at once."""
    sessions.end_session(session, started)
    return Response(status_code=204)


@router.post("/sign-out", operation_id="signOut", status_code=204)
async def sign_out(session: CanWriteMe) -> Response:
    """End the session of this access token, in every process at once."""
    if session.actor.session_id is not None:
        sessions.end_session(
            session, await session.fetch(SignIn, session.actor.session_id, lock=True)
        )
    return Response(status_code=204)
