"""Listeners and sweeps of tickets: quiet ones are closed, merged customers are followed."""

from sqlalchemy import func, select, update

from app.core.data.database import TenantSession
from app.core.data.statements import sql, tenant_join
from app.core.events.listeners import on
from app.core.events.schedule import every
from app.core.values.clock import now
from app.customers.events import CustomersMerged
from app.desks.models import Desk, TicketStatus
from app.tickets.lifecycle.service import move
from app.tickets.models import Ticket

#: No ticket is another one for it: its version stays.
_INDEX = sql("""with old as (
           select m.id from messages m
            where m.organization_id = :organization_id and m.search_vector is null
            order by m.id limit :most
              for no key update skip locked
       ), indexed as (
           update messages m set search_vector = search_words(m.body)
             from old where m.organization_id = :organization_id and m.id = old.id
           returning m.ticket_id, m.seq, m.body
       )
       update tickets t
          set search_vector = search_numbered(t.number, t.protocol, t.subject, i.body)
         from indexed i
        where t.organization_id = :organization_id and t.id = i.ticket_id and i.seq = 1""")


@every(hours=1, organizations="with_quiet_tickets")
async def close_quiet_tickets(session: TenantSession) -> None:
    """Close what was solved some days ago, as the desk says, and not taken up again."""
    quiet = (
        select(Ticket)
        .join(Desk, tenant_join(Desk, Ticket, Ticket.desk_id))
        .where(
            Ticket.status == TicketStatus.SOLVED,
            Ticket.solved_at + func.make_interval(0, 0, 0, Desk.auto_close_days) < now(),
        )
        .limit(500)
        .with_for_update(skip_locked=True, of=Ticket)
    )
    for ticket in await session.scalars(quiet):
        await move(session, ticket, TicketStatus.CLOSED)


@on(CustomersMerged)
async def follow_the_customer(session: TenantSession, event: CustomersMerged) -> None:
    """The tickets of a customer are those of another one, who it turned out to be."""
    await session.execute(
        update(Ticket)
        .where(
            Ticket.organization_id == session.actor.organization_id,
            Ticket.customer_id == event.customer_id,
        )
        .values(customer_id=event.into_customer_id, **Ticket.changed())
        .execution_options(synchronize_session=False)
    )


@every(minutes=1, organizations="with_unindexed_messages")
async def index_messages(session: TenantSession) -> None:
    """Let messages be found that are older than the search; with a description, its ticket."""
    await session.rows(_INDEX, most=500)
