"""Listeners and jobs: updates go to every linked ticket once, and merges are followed."""

from collections import Counter
from typing import Any, Literal
from uuid import UUID, uuid5

from app.core.data.database import TenantSession
from app.core.events.destinations import PermanentFailure
from app.core.events.listeners import on
from app.core.security.actors import Actor
from app.core.values.errors import Refusal
from app.files.long_jobs.service import Result, Running, job
from app.incidents import service as incidents
from app.incidents.models import IncidentUpdate
from app.tickets.events import TicketLinked, TicketMerged
from app.tickets.links.models import LinkKind
from app.tickets.messages import service as messages
from app.tickets.models import Message, Ticket
from app.tickets.resolution import service as resolution
from app.tickets.resolution.schemas import TicketSolve

_Outcome = Literal["told", "solved", "over"]
#: Progress is told each so many tickets.
_OFTEN = 20
#: The result names no more of the tickets that refused.
_SHOWN = 100
#: What the author could do when they wrote it.
_OF_THE_DESK = frozenset({"tickets:all", "tickets:work"})


@on(TicketMerged)
async def follow_merged_ticket(session: TenantSession, event: TicketMerged) -> None:
    """An incident that was behind a merged ticket is behind the one in which that goes on."""
    await incidents.move_ticket(session, event.ticket_id, event.into_id)


@on(
    TicketLinked,
    concerns=lambda event, _: event.kind in (LinkKind.FOLLOW_UP, LinkKind.SPLIT_FROM),
)
async def follow_continued_ticket(session: TenantSession, event: TicketLinked) -> None:
    """An open incident behind a ticket is behind the one that continues it, or was split off."""
    await incidents.copy_ticket(session, event.other_id, event.ticket_id)


@job("carry_incident_update")
async def carry_update(running: Running, wanted: dict[str, Any]) -> Result:
    """Each ticket in a transaction of its own: one that refuses keeps no other from being told."""
    context = running.context
    async with context.transaction() as session:
        update = await session.get(
            IncidentUpdate, (context.organization_id, UUID(wanted["update_id"]))
        )
        if update is None:
            raise PermanentFailure("The update is not there.")
        ticket_ids = await incidents.tickets_of(session, update.incident_id)
    if (only := wanted.get("ticket_ids")) is not None:
        ticket_ids = [ticket_id for ticket_id in ticket_ids if str(ticket_id) in only]
    author = Actor(
        context.organization_id, update.author_id, kind="person", permissions=_OF_THE_DESK
    )
    outcome = Counter[str]()
    passed_over: list[dict[str, str]] = []
    for done, ticket_id in enumerate(ticket_ids):
        if done % _OFTEN == 0:
            await running.progress(done, len(ticket_ids))
        try:
            async with context.database.transaction(author) as session:
                ticket = await session.fetch(Ticket, ticket_id, lock=True)
                outcome[await _carry(session, ticket, update)] += 1
        except Refusal as refusal:
            passed_over.append({"ticket_id": str(ticket_id), "code": refusal.code()})
    await running.progress(len(ticket_ids), len(ticket_ids))
    counted = {name: outcome[name] for name in ("told", "solved", "over")}
    return Result({"update_id": str(update.id), **counted, "passed_over": passed_over[:_SHOWN]})


async def _carry(session: TenantSession, ticket: Ticket, update: IncidentUpdate) -> _Outcome:
    if ticket.is_finished():
        return "over"
    if update.solves:
        await resolution.solve_ticket(
            session,
            ticket,
            TicketSolve(
                details=update.body,
                cause_code_id=update.cause_code_id,
                solution_code_id=update.solution_code_id,
            ),
            broadcast_id=update.id,
        )
        return "solved"
    # The same id each time: whoever was told is not told again.
    message_id = uuid5(update.id, str(ticket.id))
    if await session.get(Message, (ticket.organization_id, message_id)) is None:
        await messages.write_reply(
            session, ticket, update.body, id=message_id, broadcast_id=update.id
        )
    return "told"
