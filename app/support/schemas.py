"""Support access as callers see it."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.values.wire import In, Line, Out


class TokenExchange(In):
    """The organization in which the caller wants to act."""

    domain: Line = Field(
        description="Organization domain of the other organization, such as `acme.example`."
    )


class ExchangedToken(Out):
    """An access token for another organization. It cannot be refreshed: exchange again."""

    access_token: str = Field(
        description="The access token, to be sent in the `Authorization` header. It says on whose"
        " behalf it was issued (`act`, RFC 8693)."
    )
    token_type: Literal["Bearer"] = Field(description="Scheme of the `Authorization` header.")
    expires_in: int = Field(description="Time until the access token expires, in seconds.")
    organization_id: UUID = Field(description="The organization that the token is for.")
    person_id: UUID = Field(description="The visitor who stands for the caller there.")
    session_id: UUID = Field(description="The session there; it ends with the caller's own.")
