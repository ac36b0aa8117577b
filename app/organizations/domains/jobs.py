"""The outbox task and the sweep that verify claimed domains."""

from typing import Any
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.events.outbox import Record, TaskContext, outbox_task
from app.core.events.schedule import every
from app.core.values.clock import now
from app.gateways.dns import DnsUnavailable, Resolver
from app.organizations.domains import service as domains
from app.organizations.domains.service import DomainTaken, failure_of, record_name
from app.organizations.models import Domain, DomainStatus


@outbox_task("verify_domain")
async def verify_domain(context: TaskContext, claim: dict[str, Any]) -> Record | None:
    """Look whether the domain says what its owner was asked to make it say."""
    domain_id = UUID(claim["domain_id"])
    key = (context.organization_id, domain_id)
    async with context.transaction() as session:
        domain = await session.get(Domain, key)
    if domain is None or domain.status is not DomainStatus.PENDING:
        return None
    try:
        said = await context.gateway(Resolver).txt(record_name(domain.domain))
        failure = failure_of(domain, said)
    except DnsUnavailable:
        failure = "dns_unavailable"
    if failure is None:
        try:
            async with context.transaction() as session:
                held = await session.get(Domain, key, with_for_update=True)
                if held is not None and held.status is DomainStatus.PENDING:
                    held.checked_at = now()
                    await domains.confirm(session, held)
        except DomainTaken:
            failure = "taken"

    async def record(session: TenantSession) -> None:
        held = await session.get(Domain, key, with_for_update=True)
        if held is not None and held.status is DomainStatus.PENDING:
            held.checked_at = now()
            held.failure = failure

    return record


@every(hours=1, organizations="with_pending_domains")
async def verify_pending_domains(session: TenantSession) -> None:
    """A record takes its time to be seen everywhere."""
    for domain in await domains.pending(session):
        domains.look_up(session, domain)
