"""Organizations as callers see them."""

from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, EmailStr, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.core.values.documents import Document
from app.core.values.phones import Phone
from app.core.values.text import N_
from app.core.values.wire import (
    UNCHANGED,
    Instant,
    Line,
    Locale,
    Out,
    StrictBool,
    StrictInt,
    Update,
)
from app.organizations.domains.service import domain_name


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise PydanticCustomError(
            "unknown_zone", N_("There is no such time zone: use one like America/Sao_Paulo.")
        )
    return value


def _domain(value: str) -> str:
    try:
        return domain_name(value)
    except ValueError:
        raise PydanticCustomError(
            "not_a_domain", N_("Use small letters, digits, hyphens and dots: redeboa.com.br.")
        ) from None


#: The roles of people, who live above: a test holds both together.
RoleName = Literal["owner", "manager", "coordinator", "technician", "agent", "requester", "viewer"]
Zone = Annotated[str, StringConstraints(max_length=60), AfterValidator(_zone)]
DomainName = Annotated[str, StringConstraints(max_length=253), AfterValidator(_domain)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$")]


class Tenant(Out):
    """What a sign-in page may know about an organization before anyone has signed in."""

    domain: str
    name: str
    locale: str
    logo_url: str | None = Field(description="A square; null while there is no logo.")
    login_methods: list[Literal["password"]]


class Logo(Out):
    """Pictures that may be kept for ever: another logo has other addresses."""

    square: str
    wide: str


class OrganizationProfile(Out):
    id: UUID
    name: str
    legal_name: str | None
    document: str | None = Field(description="CNPJ or NIF.")
    phone: str | None
    email: str | None
    locale: str
    zone: str = Field(description="IANA time zone in which days begin and end.")
    logo: Logo | None
    version: int
    created_at: Instant
    updated_at: Instant


class OrganizationUpdate(Update):
    name: Line = UNCHANGED
    legal_name: Line | None = UNCHANGED
    document: Document | None = UNCHANGED
    phone: Phone | None = UNCHANGED
    email: EmailStr | None = UNCHANGED
    locale: Locale = UNCHANGED
    zone: Zone = UNCHANGED
    clear: list[Literal["legal_name", "document", "phone", "email"]] = Field(default_factory=list)


class OrganizationSettings(Out):
    """What an organization has chosen. A new choice needs a default, and no migration."""

    session_days: int | None = Field(
        None, description="How long a session lasts; null: as long as possible here."
    )
    second_factor_roles: list[RoleName] = Field(
        default_factory=list, description="Roles whose people have to sign in with a second factor."
    )
    currency: str = Field("BRL", description="ISO 4217: what prices and expenses are in.")
    quote_days: int = Field(15, description="How long a quote may be approved once it is sent.")
    max_failed_visits: int | None = Field(
        3, description="After so many, only who leads plans another; null: no limit."
    )
    no_show_wait_minutes: int | None = Field(
        None, description="How long a technician waits before reporting that nobody was met."
    )
    no_show_radius_m: int | None = Field(
        None, description="How near to the site a technician has to be to report it."
    )
    no_show_needs_photo: bool = Field(
        False, description="Whether it takes a photo of the kind `no_show`."
    )


class OrganizationSettingsUpdate(Update):
    session_days: Annotated[StrictInt, Field(ge=1, le=365)] | None = UNCHANGED
    second_factor_roles: list[RoleName] = UNCHANGED
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = UNCHANGED
    quote_days: Annotated[StrictInt, Field(ge=1, le=365)] = UNCHANGED
    max_failed_visits: Annotated[StrictInt, Field(ge=1, le=20)] | None = UNCHANGED
    no_show_wait_minutes: Annotated[StrictInt, Field(ge=1, le=120)] | None = UNCHANGED
    no_show_radius_m: Annotated[StrictInt, Field(ge=10, le=50_000)] | None = UNCHANGED
    no_show_needs_photo: StrictBool = UNCHANGED
    clear: list[
        Literal["session_days", "max_failed_visits", "no_show_wait_minutes", "no_show_radius_m"]
    ] = Field(default_factory=list)
