"""Domains as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Out
from app.organizations.models import DomainStatus
from app.organizations.schemas import DomainName


class Domain(Out):
    id: UUID
    domain: str
    status: DomainStatus
    record_name: str | None = Field(description="Name of the TXT record that verifies it.")
    record_value: str | None = Field(description="What that record has to say.")
    checked_at: Instant | None
    problem: Literal["record_not_found", "record_differs", "dns_unavailable", "taken"] | None = (
        Field(description="Why the last look was in vain.")
    )
    verified_at: Instant | None
    version: int
    created_at: Instant
    updated_at: Instant


class DomainClaim(In):
    id: UUID | None = None
    domain: DomainName


class DomainQuery(ListQuery):
    sort: Literal["domain", "-domain"] = "domain"
