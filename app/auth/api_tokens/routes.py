"""`/v1/api-tokens`: credentials of programs."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.auth.api_tokens import schemas
from app.auth.api_tokens import service as api_tokens
from app.auth.api_tokens.reads import API_TOKEN, API_TOKEN_WITH_TEXT, API_TOKENS
from app.auth.api_tokens.service import TokenEnded, TokenReplaced
from app.auth.api_tokens.visibility import OWN, TheToken
from app.auth.models import ApiToken
from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import refuses

router = APIRouter(tags=["auth"], route_class=Route)


CanRead = Annotated[Reading, acting("tokens:read")]
CanWrite = Annotated[TenantSession, acting("tokens:write")]


@router.get(
    "/api-tokens",
    operation_id="listApiTokens",
    response_model=Page[schemas.ApiToken],
)
async def list_api_tokens(
    reading: CanRead, query: Annotated[schemas.ApiTokenQuery, Query()]
) -> Json:
    """The caller's API tokens, or for whoever administers them those of others."""
    where = [] if query.person_id else [OWN]
    return await API_TOKENS.page(reading, query, *where, actor_id=reading.actor.person_id)


@router.post(
    "/api-tokens",
    operation_id="createApiToken",
    status_code=201,
    response_model=schemas.ApiTokenWithSecret,
)
async def create_api_token(session: CanWrite, new: schemas.ApiTokenCreate) -> Json:
    """Make a token for a program. Its text is in this answer only."""
    return await _with_text(session, *await api_tokens.create_api_token(session, new))


@router.get(
    "/api-tokens/{api_token_id}",
    operation_id="getApiToken",
    response_model=schemas.ApiToken,
)
async def get_api_token(reading: CanRead, api_token_id: UUID) -> Json:
    """One token, without its text."""
    return await one(reading, API_TOKEN, id=api_token_id)


@router.patch(
    "/api-tokens/{api_token_id}",
    operation_id="updateApiToken",
    response_model=schemas.ApiToken,
)
async def update_api_token(
    session: CanWrite, token: TheToken, change: schemas.ApiTokenUpdate
) -> Json:
    """Change a token's name, or where it may be used from."""
    api_tokens.update_api_token(session, token, change)
    return await one(session, API_TOKEN, id=token.id)


@router.post(
    "/api-tokens/{api_token_id}/rotate",
    operation_id="rotateApiToken",
    status_code=201,
    response_model=schemas.ApiTokenWithSecret,
    responses=refuses(TokenEnded, TokenReplaced),
)
async def rotate_api_token(session: CanWrite, token: TheToken, how: schemas.ApiTokenRotate) -> Json:
    """Replace a token by a new one that may do the same; the old one works on for a while."""
    return await _with_text(session, *await api_tokens.rotate_api_token(session, token, how))


@router.delete("/api-tokens/{api_token_id}", operation_id="deleteApiToken", status_code=204)
async def delete_api_token(session: CanWrite, token: TheToken) -> Response:
    """Revoke a token, in every process at once."""
    await api_tokens.revoke_api_token(session, token)
    return Response(status_code=204)


async def _with_text(session: TenantSession, token: ApiToken, text: str) -> Json:
    return await one(
        session,
        API_TOKEN_WITH_TEXT,
        id=token.id,
        token=text,
        status=201,
        location=f"/v1/api-tokens/{token.id}",
    )
