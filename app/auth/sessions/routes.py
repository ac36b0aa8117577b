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
from app.core.http.access import Public, acting
from app.core.http.idempotency import GivenKey
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import Unauthenticated, refuses

router = APIRouter(prefix="/auth", tags=["auth"], route_class=Route)


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
    """Refresh a session with its refresh token.

    Answers with a new access token and a new refresh token; the one that was sent is used up. Call
    it shortly before the access token expires, one request at a time. Send an `Idempotency-Key`: if
    the answer is lost, the same request with the same key gets it again within two minutes.
    Refreshing does not extend the session. A token that is used a second time otherwise ends its
    session, and it is refused with `unauthenticated`, as are unknown tokens and those of a session
    that has ended or of somebody who was deactivated: sign in again.
    """
    return await sessions.refresh(access, held.refresh_token, key)


@router.get("/sessions", operation_id="listSessions", response_model=Page[schemas.SignInSession])
async def list_sessions(
    reading: CanReadMe, query: Annotated[schemas.SignInSessionQuery, Query()]
) -> Json:
    """List the caller's sessions.

    Shows where the caller is signed in: device, address, time of the sign-in and last use, newest
    first. Sessions that have ended are left out; one that has expired may be listed for up to an
    hour more. Nobody sees the sessions of others. There is no text search and no filter.
    """
    return await SESSIONS.page(reading, query, ALIVE, session_id=reading.actor.session_id)


@router.delete("/sessions", operation_id="deleteSessions", status_code=204)
async def delete_sessions(session: CanWriteMe) -> Response:
    """End all sessions of the caller.

    Signs the caller out on every device, this one included; access and refresh tokens stop working
    at once. API tokens go on working: revoke them with `deleteApiToken`. Use it when a device was
    lost or an account may have been misused, and change the password too.
    """
    assert session.actor.person_id is not None
    await sessions.end_sessions(session, session.actor.person_id)
    return Response(status_code=204)


@router.delete("/sessions/{session_id}", operation_id="deleteSession", status_code=204)
async def delete_session(session: CanWriteMe, started: TheSession) -> Response:
    """End one of the caller's sessions.

    Signs one device out; its access and refresh tokens stop working at once. The session of another
    person is refused with `not_found`. Ending a session that has ended changes nothing. For the
    present session `signOut` does the same.
    """
    sessions.end_session(session, started)
    return Response(status_code=204)


@router.post("/sign-out", operation_id="signOut", status_code=204)
async def sign_out(session: CanWriteMe) -> Response:
    """Sign out of the present session.

    Ends the session of the access token with which it is sent; access and refresh token stop
    working at once. Other sessions of the caller continue, and the device token can be kept for the
    next sign-in. For an API token, which has no session, it does nothing.
    """
    if session.actor.session_id is not None:
        sessions.end_session(
            session, await session.fetch(SignIn, session.actor.session_id, lock=True)
        )
    return Response(status_code=204)
