"""API tokens as callers see them."""

from ipaddress import IPv6Network, ip_network
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, Update
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
Networks = Annotated[
    list[Network],
    Field(max_length=50, description="Where it may be used from (CIDR); empty: anywhere."),
]


class ApiToken(Out):
    id: UUID
    person_id: UUID = Field(description="Whom it acts as: a person, or a service account.")
    name: str
    scopes: list[str]
    networks: list[str]
    expires_at: Instant
    last_used_at: Instant | None = Field(description="To the minute.")
    revoked_at: Instant | None
    successor_id: UUID | None = Field(
        description="What replaced it: it works on until `expires_at`."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class ApiTokenWithSecret(ApiToken):
    token: str = Field(description="Shown this once; only its fingerprint is kept.")


class ApiTokenCreate(In):
    name: Line
    scopes: list[Scope] = Field(min_length=1, max_length=60)
    networks: Networks = Field(default_factory=list)
    expires_in_days: int = Field(365, ge=1, le=365)
    service_account_id: UUID | None = Field(None, description="Null: a token of the caller.")


class ApiTokenUpdate(Update):
    name: Line = UNCHANGED
    networks: Networks = UNCHANGED


class ApiTokenRotate(In):
    grace_hours: int = Field(
        24, ge=0, le=168, description="How long the old one works on; 0: not a moment."
    )


class ApiTokenQuery(ListQuery):
    sort: Literal["-created_at", "created_at"] = "-created_at"
    person_id: list[UUID | Literal["me"]] | None = Field(
        None, description="Whose; others than one's own need `tokens:admin`."
    )
