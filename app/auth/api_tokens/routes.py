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
    """List API tokens.

    Without `person_id` the list has the caller's own tokens; with the permission `tokens:admin` it
    names other people or service accounts, without it nobody else's are listed. Revoked and expired
    tokens are included, newest first. The secret of a token is never part of it. There is no text
    search.
    """
    where = [] if query.person_id else [OWN]
    return await API_TOKENS.page(reading, query, *where, actor_id=reading.actor.person_id)


@router.post(
    "/api-tokens",
    operation_id="createApiToken",
    status_code=201,
    response_model=schemas.ApiTokenWithSecret,
)
async def create_api_token(session: CanWrite, new: schemas.ApiTokenCreate) -> Json:
    """Create an API token for a program.

    The token acts in the name of the caller, or of the service account that `service_account_id`
    names. Only this answer contains its secret: store it at once. It allows what its scopes cover
    of what its owner may do at that moment, and lasts a year at most. API tokens and visitors
    cannot create tokens (`permission_missing`). A token of a service account needs `tokens:admin`,
    and may allow nothing that the caller lacks; an account that does not exist or is not active is
    refused with `unknown_reference`.
    """
    return await _with_text(session, *await api_tokens.create_api_token(session, new))


@router.get(
    "/api-tokens/{api_token_id}",
    operation_id="getApiToken",
    response_model=schemas.ApiToken,
)
async def get_api_token(reading: CanRead, api_token_id: UUID) -> Json:
    """Get an API token without its secret.

    Answers with the scopes, networks, end and last use of one token. Revoked and expired ones are
    found as well. Without the permission `tokens:admin` only the caller's own are found.
    """
    return await one(reading, API_TOKEN, id=api_token_id)


@router.patch(
    "/api-tokens/{api_token_id}",
    operation_id="updateApiToken",
    response_model=schemas.ApiToken,
)
async def update_api_token(
    session: CanWrite, token: TheToken, change: schemas.ApiTokenUpdate
) -> Json:
    """Update the name or the networks of an API token.

    The networks that are sent replace all of the token and apply at once; from elsewhere its
    requests are refused with `address_not_allowed`. Scopes and lifetime cannot be changed: create
    another token, or replace this one with `rotateApiToken`. API tokens cannot change tokens, not
    even themselves, and nobody changes the networks of somebody else's token that may do more than
    they may (`permission_missing`). The change is recorded as `api_token.updated`.
    """
    await api_tokens.update_api_token(session, token, change)
    return await one(session, API_TOKEN, id=token.id)


@router.post(
    "/api-tokens/{api_token_id}/rotate",
    operation_id="rotateApiToken",
    status_code=201,
    response_model=schemas.ApiTokenWithSecret,
    responses=refuses(TokenEnded, TokenReplaced),
)
async def rotate_api_token(session: CanWrite, token: TheToken, how: schemas.ApiTokenRotate) -> Json:
    """Replace an API token by a new one.

    The new token has the same name, scopes, networks and length of life, and only this answer
    contains its secret. The old one works for `grace_hours` more, so that programs can change over
    without a pause, but never beyond its own end. One's own tokens can be replaced, and with
    `tokens:admin` those of service accounts; a token of another person can only be revoked
    (`permission_missing`). A token that was revoked or has expired is refused with `token_ended`,
    one that was replaced before with `token_replaced`, whose `successor_id` names the new one.
    """
    return await _with_text(session, *await api_tokens.rotate_api_token(session, token, how))


@router.delete("/api-tokens/{api_token_id}", operation_id="deleteApiToken", status_code=204)
async def delete_api_token(session: CanWrite, token: TheToken) -> Response:
    """Revoke an API token.

    Its requests are refused at once and for good. The token stays in the list with `revoked_at`,
    and what it did stays in the audit trail. An API token can revoke itself and no other
    (`permission_missing`). Revoking a token twice changes nothing.
    """
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
