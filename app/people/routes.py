"""`/v1/auth`, `/v1/me`, `/v1/people`, `/v1/api-tokens`"""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy import Select, select

from app.core.access import Entrance, acting, entering, existing, spend
from app.core.database import Actor, TenantSession
from app.core.errors import NotFound, Unauthenticated, refuses
from app.core.listing import Page
from app.core.reading import Reading, one
from app.core.routing import Route
from app.organizations.service import find_tenant
from app.people import credentials, schemas, service
from app.people.credentials import InvalidCredentials, Lifetimes
from app.people.models import ApiToken, Person, SignIn
from app.people.passwords import hash_password
from app.people.reads import API_TOKENS, ME, OWN_TOKENS, PEOPLE, PERSON
from app.people.service import LastManager, UsernameTaken

router = APIRouter(route_class=Route)

Public = Annotated[Entrance, entering()]
CanReadMe = Annotated[Reading, acting("me:read")]
CanWriteMe = Annotated[TenantSession, acting("me:write")]
CanRead = Annotated[Reading, acting("people:read")]
CanWrite = Annotated[TenantSession, acting("people:write")]
CanReadTokens = Annotated[Reading, acting("tokens:read")]
CanWriteTokens = Annotated[TenantSession, acting("tokens:write")]


def own_tokens(actor: Actor) -> Select[Any]:
    return select(ApiToken).where(ApiToken.person_id == actor.person_id)


ThePerson = Annotated[Person, existing(Person, "people:write", name="person_id")]
TheToken = Annotated[ApiToken, existing(ApiToken, "tokens:write", visible=own_tokens)]


def _lifetimes(entrance: Entrance) -> Lifetimes:
    settings = entrance.state.settings
    return Lifetimes(
        timedelta(minutes=settings.access_token_minutes),
        timedelta(days=settings.refresh_token_days),
    )


@router.post(
    "/auth/sessions",
    operation_id="createSession",
    tags=["auth"],
    status_code=201,
    response_model=schemas.Session,
    responses=refuses(InvalidCredentials),
)
async def create_session(entrance: Public, wanted: schemas.SessionCreate) -> schemas.Session:
    """Sign in with domain, company, user name and password."""
    account = f"{wanted.domain}/{wanted.company}/{wanted.username}".lower()
    await spend(entrance.request, "sign_in_address", entrance.address, exactly=True)
    await spend(entrance.request, "sign_in", account, exactly=True)
    return await credentials.sign_in(
        entrance.database,
        await find_tenant(entrance.database, wanted.domain),
        wanted,
        signer=entrance.state.signer,
        lifetimes=_lifetimes(entrance),
        user_agent=entrance.request.headers.get("user-agent", ""),
        address=entrance.address,
    )


@router.post(
    "/auth/refresh",
    operation_id="refreshSession",
    tags=["auth"],
    response_model=schemas.Session,
    responses=refuses(Unauthenticated),
)
async def refresh_session(entrance: Public, held: schemas.SessionRefresh) -> schemas.Session:
    """Trade a refresh token for a new pair. A token used twice ends its session."""
    await spend(entrance.request, "sign_in_address", entrance.address, exactly=True)
    return await credentials.refresh(
        entrance.database,
        held.refresh_token,
        signer=entrance.state.signer,
        lifetimes=_lifetimes(entrance),
    )


@router.post("/auth/sign-out", operation_id="signOut", tags=["auth"], status_code=204)
async def sign_out(session: CanWriteMe) -> Response:
    """End the session of this access token, in every process at once."""
    if session.actor.session_id is not None:
        await credentials.end_session(
            session, await session.fetch(SignIn, session.actor.session_id, lock=True)
        )
    return Response(status_code=204)


@router.get("/me", operation_id="getMe", tags=["people"], response_model=schemas.Me)
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


@router.get(
    "/people", operation_id="listPeople", tags=["people"], response_model=Page[schemas.Person]
)
async def list_people(reading: CanRead, query: Annotated[schemas.PersonQuery, Query()]) -> Any:
    """Who works here, and the customers' contacts who can sign in."""
    return await PEOPLE.page(reading, query)


@router.post(
    "/people",
    operation_id="createPerson",
    tags=["people"],
    status_code=201,
    response_model=schemas.Person,
    responses=refuses(UsernameTaken),
)
async def create_person(session: CanWrite, new: schemas.PersonCreate) -> Any:
    """Add someone who can sign in, with a password that is handed over."""
    caller = await session.fetch(Person, session.actor.person_id or UUID(int=0))
    person = await service.add_person(
        session, new, password_hash=await hash_password(new.password), company_id=caller.company_id
    )
    return await one(session, PERSON, id=person.id, status=201, location=f"/v1/people/{person.id}")


@router.get(
    "/people/{person_id}", operation_id="getPerson", tags=["people"], response_model=schemas.Person
)
async def get_person(reading: CanRead, person_id: UUID) -> Any:
    """One person."""
    return await one(reading, PERSON, id=person_id)


@router.patch(
    "/people/{person_id}",
    operation_id="updatePerson",
    tags=["people"],
    response_model=schemas.Person,
    responses=refuses(LastManager),
)
async def update_person(session: CanWrite, person: ThePerson, change: schemas.PersonUpdate) -> Any:
    """Change a person; a change of role takes effect at once."""
    await service.change_person(session, person, change)
    return await one(session, PERSON, id=person.id)


@router.get(
    "/api-tokens",
    operation_id="listApiTokens",
    tags=["auth"],
    response_model=Page[schemas.ApiToken],
)
async def list_api_tokens(
    reading: CanReadTokens, query: Annotated[schemas.ApiTokenQuery, Query()]
) -> Any:
    """The caller's API tokens."""
    return await API_TOKENS.page(reading, query, OWN_TOKENS, actor_id=reading.actor.person_id)


@router.post(
    "/api-tokens",
    operation_id="createApiToken",
    tags=["auth"],
    status_code=201,
    response_model=schemas.ApiTokenCreated,
)
async def create_api_token(
    session: CanWriteTokens, new: schemas.ApiTokenCreate, response: Response
) -> schemas.ApiTokenCreated:
    """Make a token for a program. Its text is in this answer only."""
    token, secret = await credentials.create_api_token(session, new)
    response.headers["Location"] = f"/v1/api-tokens/{token.id}"
    return schemas.ApiTokenCreated(
        id=token.id,
        name=token.name,
        scopes=token.scopes,
        expires_at=token.expires_at,
        token=secret,
    )


@router.delete(
    "/api-tokens/{api_token_id}", operation_id="deleteApiToken", tags=["auth"], status_code=204
)
async def delete_api_token(session: CanWriteTokens, token: TheToken) -> Response:
    """Revoke a token, in every process at once."""
    await credentials.revoke_api_token(session, token)
    return Response(status_code=204)
