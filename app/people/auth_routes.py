"""`/v1/auth`: signing in and out, joining by invitation, and forgotten passwords."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy import Select, select

from app.core.access import Entrance, acting, entering, existing, spend
from app.core.actors import Actor
from app.core.database import TenantSession
from app.core.errors import NotFound, Unauthenticated, refuses
from app.core.idempotency import GivenKey
from app.core.listing import Page
from app.core.reading import Reading
from app.core.routing import Route
from app.organizations.service import find_tenant
from app.people import invitations, resets, schemas, sessions, signing_in
from app.people.guarding import SignInDelayed
from app.people.invitations import InvitationExpired, InvitationUsed, InvitationWithdrawn
from app.people.keeping import PlanLimitReached
from app.people.letters import INVITATION_TOKEN, RESET_TOKEN, organization_behind
from app.people.models import SignIn
from app.people.passwords import hash_new
from app.people.reads import OWN_AND_ALIVE, SESSIONS
from app.people.resets import ResetExpired, ResetUsed
from app.people.service import UsernameTaken
from app.people.signing_in import InvalidCredentials, SecondFactorRequired, SecondFactorWrong

router = APIRouter(prefix="/auth", tags=["auth"], route_class=Route)


def own(actor: Actor) -> Select[Any]:
    """A session belongs to whoever signed in."""
    return select(SignIn).where(SignIn.person_id == actor.person_id)


Public = Annotated[Entrance, entering()]
CanReadMe = Annotated[Reading, acting("me:read")]
CanWriteMe = Annotated[TenantSession, acting("me:write")]
TheSession = Annotated[SignIn, existing(SignIn, "me:write", visible=own, name="session_id")]


@router.post(
    "/sessions",
    operation_id="createSession",
    status_code=201,
    response_model=schemas.Session,
    responses=refuses(InvalidCredentials, SecondFactorRequired, SecondFactorWrong, SignInDelayed),
)
async def create_session(entrance: Public, wanted: schemas.SessionCreate) -> schemas.Session:
    """Sign in with domain, company, user name and password."""
    await spend(entrance.request, "sign_in_address", entrance.address, exactly=True)
    return await signing_in.sign_in(entrance, wanted)


@router.post(
    "/refresh",
    operation_id="refreshSession",
    response_model=schemas.Session,
    responses=refuses(Unauthenticated),
)
async def refresh_session(
    entrance: Public, held: schemas.SessionRefresh, key: GivenKey
) -> schemas.Session:
    """Trade a refresh token for a new pair. A token used twice ends its session.

    Send an `Idempotency-Key`: if the answer is lost, the same request with the same key gets it
    again within two minutes.
    """
    await spend(entrance.request, "sign_in_address", entrance.address, exactly=True)
    return await sessions.refresh(entrance, held.refresh_token, key)


@router.get("/sessions", operation_id="listSessions", response_model=Page[schemas.SignInSession])
async def list_sessions(
    reading: CanReadMe, query: Annotated[schemas.SignInSessionQuery, Query()]
) -> Any:
    """Where the caller is signed in: devices, and where they were when they signed in."""
    actor = reading.actor
    return await SESSIONS.page(
        reading, query, *OWN_AND_ALIVE, actor_id=actor.person_id, session_id=actor.session_id
    )


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


@router.post(
    "/read-invitation",
    operation_id="readInvitation",
    response_model=schemas.InvitationPreview,
    responses=refuses(NotFound, InvitationUsed, InvitationExpired, InvitationWithdrawn),
)
async def read_invitation(
    entrance: Public, shown: schemas.InvitationToken
) -> schemas.InvitationPreview:
    """What an invitation is to, before it is accepted. Reading it uses nothing up."""
    await spend(entrance.request, "sign_in_address", entrance.address, exactly=True)
    organization_id = organization_behind(shown.token, INVITATION_TOKEN)
    async with entrance.database.transaction(entrance.actor(organization_id)) as session:
        return await invitations.preview(session, shown.token)


@router.post(
    "/accept-invitation",
    operation_id="acceptInvitation",
    status_code=201,
    response_model=schemas.Session,
    responses=refuses(
        NotFound,
        InvitationUsed,
        InvitationExpired,
        InvitationWithdrawn,
        UsernameTaken,
        PlanLimitReached,
    ),
)
async def accept_invitation(entrance: Public, answer: schemas.InvitationAccept) -> schemas.Session:
    """Join: choose a user name and a password. The answer is the first session."""
    await spend(entrance.request, "sign_in_address", entrance.address, exactly=True)
    organization_id = organization_behind(answer.token, INVITATION_TOKEN)
    nobody = entrance.actor(organization_id)
    async with entrance.database.transaction(nobody) as session:
        known = await invitations.preview(session, answer.token)
    password_hash = await hash_new(
        answer.password, known.organization_name, known.email, answer.name or known.name
    )
    async with entrance.database.transaction(nobody) as session:
        person = await invitations.accept(session, answer, password_hash)
        session.actor = entrance.actor(organization_id, person.id)
        return await sessions.open_session(session, person, entrance)


@router.post(
    "/forgot-password",
    operation_id="forgotPassword",
    status_code=202,
    response_model=schemas.PasswordForgottenAnswer,
)
async def forgot_password(
    entrance: Public, wish: schemas.PasswordForgotten
) -> schemas.PasswordForgottenAnswer:
    """Ask for a link by mail to choose a new password. The answer is always the same."""
    await spend(entrance.request, "sign_in_address", entrance.address, exactly=True)
    organization_id = await find_tenant(entrance.database, wish.domain)
    if organization_id is not None:
        async with entrance.database.transaction(entrance.actor(organization_id)) as session:
            resets.request_reset(session, wish.email)
    return schemas.PasswordForgottenAnswer(
        good_for_minutes=int(resets.GOOD_FOR.total_seconds()) // 60
    )


@router.post(
    "/reset-password",
    operation_id="resetPassword",
    status_code=204,
    responses=refuses(NotFound, ResetUsed, ResetExpired),
)
async def reset_password(entrance: Public, wanted: schemas.PasswordReset) -> Response:
    """Choose a new password by the link of the mail. Every session of the person ends."""
    await spend(entrance.request, "sign_in_address", entrance.address, exactly=True)
    organization_id = organization_behind(wanted.token, RESET_TOKEN)
    nobody = entrance.actor(organization_id)
    async with entrance.database.transaction(nobody) as session:
        person = await resets.person_of(session, wanted.token)
    password_hash = await hash_new(wanted.password, person.name, person.email, person.username)
    async with entrance.database.transaction(entrance.actor(organization_id, person.id)) as session:
        await resets.reset_password(session, wanted.token, password_hash)
    return Response(status_code=204)
