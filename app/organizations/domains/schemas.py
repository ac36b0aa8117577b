"""Domains as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Out, OwnId
from app.organizations.models import DomainStatus
from app.organizations.schemas import DomainName


class Domain(Out):
    """A domain that the organization has claimed; once verified, people sign in with it."""

    id: UUID
    domain: str = Field(description="The domain, in lower case and in ASCII (Punycode).")
    status: DomainStatus = Field(description="Whether the domain is verified.")
    record_name: str | None = Field(
        description="Name of the DNS record (type TXT) that verifies the domain. Null: verified."
    )
    record_value: str | None = Field(
        description="Value that the DNS record has to have. Null: verified."
    )
    checked_at: Instant | None = Field(
        description="Time of the last DNS look-up. Null: there was none."
    )
    failure: Literal["record_not_found", "record_differs", "dns_unavailable", "taken"] | None = (
        Field(
            description="Why the last look-up did not verify the domain: `record_not_found` (there"
            " is no TXT record), `record_differs` (it has other values), `dns_unavailable` (the DNS"
            " did not answer), `taken` (another organization has verified the domain). Null: no"
            " problem, or no look-up yet."
        )
    )
    verified_at: Instant | None = Field(
        description="Time at which the domain was verified. Null while it is pending."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class DomainClaim(In):
    """A domain that the organization claims."""

    id: OwnId | None = None
    domain: DomainName = Field(
        description="Either a short name without a dot (1 to 63 letters, digits and hyphens), which"
        " is verified at once if it is free, or an internet domain, which its owner verifies by a"
        " DNS record, such as `redeboa.com.br`. Upper case is changed to lower case.",
    )


class DomainQuery(ListQuery):
    """Query parameters of `listDomains`."""

    sort: Literal["domain", "-domain"] = "domain"
