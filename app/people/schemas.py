"""People as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    EmailStr,
    Field,
    StringConstraints,
)

from app.core.http.listing import ListQuery
from app.core.values.phones import Phone
from app.core.values.wire import UNCHANGED, In, Instant, Line, Locale, Out, StrictBool, Update
from app.people.models import PersonKind, Role

Username = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._@-]{1,253}$", strip_whitespace=True)
]
#: In small letters, as it is looked up.
Email = Annotated[EmailStr, AfterValidator(str.lower)]
Password = Annotated[str, StringConstraints(min_length=12, max_length=200)]


class Person(Out):
    id: UUID
    kind: PersonKind
    company_id: UUID
    username: str
    name: str
    email: str | None
    phone: str | None
    locale: str | None
    role: Role
    profile_id: UUID | None = Field(description="Null: what the role itself allows.")
    active: bool
    photo_url: str | None = Field(description="Add `?size=small` for lists; null: no photo.")
    must_change_password: bool
    version: int
    created_at: Instant
    updated_at: Instant


class PersonCreate(In):
    """Somebody with a password that is handed over; by mail it is `createInvitation`."""

    id: UUID | None = None
    company_id: UUID | None = Field(None, description="Null: the company of the caller.")
    username: Username
    name: Line
    email: Email | None = None
    phone: Phone | None = None
    locale: Locale | None = None
    role: Role
    profile_id: UUID | None = None
    password: Password
    must_change_password: StrictBool = Field(
        True, description="Until it is changed, the password opens nothing else."
    )


class PersonUpdate(Update):
    """Another role drops the permission profile, unless one for that role comes along."""

    name: Line = UNCHANGED
    email: Email | None = UNCHANGED
    phone: Phone | None = UNCHANGED
    locale: Locale | None = UNCHANGED
    role: Role = UNCHANGED
    profile_id: UUID | None = UNCHANGED
    active: StrictBool = UNCHANGED
    clear: list[Literal["email", "phone", "locale", "profile_id"]] = Field(default_factory=list)


class PersonQuery(ListQuery):
    sort: Literal["name", "-name"] = "name"
    kind: PersonKind = Field(
        PersonKind.MEMBER, description="Programs and visitors are listed when asked for."
    )
    role: list[Role] | None = None
    profile_id: list[UUID] | None = None
    active: bool | None = None
