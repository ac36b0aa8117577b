"""Sessions as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import (
    Field,
)

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Line, Out


class SessionCreate(In):
    """Credentials of a person who signs in.

    Whichever of domain, company, user name and password is wrong, the answer is the same.
    """

    domain: Line = Field(
        description="Domain of the organization, such as `redeboa.com.br`; case does not matter."
    )
    company: Line = Field(
        description="Code of the person's company, such as `matriz`; case does not matter."
    )
    username: Line = Field(description="User name of the person; case does not matter.")
    password: str = Field(min_length=1, max_length=200, description="Password of the person.")
    code: str | None = Field(
        None,
        max_length=40,
        description="One-time or recovery code, for an account with a second factor. Without it"
        " such an account is refused with `second_factor_required`. Ignored for other accounts.",
    )
    device_token: str | None = Field(
        None,
        max_length=200,
        description="`device_token` of an earlier session on this device, within 90 days after the"
        " last sign-in on it. Failed attempts from elsewhere then do not delay this one.",
    )


class SessionRefresh(In):
    """The refresh token that renews a session."""

    refresh_token: str = Field(
        min_length=1,
        max_length=200,
        description="Refresh token of the last answer. It is valid once: a second use ends the"
        " session, unless it repeats the request with its `Idempotency-Key` within two minutes.",
    )


class Session(Out):
    """The tokens of a session, after a sign-in or a refresh.

    Send `access_token` as `Authorization: Bearer`, and renew it with `refreshSession` before it
    expires.
    """

    access_token: str = Field(description="Access token: a signed JWT, valid for minutes.")
    token_type: Literal["Bearer"] = Field(description="How the access token is sent (RFC 6750).")
    expires_in: int = Field(description="Seconds until the access token expires.")
    refresh_token: str = Field(
        description="Refresh token for the next renewal, valid once and until the session ends."
    )
    device_token: str | None = Field(
        description="Token to keep on the device after the session, for the next sign-in."
        " Null on a refresh."
    )
    session_id: UUID
    person_id: UUID


class SignInSession(Out):
    """A session of the caller on one device."""

    id: UUID
    device_name: str = Field(
        description="Browser and operating system, or the name of the app, as found in the user"
        " agent. Empty: it sent none.",
        examples=["Firefox 142, Windows"],
    )
    user_agent: str = Field(
        description="Header `User-Agent` of the sign-in, its first 300 characters."
    )
    address: str = Field(description="IP address of the sign-in.")
    started_at: Instant = Field(description="Time of the sign-in.")
    last_seen_at: Instant = Field(
        description="Time of the last refresh, or of the sign-in if there was none."
    )
    expires_at: Instant = Field(
        description="Time at which the session ends. Refreshing does not extend it."
    )
    is_current: bool = Field(description="Whether this request belongs to the session.")


class SignInSessionQuery(ListQuery):
    """Query parameters of `listSessions`."""

    sort: Literal["-started_at", "started_at"] = "-started_at"
