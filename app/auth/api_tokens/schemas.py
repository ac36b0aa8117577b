"""API tokens as callers see them."""

from ipaddress import IPv6Network, ip_network
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import UNCHANGED, IdOrMe, In, Instant, Line, Out, Update
from app.people.roles.service import PERMISSIONS

RESOURCES = frozenset(permission.partition(":")[0] for permission in PERMISSIONS)
_MAPPED = IPv6Network("::ffff:0:0/96")


def _scope(value: str) -> str:
    if value.partition(":")[0] not in RESOURCES:
        raise PydanticCustomError("unknown_scope", N_("There is nothing of this name to allow."))
    return value


def _network(value: str) -> str:
    try:
        found = ip_network(value.strip(), strict=False)
    except ValueError:
        raise PydanticCustomError(
            "not_a_network", N_("Must be an address or a network such as 203.0.113.0/24.")
        ) from None
    if isinstance(found, IPv6Network) and found.subnet_of(_MAPPED):
        # Callers are known by their IPv4 address, however they are reported.
        return f"{found.network_address.ipv4_mapped}/{found.prefixlen - _MAPPED.prefixlen}"
    return str(found)


Scope = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]+:(read|write|admin)$"),
    AfterValidator(_scope),
    Field(examples=["orders:read"]),
]
Network = Annotated[str, StringConstraints(max_length=50), AfterValidator(_network)]
_NAME = "Name of the token, such as the program that uses it."
_SCOPES = (
    "What the token may be used for: `<resource>:read`, `<resource>:write` (which includes reading)"
    " or `<resource>:admin` (everything). It never allows more than its owner may do."
)
_NETWORKS = (
    "Networks from which the token may be used, in CIDR notation, such as `203.0.113.0/24`."
    " Empty: it may be used from anywhere."
)
Networks = Annotated[list[Network], Field(max_length=50, description=_NETWORKS)]


class ApiToken(Out):
    """An API token without its secret: the credential of a program."""

    id: UUID
    person_id: UUID = Field(
        description="Owner of the token, in whose name it acts: a person or a service account."
    )
    name: str = Field(description=_NAME)
    scopes: list[str] = Field(description=_SCOPES)
    networks: list[str] = Field(description=_NETWORKS)
    expires_at: Instant = Field(
        description="Time from which the token is refused. `rotateApiToken` brings it forward."
    )
    last_used_at: Instant | None = Field(
        description="Time of the last use, accurate to about a minute. Null: never used."
    )
    revoked_at: Instant | None = Field(
        description="Time at which the token was revoked. Null: it was not."
    )
    successor_id: UUID | None = Field(
        description="Token that replaced this one, which still works until `expires_at`."
        " Null: it was not replaced."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class ApiTokenWithSecret(ApiToken):
    """An API token that was just created, with its secret."""

    token: str = Field(
        description="The token itself, to be sent as `Authorization: Bearer`. Only this answer"
        " contains it."
    )


class ApiTokenCreate(In):
    """A new API token of the caller or of a service account."""

    name: Line = Field(description=_NAME)
    scopes: list[Scope] = Field(min_length=1, max_length=60, description=_SCOPES)
    networks: Networks = Field(default_factory=list)
    expires_in_days: int = Field(365, ge=1, le=365, description="Lifetime of the token, in days.")
    service_account_id: UUID | None = Field(
        None,
        description="Service account that will own the token; needs the permission `tokens:admin`."
        " Null: the caller owns it.",
    )


class ApiTokenUpdate(Update):
    """Changes to an API token: absent fields stay as they are. Its scopes cannot be changed."""

    name: Annotated[Line, Field(description=_NAME)] = UNCHANGED
    networks: Networks = UNCHANGED


class ApiTokenRotate(In):
    """Replacement of an API token."""

    grace_hours: int = Field(
        24,
        ge=0,
        le=168,
        description="Hours for which the old token still works, but not beyond its `expires_at`."
        " 0: it stops at once.",
    )


class ApiTokenQuery(ListQuery):
    """Query parameters of `listApiTokens`."""

    sort: Literal["-created_at", "created_at"] = "-created_at"
    person_id: list[IdOrMe] | None = Field(
        None,
        description="Only tokens of these people or service accounts; `me` is the caller. Without"
        " the permission `tokens:admin` only the caller's own are listed. Absent: the caller's.",
    )
