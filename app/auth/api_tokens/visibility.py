"""Visibility of API tokens: one's own; administrators of tokens see everyone's."""

from typing import Annotated

from app.auth.models import ApiToken
from app.core.data.visibility import ACTOR, Visibility
from app.core.http.access import existing

OWN = ApiToken.person_id == ACTOR
TOKEN_VISIBILITY = Visibility(ApiToken, (OWN,), everything="tokens:admin")

TheToken = Annotated[ApiToken, existing(ApiToken, "tokens:write", visibility=TOKEN_VISIBILITY)]
