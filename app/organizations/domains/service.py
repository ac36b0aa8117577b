"""Domains: names that find an organization, verified by their owner's DNS record."""

import re
import secrets
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import idna
from sqlalchemy import delete, select

from app.core.data.database import TenantSession
from app.core.data.database_errors import duplicate_means
from app.core.events.event_log import announce
from app.core.events.outbox import enqueue
from app.core.values.clock import now
from app.core.values.errors import Refusal
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.organizations.events import DomainClaimed, DomainReleased, DomainVerified
from app.organizations.models import Domain, DomainStatus, Organization, TenantDomain

#: A name without a dot is ours to give: first come, first served.
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
#: For so long a claim is looked into again and again.
PENDING_FOR = timedelta(days=7)


class DomainTaken(Refusal):
    """Another organization has this domain."""

    title = N_("This domain belongs to another organization")
    advice = N_("Choose another domain.")


class DomainClaimedAlready(Refusal):
    """The organization has claimed this domain before."""

    title = N_("You have claimed this domain already")
    advice = N_("Verify the claim that there is.")


class LastDomain(Refusal):
    """Without a verified domain nobody could sign in."""

    title = N_("The last domain cannot be removed")
    advice = N_("Verify another domain first.")


def domain_name(text: str) -> str:
    """A domain as it is looked up: small, in ASCII. Raises ValueError."""
    name = text.strip().rstrip(".").lower()
    if "." not in name:
        if not _SLUG.fullmatch(name):
            raise ValueError(text)
        return name
    encoded = idna.encode(name, uts46=True).decode()
    if encoded.rpartition(".")[2].isdigit():
        raise ValueError(text)  # an address, not a name
    return encoded


def record_name(domain: str) -> str:
    return f"_chamado.{domain}"


async def claim(session: TenantSession, domain: str, id: UUID | None = None) -> Domain:
    """Claim a name. One of our own giving is there at once; any other waits for its owner."""
    claimed = await add(session, domain, id)
    if "." in domain:
        look_up(session, claimed)
    else:
        await confirm(session, claimed)
    return claimed


async def add(session: TenantSession, domain: str, id: UUID | None = None) -> Domain:
    """A claim, and what its owner has to make the name say."""
    claimed = Domain(
        id=id or new_id(),
        domain=domain,
        status=DomainStatus.PENDING,
        verification=f"chamado-verification={secrets.token_hex(16)}",
    )
    session.add(claimed)
    with duplicate_means(DomainClaimedAlready):
        await session.flush()
    announce(session, DomainClaimed(domain_id=claimed.id, domain=domain))
    return claimed


def look_up(session: TenantSession, domain: Domain) -> None:
    """Ask the worker to look whether the record is there."""
    if domain.status is DomainStatus.PENDING:
        enqueue(session, "verify_domain", domain_id=domain.id)


async def confirm(session: TenantSession, domain: Domain) -> None:
    """The name finds this organization from now on, unless another was first (409)."""
    session.add(TenantDomain(domain=domain.domain, organization_id=session.actor.organization_id))
    domain.status = DomainStatus.VERIFIED
    domain.verified_at = now()
    domain.failure = None
    with duplicate_means(DomainTaken, has_id=False):
        await session.flush()
    announce(session, DomainVerified(domain_id=domain.id, domain=domain.domain))


def failure_of(domain: Domain, said: Iterable[str]) -> str | None:
    """The fault of what the record says; None: it is right."""
    said = list(said)
    if domain.verification in said:
        return None
    return "record_differs" if said else "record_not_found"


async def release(session: TenantSession, domain: Domain) -> None:
    """Give a name back: it finds nobody from now on, and others may claim it."""
    if domain.status is DomainStatus.VERIFIED:
        # Those who release names at once take turns, so that one is left.
        await session.fetch(Organization, session.actor.organization_id, lock=True)
        others = select(Domain.id).where(
            Domain.status == DomainStatus.VERIFIED, Domain.id != domain.id
        )
        if await session.scalar(others.limit(1)) is None:
            raise LastDomain
        await session.execute(
            delete(TenantDomain).where(
                TenantDomain.domain == domain.domain,
                TenantDomain.organization_id == session.actor.organization_id,
            )
        )
    announce(session, DomainReleased(domain_id=domain.id, domain=domain.domain))
    await session.delete(domain)


async def pending(session: TenantSession) -> list[Domain]:
    """Claims that are young enough to be looked into again."""
    waiting = select(Domain).where(
        Domain.status == DomainStatus.PENDING, Domain.created_at > now() - PENDING_FOR
    )
    return list(await session.scalars(waiting))
