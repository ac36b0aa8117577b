"""Statements that read API tokens."""

from sqlalchemy import Text, bindparam, select

from app.auth.api_tokens.visibility import TOKEN_VISIBILITY
from app.auth.models import ApiToken
from app.core.data.statements import read_by_id
from app.core.http.listing import Listing

_API_TOKENS = select(
    ApiToken.id,
    ApiToken.person_id,
    ApiToken.name,
    ApiToken.scopes,
    ApiToken.networks,
    ApiToken.expires_at,
    ApiToken.last_used_at,
    ApiToken.revoked_at,
    ApiToken.successor_id,
    ApiToken.version,
    ApiToken.created_at,
    ApiToken.updated_at,
)
API_TOKENS = Listing(_API_TOKENS, ApiToken, visibility=TOKEN_VISIBILITY)
API_TOKEN = TOKEN_VISIBILITY.read_by_id(_API_TOKENS, "version")
#: With its text, for the one answer that shows it.
API_TOKEN_WITH_TEXT = read_by_id(
    _API_TOKENS.add_columns(bindparam("token", type_=Text()).label("token")), ApiToken, "version"
)
