"""The caller's own profile."""

from typing import Literal
from uuid import UUID

from pydantic import (
    Field,
)

from app.core.values.phones import Phone
from app.core.values.wire import UNCHANGED, Line, Locale, Out, StrictBool, Update
from app.people.models import Role


class OnBehalf(Out):
    """Who a visitor is at home."""

    organization_id: UUID
    person_id: UUID
    grant_id: UUID | None = Field(description="The grant that let them in; null: none is needed.")


class Me(Out):
    id: UUID
    organization_id: UUID
    company_id: UUID
    name: str
    username: str
    email: str | None
    phone: str | None
    locale: str | None
    photo_url: str | None
    role: Role
    profile_id: UUID | None
    permissions: list[str] = Field(description="What this credential allows at this moment.")
    notify_by_mail: bool
    must_change_password: bool
    on_behalf: OnBehalf | None = Field(description="Null: at home here.")
    version: int


class MeUpdate(Update):
    name: Line = UNCHANGED
    phone: Phone | None = UNCHANGED
    locale: Locale | None = UNCHANGED
    notify_by_mail: StrictBool = UNCHANGED
    clear: list[Literal["phone", "locale"]] = Field(default_factory=list)
