"""Sessions as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import (
    Field,
)

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Line, Out


class SessionCreate(In):
    """All four are asked for; a wrong one is not told apart from another."""

    domain: Line
    company: Line = Field(description="Code of the company or branch.")
    username: Line
    password: str = Field(min_length=1, max_length=200)
    code: str | None = Field(
        None, max_length=40, description="One-time or recovery code, where the account asks for it."
    )
    device_token: str | None = Field(
        None,
        max_length=200,
        description="From an earlier session on this device: others who guess do not slow it down.",
    )


class SessionRefresh(In):
    refresh_token: str = Field(min_length=1, max_length=200)


class Session(Out):
    """A signed-in session: send `access_token` as Bearer; trade `refresh_token` once it expires."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds.")
    refresh_token: str = Field(description="Good for one use; the answer holds the next one.")
    device_token: str | None = Field(
        description="For the device to keep beyond the session; null on a refresh."
    )
    session_id: UUID
    person_id: UUID


class SignInSession(Out):
    """A session of the caller's on one device."""

    id: UUID
    device_name: str = Field(examples=["Firefox 142, Windows"])
    user_agent: str
    address: str
    started_at: Instant
    last_seen_at: Instant
    expires_at: Instant
    is_current: bool


class SignInSessionQuery(ListQuery):
    sort: Literal["-started_at", "started_at"] = "-started_at"
