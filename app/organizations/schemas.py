"""Organizations as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.wire import UNCHANGED, Instant, Line, Locale, Out, Update


class Tenant(Out):
    """What a sign-in page may know about an organization before anyone has signed in."""

    domain: str
    name: str
    locale: str
    logo_url: str | None = Field(description="Null while there is no logo.")
    login_methods: list[Literal["password"]]


class OrganizationProfile(Out):
    id: UUID
    name: str
    locale: str
    zone: str = Field(description="IANA time zone in which days begin and end.")
    version: int
    created_at: Instant
    updated_at: Instant


class OrganizationSettings(Out):
    """What an organization has chosen. A new choice needs a default, and no migration."""

    session_days: int | None = Field(
        None, ge=1, le=365, description="How long a session lasts; null: as long as possible here."
    )
    second_factor_roles: list[str] = Field(
        default_factory=list, description="Roles whose people have to sign in with a second factor."
    )


class OrganizationUpdate(Update):
    name: Line = UNCHANGED
    locale: Locale = UNCHANGED


class Company(Out):
    id: UUID
    code: str
    name: str
