"""`/v1/api-tokens`, `/v1/service-accounts`: credentials of programs."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy import Select, select

from app.core.access import acting, existing
from app.core.actors import Actor
from app.core.database import TenantSession
from app.core.errors import refuses
from app.core.listing import Page
from app.core.reading import Json, Reading, one
from app.core.routing import Route
from app.people import api_tokens, service_accounts, token_schemas
from app.people.api_tokens import TokenEnded, TokenReplaced
from app.people.keeping import LastManager
from app.people.models import ApiToken, Person, PersonKind
from app.people.reads import (
    API_TOKEN,
    API_TOKEN_WITH_TEXT,
    API_TOKENS,
    IS_SERVICE,
    OWN_TOKENS,
    SERVICE_ACCOUNT,
    SERVICE_ACCOUNTS,
)

router = APIRouter(tags=["auth"], route_class=Route)


def service_account(_actor: Actor) -> Select[Any]:
    return select(Person).where(Person.kind == PersonKind.SERVICE)


CanRead = Annotated[Reading, acting("tokens:read")]
CanWrite = Annotated[TenantSession, acting("tokens:write")]
CanAdminister = Annotated[TenantSession, acting("tokens:admin")]
TheToken = Annotated[ApiToken, existing(ApiToken, "tokens:write", visible=api_tokens.visible)]
TheAccount = Annotated[
    Person,
    existing(Person, "tokens:admin", visible=service_account, name="service_account_id"),
]


@router.get(
    "/api-tokens",
    operation_id="listApiTokens",
    response_model=Page[token_schemas.ApiToken],
)
async def list_api_tokens(
    reading: CanRead, query: Annotated[token_schemas.ApiTokenQuery, Query()]
) -> Any:
    """The caller's API tokens, or for whoever administers them those of others."""
    actor = reading.actor
    if actor.may("tokens:admin") and query.person_id:
        return await API_TOKENS.page(reading, query)
    return await API_TOKENS.page(reading, query, OWN_TOKENS, actor_id=actor.person_id)


@router.post(
    "/api-tokens",
    operation_id="createApiToken",
    status_code=201,
    response_model=token_schemas.ApiTokenCreated,
)
async def create_api_token(session: CanWrite, new: token_schemas.ApiTokenCreate) -> Any:
    """Make a token for a program. Its text is in this answer only."""
    return await _with_text(session, *await api_tokens.create_api_token(session, new))


@router.get(
    "/api-tokens/{api_token_id}",
    operation_id="getApiToken",
    response_model=token_schemas.ApiToken,
)
async def get_api_token(reading: CanRead, api_token_id: UUID) -> Any:
    """One token, without its text."""
    actor = reading.actor
    statement = API_TOKEN[actor.may("tokens:admin")]
    return await one(reading, statement, id=api_token_id, actor_id=actor.person_id)


@router.patch(
    "/api-tokens/{api_token_id}",
    operation_id="updateApiToken",
    response_model=token_schemas.ApiToken,
)
async def update_api_token(
    session: CanWrite, token: TheToken, change: token_schemas.ApiTokenUpdate
) -> Any:
    """Change a token's name, or where it may be used from."""
    api_tokens.change_api_token(session, token, change)
    return await one(session, API_TOKEN[True], id=token.id)


@router.post(
    "/api-tokens/{api_token_id}/rotate",
    operation_id="rotateApiToken",
    status_code=201,
    response_model=token_schemas.ApiTokenCreated,
    responses=refuses(TokenEnded, TokenReplaced),
)
async def rotate_api_token(
    session: CanWrite, token: TheToken, how: token_schemas.ApiTokenRotate
) -> Any:
    """Replace a token by a new one that may do the same; the old one works on for a while."""
    return await _with_text(session, *await api_tokens.rotate_api_token(session, token, how))


@router.delete("/api-tokens/{api_token_id}", operation_id="deleteApiToken", status_code=204)
async def delete_api_token(session: CanWrite, token: TheToken) -> Response:
    """Revoke a token, in every process at once."""
    await api_tokens.revoke_api_token(session, token)
    return Response(status_code=204)


@router.get(
    "/service-accounts",
    operation_id="listServiceAccounts",
    response_model=Page[token_schemas.ServiceAccount],
)
async def list_service_accounts(
    reading: CanRead, query: Annotated[token_schemas.ServiceAccountQuery, Query()]
) -> Any:
    """Programs that act under their own name."""
    return await SERVICE_ACCOUNTS.page(reading, query, IS_SERVICE)


@router.post(
    "/service-accounts",
    operation_id="createServiceAccount",
    status_code=201,
    response_model=token_schemas.ServiceAccount,
)
async def create_service_account(
    session: CanAdminister, new: token_schemas.ServiceAccountCreate
) -> Any:
    """Add a program with a role of its own. Then create API tokens for it."""
    account = await service_accounts.add_service_account(session, new)
    location = f"/v1/service-accounts/{account.id}"
    return await one(session, SERVICE_ACCOUNT, id=account.id, status=201, location=location)


@router.get(
    "/service-accounts/{service_account_id}",
    operation_id="getServiceAccount",
    response_model=token_schemas.ServiceAccount,
)
async def get_service_account(reading: CanRead, service_account_id: UUID) -> Any:
    """One service account."""
    return await one(reading, SERVICE_ACCOUNT, id=service_account_id)


@router.patch(
    "/service-accounts/{service_account_id}",
    operation_id="updateServiceAccount",
    response_model=token_schemas.ServiceAccount,
    responses=refuses(LastManager),
)
async def update_service_account(
    session: CanAdminister, account: TheAccount, change: token_schemas.ServiceAccountUpdate
) -> Any:
    """Change a program's name, rights, or whether its tokens work: felt at once."""
    await service_accounts.change_service_account(session, account, change)
    return await one(session, SERVICE_ACCOUNT, id=account.id)


async def _with_text(session: TenantSession, token: ApiToken, text: str) -> Json:
    return await one(
        session,
        API_TOKEN_WITH_TEXT,
        id=token.id,
        token=text,
        status=201,
        location=f"/v1/api-tokens/{token.id}",
    )
