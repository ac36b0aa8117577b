"""Incidents: one failure behind many tickets, updated and resolved for all of them.

What goes to every ticket takes as long as there are tickets, so it is a job (`jobs.py`).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.catalog.service import require_codes
from app.core.data.counters import next_number
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import (
    InvalidTransition,
    NotFound,
    Refusal,
    ValidationFailed,
)
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.files.long_jobs.models import Job
from app.files.long_jobs.service import start_job
from app.incidents.events import (
    IncidentOpened,
    IncidentResolved,
    IncidentUpdated,
    IncidentUpdatePosted,
    TicketJoinedIncident,
    TicketLeftIncident,
)
from app.incidents.models import Incident, IncidentStatus, IncidentTicket, IncidentUpdate
from app.incidents.outages import service as outages
from app.incidents.schemas import (
    IncidentChange,
    IncidentCreate,
    IncidentResolve,
    IncidentTicketsAdd,
    IncidentUpdateCreate,
)
from app.tickets.models import Ticket


class NothingWasTold(Refusal):
    """There is no update of the incident that could be repeated."""

    title = N_("Nothing was told about this incident yet")
    advice = N_("Write an update: every linked ticket is told.")


async def create_incident(session: TenantSession, new: IncidentCreate) -> Incident:
    _check_started(new.started_at, before=now())
    incident = Incident(
        id=new.id or new_id(),
        number=await next_number(session, "incidents"),
        title=new.title,
        description=new.description,
        status=IncidentStatus.OPEN,
        started_at=new.started_at or now(),
        created_by_id=session.actor.person_id,
    )
    outages.draw_area(incident, new.area)
    session.add(incident)
    announce(session, IncidentOpened(incident_id=incident.id, number=incident.number))
    await session.flush()
    await _link(session, incident, new.ticket_ids)
    await outages.name_sites(session, incident, new.site_ids)
    return incident


async def update_incident(
    session: TenantSession, incident: Incident, change: IncidentChange
) -> None:
    wanted = change.changes()
    if "started_at" in wanted:
        _check_started(wanted["started_at"], before=incident.resolved_at or now())
    fields = sorted(wanted)
    if "area" in wanted:
        del wanted["area"]
        outages.draw_area(incident, change.area)
    apply(incident, wanted)
    if fields:
        announce(session, IncidentUpdated(incident_id=incident.id, fields=fields))


async def add_tickets(
    session: TenantSession, incident: Incident, wanted: IncidentTicketsAdd
) -> None:
    """Link tickets; those that are linked already stay so. Telling again tells nobody twice."""
    await _link(session, incident, wanted.ticket_ids)
    if wanted.tell and not await tell_latest(session, incident, wanted.ticket_ids):
        raise NothingWasTold


async def tell_latest(
    session: TenantSession, incident: Incident, ticket_ids: Sequence[UUID]
) -> bool:
    """Carry the latest update to those of these that have it not yet; returns whether there is one.

    To these alone: in an outage tickets join one by one, and each would ask all the others.
    """
    latest = (
        select(IncidentUpdate)
        .where(IncidentUpdate.incident_id == incident.id)
        .order_by(IncidentUpdate.created_at.desc(), IncidentUpdate.id.desc())
        .limit(1)
    )
    update = await session.scalar(latest)
    if update is not None:
        _carry(session, update, ticket_ids)
    return update is not None


async def remove_ticket(session: TenantSession, incident: Incident, ticket_id: UUID) -> None:
    key = (session.actor.organization_id, incident.id, ticket_id)
    link = await session.get(IncidentTicket, key)
    if link is None:
        raise NotFound
    await session.delete(link)
    announce(
        session,
        TicketLeftIncident(ticket_id=ticket_id, incident_id=incident.id, number=incident.number),
    )


async def move_ticket(session: TenantSession, ticket_id: UUID, into_id: UUID) -> None:
    """Link another ticket in the place of this one. It is not told what is known: this one was."""
    for incident in await _behind(session, ticket_id):
        await _link(session, incident, [into_id])
        await remove_ticket(session, incident, ticket_id)


async def copy_ticket(session: TenantSession, ticket_id: UUID, other_id: UUID) -> None:
    """Link another ticket beside this one to its incidents that are open."""
    for incident in await _behind(session, ticket_id):
        if incident.status is IncidentStatus.OPEN:
            await _link(session, incident, [other_id])


async def _behind(session: TenantSession, ticket_id: UUID) -> Sequence[Incident]:
    behind = (
        select(Incident)
        .join(IncidentTicket, IncidentTicket.incident_id == Incident.id)
        .where(
            Incident.organization_id == session.actor.organization_id,
            IncidentTicket.organization_id == session.actor.organization_id,
            IncidentTicket.ticket_id == ticket_id,
        )
    )
    return (await session.scalars(behind)).all()


async def post_update(session: TenantSession, incident: Incident, new: IncidentUpdateCreate) -> Job:
    """Tell the requesters of all linked tickets; the job says how far that is."""
    if incident.status is IncidentStatus.RESOLVED:
        raise InvalidTransition(incident.status, ["reopen"])
    return _carry(session, _add_update(session, incident, new.body, id=new.id))


async def resolve_incident(session: TenantSession, incident: Incident, how: IncidentResolve) -> Job:
    """The failure is over: tell everybody, and solve what is still open of the linked tickets."""
    if incident.status is IncidentStatus.RESOLVED:
        raise InvalidTransition(incident.status, ["reopen"])
    await require_codes(session, how.cause_code_id, how.solution_code_id)
    incident.status, incident.resolved_at = IncidentStatus.RESOLVED, now()
    update = _add_update(session, incident, how.body)
    update.solves = how.solve_tickets
    update.cause_code_id, update.solution_code_id = how.cause_code_id, how.solution_code_id
    announce(session, IncidentResolved(incident_id=incident.id))
    return _carry(session, update)


async def reopen_incident(session: TenantSession, incident: Incident) -> None:
    """It is not over after all. Tickets that were solved with it are reopened one by one."""
    if incident.status is IncidentStatus.OPEN:
        raise InvalidTransition(incident.status, ["resolve"])
    incident.status, incident.resolved_at = IncidentStatus.OPEN, None
    announce(session, IncidentUpdated(incident_id=incident.id, fields=["status"]))


async def _link(session: TenantSession, incident: Incident, ticket_ids: Sequence[UUID]) -> None:
    wanted = list(dict.fromkeys(ticket_ids))
    if not wanted:
        return
    await session.refer_list(Ticket, ticket_ids, "ticket_ids")
    linked = select(IncidentTicket.ticket_id).where(
        IncidentTicket.incident_id == incident.id, IncidentTicket.ticket_id.in_(wanted)
    )
    there = set(await session.scalars(linked))
    for ticket_id in wanted:
        if ticket_id in there:
            continue
        session.add(
            IncidentTicket(
                organization_id=session.actor.organization_id,
                incident_id=incident.id,
                ticket_id=ticket_id,
                created_at=now(),
            )
        )
        announce(
            session,
            TicketJoinedIncident(
                ticket_id=ticket_id, incident_id=incident.id, number=incident.number
            ),
        )


def _add_update(
    session: TenantSession, incident: Incident, body: str, *, id: UUID | None = None
) -> IncidentUpdate:
    assert session.actor.person_id is not None
    update = IncidentUpdate(
        id=id or new_id(),
        incident_id=incident.id,
        author_id=session.actor.person_id,
        body=body,
        solves=False,
        created_at=now(),
    )
    session.add(update)
    announce(session, IncidentUpdatePosted(incident_id=incident.id, update_id=update.id))
    return update


def _carry(
    session: TenantSession, update: IncidentUpdate, ticket_ids: Sequence[UUID] | None = None
) -> Job:
    """To some of the linked tickets; None: to all of them."""
    only = None if ticket_ids is None else [str(ticket_id) for ticket_id in ticket_ids]
    return start_job(session, "carry_incident_update", update_id=update.id, ticket_ids=only)


def _check_started(started_at: datetime | None, *, before: datetime) -> None:
    if started_at is not None and started_at > before:
        detail = N_("An incident cannot begin after now, or after its end.")
        raise ValidationFailed.at("started_at", "in_the_future", detail)


async def join(session: TenantSession, incident: Incident, ticket_id: UUID) -> None:
    """Link a ticket that was opened inside of an outage, and tell its requester what is known."""
    await _link(session, incident, [ticket_id])
    await tell_latest(session, incident, [ticket_id])


async def tickets_of(session: TenantSession, incident_id: UUID) -> list[UUID]:
    """The linked tickets, in the order in which they are locked everywhere."""
    linked = select(IncidentTicket.ticket_id).where(IncidentTicket.incident_id == incident_id)
    return sorted(await session.scalars(linked))
