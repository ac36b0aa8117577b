"""Support access as callers see it."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.values.wire import In, Line, Out


class TokenExchange(In):
    domain: Line = Field(description="Of the organization to act in.")


class ExchangedToken(Out):
    """A token for another organization. It cannot be refreshed: exchange again."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds.")
    organization_id: UUID
    person_id: UUID = Field(description="Who the caller is there.")
    session_id: UUID
