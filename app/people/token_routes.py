"""`/v1/api-tokens`: credentials of programs."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy import Select, select

from app.core.access import acting, existing
from app.core.database import Actor, TenantSession
from app.core.listing import Page
from app.core.reading import Reading
from app.core.routing import Route
from app.people import api_tokens, schemas
from app.people.models import ApiToken
from app.people.reads import API_TOKENS, OWN_TOKENS

router = APIRouter(prefix="/api-tokens", tags=["auth"], route_class=Route)

CanRead = Annotated[Reading, acting("tokens:read")]
CanWrite = Annotated[TenantSession, acting("tokens:write")]


def visible(actor: Actor) -> Select[Any]:
    """A token belongs to whoever made it."""
    return select(ApiToken).where(ApiToken.person_id == actor.person_id)


TheToken = Annotated[ApiToken, existing(ApiToken, "tokens:write", visible=visible)]


@router.get(
    "",
    operation_id="listApiTokens",
    response_model=Page[schemas.ApiToken],
)
async def list_api_tokens(
    reading: CanRead, query: Annotated[schemas.ApiTokenQuery, Query()]
) -> Any:
    """The caller's API tokens."""
    return await API_TOKENS.page(reading, query, OWN_TOKENS, actor_id=reading.actor.person_id)


@router.post(
    "",
    operation_id="createApiToken",
    status_code=201,
    response_model=schemas.ApiTokenCreated,
)
async def create_api_token(
    session: CanWrite, new: schemas.ApiTokenCreate, response: Response
) -> schemas.ApiTokenCreated:
    """Make a token for a program. Its text is in this answer only."""
    token, secret = await api_tokens.create_api_token(session, new)
    response.headers["Location"] = f"/v1/api-tokens/{token.id}"
    return schemas.ApiTokenCreated(
        id=token.id,
        name=token.name,
        scopes=token.scopes,
        expires_at=token.expires_at,
        token=secret,
    )


@router.delete("/{api_token_id}", operation_id="deleteApiToken", status_code=204)
async def delete_api_token(session: CanWrite, token: TheToken) -> Response:
    """Revoke a token, in every process at once."""
    await api_tokens.revoke_api_token(session, token)
    return Response(status_code=204)
