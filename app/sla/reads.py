"""Statements that read SLA policies and clocks."""

from sqlalchemy import Text, bindparam, cast, literal_column, or_, select
from sqlalchemy.types import Boolean

from app.core.data.statements import prepared, read_by_id, tenant_join
from app.core.http.listing import Listing
from app.people.models import Person
from app.sla.models import SlaClock, SlaClockStatus, SlaPolicy
from app.tickets.models import Ticket

_POLICIES = select(
    SlaPolicy.id,
    SlaPolicy.name,
    SlaPolicy.position,
    SlaPolicy.active,
    SlaPolicy.match,
    SlaPolicy.calendar_id,
    SlaPolicy.targets,
    SlaPolicy.warn_percent,
    SlaPolicy.first_response_pauses,
    SlaPolicy.version,
)
POLICIES = Listing(_POLICIES, SlaPolicy)
POLICY = read_by_id(_POLICIES, SlaPolicy, "version")
CLOCKS = Listing(
    select(
        SlaClock.id,
        SlaClock.ticket_id,
        Ticket.number.label("ticket_number"),
        Ticket.subject,
        Ticket.priority,
        Ticket.assignee_id,
        Person.name.label("assignee_name"),
        SlaClock.metric,
        SlaClock.status,
        SlaClock.started_at,
        SlaClock.due_at,
        SlaClock.met_at,
        SlaClock.breached_at,
    )
    .join(Ticket, tenant_join(Ticket, SlaClock, SlaClock.ticket_id))
    .outerjoin(Person, tenant_join(Person, Ticket, Ticket.assignee_id)),
    SlaClock,
)
#: The clocks of a ticket that have ended, or were told as breached, as they were then.
TOLD_CLOCKS = prepared(
    select(
        SlaClock.cycle,
        SlaClock.metric,
        SlaClock.number,
        SlaClock.status,
        SlaClock.target_seconds,
        SlaClock.consumed_seconds,
        SlaClock.started_at,
        SlaClock.met_at,
        SlaClock.breached_at,
        cast(SlaClock.segments, Text).label("segments"),
    ).where(
        SlaClock.organization_id == bindparam("organization_id"),
        SlaClock.ticket_id == bindparam("ticket_id"),
        or_(
            SlaClock.met_at.is_not(None),
            SlaClock.breached_at.is_not(None),
            SlaClock.status == SlaClockStatus.CANCELLED,
        ),
    )
)
#: A literal, so that the index of running clocks is used.
RUNNING = literal_column("sla_clocks.status = 'running'", Boolean())
IS_DUE = SlaClock.due_at.is_not(None)
