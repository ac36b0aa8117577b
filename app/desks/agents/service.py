"""Agents: support profiles, availability, and workload."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, select

from app.calendars.service import require_calendar
from app.core.data.database import TenantSession
from app.core.data.statements import sql
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
from app.people.held_work.service import require_hand_back
from app.people.models import Person, Role
from app.people.service import permissions_of, put_at_the_desk

_WRITE_DOWN = sql("""insert into support_profiles (organization_id, id, person_id, active,
                                     availability, languages, current_open, current_chats,
                                     version, created_at, updated_at)
       select :organization_id, fresh.id, fresh.person_id, true, 'offline', '{}', 0, 0, 1, :now,
              :now
         from unnest(:ids::uuid[], :person_ids::uuid[]) as fresh(id, person_id)
       on conflict do nothing""")


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
    session: TenantSession, profile: SupportProfile, wanted: SupportProfilePut
) -> None:
    """Make somebody an agent, or change what they know and carry."""
    person = await session.fetch(Person, profile.person_id, lock=True)
    if person.role is Role.REQUESTER:
        raise NotAnAgent
    if wanted.working_calendar_id is not None:
        await require_calendar(session, wanted.working_calendar_id, "working_calendar_id")
    apply(profile, wanted.model_dump(exclude={"specializations", "hand_back"}))
    profile.updated_at = now()  # a new version also where only specializations change
    await session.flush()
    await _put_specializations(session, profile, wanted)
    await put_at_the_desk(session, person, at_desk=wanted.active)
    if not await can_work(session, person):
        await require_hand_back(session, [person], hand_back=wanted.hand_back)
        _set_offline(session, profile)
    announce(session, SupportProfileUpdated(person_id=person.id, active=wanted.active))


async def set_availability(
    session: TenantSession, profile: SupportProfile, wanted: AvailabilityPut
) -> None:
    """Say that somebody is there, or is not."""
    await require_agent(session, profile.person_id)
    if wanted.until is not None and wanted.until <= now():
        detail = N_("This must be in the future.")
        raise ValidationFailed.at("until", "in_the_past", detail)
    profile.availability_until = wanted.until
    if profile.availability is not wanted.availability:
        profile.availability = wanted.availability
        announce(
            session,
            AvailabilityChanged(person_id=profile.person_id, availability=wanted.availability),
        )


async def profile_of(session: TenantSession, person_id: UUID) -> SupportProfile | None:
    wanted = select(SupportProfile).where(SupportProfile.person_id == person_id)
    found: SupportProfile | None = await session.scalar(wanted)
    return found


async def require_agent(session: TenantSession, person_id: UUID) -> None:
    """Refuse whoever may not be given tickets. A person who is not there answers 404 as ever."""
    if not await is_agent(session, person_id):
        problem = field_problem("assignee_id", "not_an_agent", NotAnAgent.title)
        raise NotAnAgent(errors=[problem])


async def is_agent(session: TenantSession, person_id: UUID) -> bool:
    """Tell whether somebody may be given tickets.

    The person is locked: who deactivates them meanwhile waits, and finds what they were given.
    """
    return await can_work(session, await session.fetch(Person, person_id, lock=True))


async def can_work(session: TenantSession, person: Person) -> bool:
    """Tell whether somebody works at the desk; a role that does is enough."""
    profile = await profile_of(session, person.id)
    is_at_work = person.active and (profile is None or profile.active)
    return is_at_work and "tickets:work" in await permissions_of(session, person)


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
    await session.rows(_WRITE_DOWN, ids=[new_id() for _ in wanted], person_ids=wanted, now=now())
    found = await session.scalars(
        select(SupportProfile)
        .where(SupportProfile.person_id.in_(wanted))
        .order_by(SupportProfile.person_id)
        .with_for_update(key_share=True)
    )
    return {profile.person_id: profile for profile in found}


async def take_offline(session: TenantSession, person_id: UUID) -> None:
    """End the availability of somebody who cannot work at the desk any more."""
    if await is_agent(session, person_id):
        return
    wanted = select(SupportProfile).where(SupportProfile.person_id == person_id)
    profile = await session.scalar(wanted.with_for_update(key_share=True))
    if profile is not None:
        _set_offline(session, profile)


async def end_availability(session: TenantSession) -> None:
    """Take those offline whose stated end has come."""
    over = await session.scalars(
        select(SupportProfile)
        .where(SupportProfile.availability_until <= now())
        .with_for_update(skip_locked=True, key_share=True)
    )
    for profile in over:
        _set_offline(session, profile)


def _set_offline(session: TenantSession, profile: SupportProfile) -> None:
    profile.availability_until = None
    if profile.availability is Availability.OFFLINE:
        return
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
