"""People and credentials as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import EmailStr, Field, StringConstraints

from app.core.listing import ListQuery
from app.core.wire import UNCHANGED, In, Instant, Line, Locale, Out, Update, YesNo
from app.people.roles import Role

Username = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._@-]{1,62}$", strip_whitespace=True)
]
Password = Annotated[str, StringConstraints(min_length=12, max_length=200)]
Scope = Annotated[str, StringConstraints(pattern=r"^[a-z]+:(read|write|admin)$")]


class SessionCreate(In):
    """All four are asked for; a wrong one is not told apart from another."""

    domain: Line
    company: Line = Field(description="Code of the company or branch.")
    username: Line
    password: str = Field(min_length=1, max_length=200)
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


class Person(Out):
    id: UUID
    company_id: UUID
    username: str
    name: str
    email: str | None
    locale: str | None
    role: Role
    active: bool
    version: int
    created_at: Instant
    updated_at: Instant


class Me(Out):
    id: UUID
    organization_id: UUID
    name: str
    username: str
    email: str | None
    locale: str | None
    role: Role
    permissions: list[str]


class PersonCreate(In):
    id: UUID | None = None
    company_id: UUID | None = Field(None, description="Null: the company of the caller.")
    username: Username
    name: Line
    email: EmailStr | None = None
    locale: Locale | None = None
    role: Role
    password: Password


class PersonUpdate(Update):
    name: Line = UNCHANGED
    email: EmailStr | None = UNCHANGED
    locale: Locale | None = UNCHANGED
    role: Role = UNCHANGED
    active: YesNo = UNCHANGED
    clear: list[Literal["email", "locale"]] = Field(default_factory=list)


class PersonQuery(ListQuery):
    sort: Literal["name", "-name"] = "name"
    role: list[Role] | None = None
    active: bool | None = None


class ApiToken(Out):
    id: UUID
    name: str
    scopes: list[str]
    expires_at: Instant
    last_used_at: Instant | None
    revoked_at: Instant | None
    version: int
    created_at: Instant
    updated_at: Instant


class ApiTokenCreated(Out):
    id: UUID
    name: str
    scopes: list[str]
    expires_at: Instant
    token: str = Field(description="Shown this once; only its fingerprint is kept.")


class ApiTokenCreate(In):
    name: Line
    scopes: list[Scope] = Field(min_length=1, max_length=40)
    expires_in_days: int = Field(365, ge=1, le=365)


class ApiTokenQuery(ListQuery):
    sort: Literal["-created_at", "created_at"] = "-created_at"
