"""`/v1/auth`: signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Response

from app.core import idempotency
from app.core.access import Entrance, acting, entering, spend
from app.core.database import TenantSession
from app.core.errors import Unauthenticated, refuses
from app.core.routing import Route
from app.people import schemas, sessions
from app.people.guarding import SignInDelayed
from app.people.models import SignIn
from app.people.sessions import InvalidCredentials

router = APIRouter(prefix="/auth", tags=["auth"], route_class=Route)

Public = Annotated[Entrance, entering()]
CanWriteMe = Annotated[TenantSession, acting("me:write")]


@router.post(
    "/sessions",
    operation_id="createSession",
    status_code=201,
    response_model=schemas.Session,
    responses=refuses(InvalidCredentials, SignInDelayed),
)
async def create_session(entrance: Public, wanted: schemas.SessionCreate) -> schemas.Session:
    """Sign in with domain, company, user name and password."""
    await spend(entrance.request, "sign_in_address", entrance.address, exactly=True)
    return await sessions.sign_in(entrance, wanted)


@router.post(
    "/refresh",
    operation_id="refreshSession",
    response_model=schemas.Session,
    responses=refuses(Unauthenticated),
)
async def refresh_session(entrance: Public, held: schemas.SessionRefresh) -> schemas.Session:
    """Trade a refresh token for a new pair. A token used twice ends its session.

    Send an `Idempotency-Key`: if the answer is lost, the same request with the same key gets it
    again within two minutes.
    """
    await spend(entrance.request, "sign_in_address", entrance.address, exactly=True)
    key = idempotency.key_of(entrance.request)
    return await sessions.refresh(entrance, held.refresh_token, key)


@router.post("/sign-out", operation_id="signOut", status_code=204)
async def sign_out(session: CanWriteMe) -> Response:
    """End the session of this access token, in every process at once."""
    if session.actor.session_id is not None:
        sessions.end_session(
            session, await session.fetch(SignIn, session.actor.session_id, lock=True)
        )
    return Response(status_code=204)
