"""Statements that read API tokens."""

from sqlalchemy import Text, bindparam, select

from app.auth.models import ApiToken
from app.core.data.statements import as_json, by_id, prepared
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
_THIS_TOKEN = by_id(ApiToken)
API_TOKENS = Listing(_API_TOKENS, ApiToken)
OWN_TOKENS = ApiToken.person_id == bindparam("actor_id", type_=ApiToken.person_id.type)
#: By whether the reader sees everyone's.
API_TOKEN = {
    True: prepared(as_json(_API_TOKENS.where(_THIS_TOKEN), "version")),
    False: prepared(as_json(_API_TOKENS.where(_THIS_TOKEN, OWN_TOKENS), "version")),
}
#: With its text, for the one answer that shows it.
API_TOKEN_WITH_TEXT = prepared(
    as_json(
        _API_TOKENS.add_columns(bindparam("token", type_=Text()).label("token")).where(_THIS_TOKEN),
        "version",
    )
)
