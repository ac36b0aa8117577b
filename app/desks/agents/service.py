"""Agents: support profiles, availability, and workload."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from app.calendars.service import require_calendar
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import Refusal, ValidationFailed, field_problem
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.desks.agents.schemas import AvailabilityPut, SupportProfilePut
from app.desks.events import AvailabilityChanged, SupportProfileUpdated
from app.desks.models import Availability, Specialization, SupportProfile
from app.forms.models import FormNode
from app.people.models import Person, Role
from app.people.service import permissions_of, put_at_the_desk


class NotAnAgent(Refusal):
    """Only people who work at the desk can be assigned."""

    status = 422
    title = N_("This person does not work at the desk")
    advice = N_("Choose somebody who has an active support profile, or give this person one.")


class AgentOverCapacity(Refusal):
    """The agent carries as many tickets as the profile allows: `limit` and `current` say so."""

    title = N_("This agent carries enough already")
    advice = N_("Choose somebody else, or send it with `force` and a `reason`.")


async def put_support_profile(
    session: TenantSession, person: Person, wanted: SupportProfilePut
) -> SupportProfile:
    """Make somebody an agent, or change what they know and carry."""
    if person.role is Role.REQUESTER:
        raise NotAnAgent
    if wanted.working_calendar_id is not None:
        await require_calendar(session, wanted.working_calendar_id, "working_calendar_id")
    profile = await profile_of(session, person.id, lock=True)
    if profile is None:
        profile = SupportProfile(id=new_id(), person_id=person.id)
        session.add(profile)
    apply(profile, wanted.model_dump(exclude={"specializations"}))
    await session.flush()
    await _put_specializations(session, profile, wanted)
    await put_at_the_desk(session, person, at_desk=wanted.active)
    announce(session, SupportProfileUpdated(person_id=person.id, active=wanted.active))
    return profile


async def set_availability(
    session: TenantSession, person_id: UUID, wanted: AvailabilityPut
) -> SupportProfile:
    """Say that somebody is there, or is not."""
    await require_agent(session, person_id)
    profile = (await locked(session, [person_id]))[person_id]
    if wanted.until is not None and wanted.until <= now():
        detail = N_("This must be in the future.")
        raise ValidationFailed.at("until", "in_the_past", detail)
    profile.availability_until = wanted.until
    if profile.availability is not wanted.availability:
        profile.availability = wanted.availability
        announce(
            session, AvailabilityChanged(person_id=person_id, availability=wanted.availability)
        )
    return profile


async def profile_of(
    session: TenantSession, person_id: UUID, *, lock: bool = False
) -> SupportProfile | None:
    wanted = select(SupportProfile).where(SupportProfile.person_id == person_id)
    if lock:
        wanted = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    found: SupportProfile | None = await session.scalar(wanted)
    return found


async def require_agent(session: TenantSession, person_id: UUID) -> None:
    """Refuse whoever may not be given tickets. A person who is not there answers 404 as ever.

    Whoever works at the desk by their role is an agent without being made one.
    """
    person = await session.fetch(Person, person_id)
    profile = await profile_of(session, person_id)
    if (
        not person.active
        or (profile is not None and not profile.active)
        or "tickets:work" not in await permissions_of(session, person)
    ):
        problem = field_problem("assignee_id", "not_an_agent", NotAnAgent.title)
        raise NotAnAgent(errors=[problem])


def take(profile: SupportProfile, *, force: bool = False) -> None:
    """Give the agent one more ticket to carry. The profile is locked by the caller."""
    if not force and not profile.has_room():
        raise AgentOverCapacity(
            N_("{current} of {limit} tickets are open."),
            limit=profile.max_open_tickets,
            current=profile.current_open,
        )
    profile.current_open += 1
    profile.last_assigned_at = now()


async def locked(session: TenantSession, person_ids: Iterable[UUID]) -> dict[UUID, SupportProfile]:
    """The profiles of these agents, written down where they are missing, and locked.

    In one order for everybody: two who swap tickets never wait for each other crosswise.
    """
    wanted = sorted(set(person_ids))
    if not wanted:
        return {}
    moment = now()
    fresh = {
        "organization_id": session.actor.organization_id,
        "active": True,
        "availability": Availability.OFFLINE,
        "languages": [],
        "current_open": 0,
        "current_chats": 0,
        "version": 1,
        "created_at": moment,
        "updated_at": moment,
    }
    rows = [fresh | {"id": new_id(), "person_id": person_id} for person_id in wanted]
    await session.execute(insert(SupportProfile).values(rows).on_conflict_do_nothing())
    found = await session.scalars(
        select(SupportProfile)
        .where(SupportProfile.person_id.in_(wanted))
        .order_by(SupportProfile.person_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {profile.person_id: profile for profile in found}


async def end_availability(session: TenantSession) -> None:
    """Take those offline whose stated end has come."""
    over = await session.scalars(
        select(SupportProfile)
        .where(SupportProfile.availability_until <= now())
        .with_for_update(skip_locked=True, key_share=True)
    )
    for profile in over:
        profile.availability_until = None
        profile.availability = Availability.OFFLINE
        announce(
            session,
            AvailabilityChanged(person_id=profile.person_id, availability=Availability.OFFLINE),
        )


async def _put_specializations(
    session: TenantSession, profile: SupportProfile, wanted: SupportProfilePut
) -> None:
    organization_id = session.actor.organization_id
    for place, known in enumerate(wanted.specializations):
        await session.refer(FormNode, known.form_node_id, f"specializations/{place}/form_node_id")
    await session.execute(
        delete(Specialization).where(
            Specialization.organization_id == organization_id,
            Specialization.profile_id == profile.id,
        )
    )
    levels = {known.form_node_id: known.level for known in wanted.specializations}
    session.add_all(
        Specialization(
            organization_id=organization_id, profile_id=profile.id, form_node_id=node, level=level
        )
        for node, level in levels.items()
    )
    await session.flush()
