"""Tickets: changing their fields.

Each capability has a folder: opening, messages, replies, lifecycle, resolution, assignment,
merging and others.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.catalog.service import require_codes
from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.errors import ValidationFailed
from app.core.values.text import N_
from app.core.values.wire import apply
from app.customers.service import require_customer
from app.desks.models import Team
from app.forms.effective_schema.service import Phase
from app.forms.entry.service import check_fields
from app.tickets.events import TicketUpdated
from app.tickets.messages import service as messages
from app.tickets.models import PrioritySource, Ticket
from app.tickets.opening.service import require_ticket_site
from app.tickets.schemas import TicketUpdate

_NOTE_DUE = sql("""update tickets set due_at = :due_at
        where organization_id = :organization_id and id = :id""")


async def update_ticket(session: TenantSession, ticket: Ticket, change: TicketUpdate) -> None:
    ticket.require_writable()
    wanted = change.changes()
    customer_id = wanted.get("customer_id", ticket.customer_id)
    if wanted.get("customer_id") is not None:
        await require_customer(session, wanted["customer_id"])
    if wanted.get("team_id") is not None:
        await session.refer(Team, wanted["team_id"], "team_id")
    if wanted.get("site_id") is not None:
        await require_ticket_site(session, customer_id, wanted["site_id"])
    elif "customer_id" in wanted and customer_id != ticket.customer_id:
        wanted["site_id"] = None  # a site of the customer that it was
    await require_codes(session, wanted.get("cause_code_id"), wanted.get("solution_code_id"))
    if "fields" in wanted:
        await check_ticket_fields(session, ticket, wanted["fields"], phase="create")
    if "priority" in wanted:
        ticket.priority_source = (
            PrioritySource.RULE if session.actor.kind == "system" else PrioritySource.AGENT
        )
    apply(ticket, wanted)
    if "subject" in wanted:
        await messages.index_ticket(session, ticket, await messages.description_of(session, ticket))
    if wanted:
        announce(
            session,
            TicketUpdated(ticket_id=ticket.id, fields=sorted(wanted), priority=ticket.priority),
        )


async def note_due(session: TenantSession, ticket_id: UUID, due_at: datetime | None) -> None:
    """Remember when the first promise is due. That is no new version of the ticket."""
    await session.rows(_NOTE_DUE, id=ticket_id, due_at=due_at)


async def check_ticket_fields(
    session: TenantSession, ticket: Ticket, fields: dict[str, Any], *, phase: Phase
) -> None:
    if ticket.form_version_id is not None:
        await check_fields(session, ticket.form_version_id, fields, audience="agent", phase=phase)
    elif fields:
        raise ValidationFailed.at("fields", "no_form", N_("Without a form there are no fields."))
