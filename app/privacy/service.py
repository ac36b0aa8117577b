"""Data subject rights (LGPD, art. 18): export and anonymization."""

import secrets

from sqlalchemy import delete, update

from app.auth.models import ApiToken, PasswordReset, RecoveryCode, SecondFactor, SignIn
from app.auth.sessions.service import end_sessions
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.events.outbox import enqueue
from app.core.values.clock import now
from app.core.values.text import N_, translate
from app.files.long_jobs.models import Job
from app.files.long_jobs.service import start_job
from app.notifications.models import UserNotification
from app.organizations.service import organization_of
from app.people.administration.service import require_a_manager, require_way_in
from app.people.events import PersonAnonymised, PersonExportRequested
from app.people.held_work.service import require_hand_back
from app.people.models import Invitation, Person
from app.people.photos.service import keys_of
from app.schedules.absences.models import Absence, AbsenceKind

#: What stands where a name stood.
REMOVED = N_("Removed person")


def export_person(session: TenantSession, person: Person) -> Job:
    """Ask for everything that is held on a person, as a ZIP for whoever asks."""
    job = start_job(session, "export_person", person_id=person.id)
    announce(session, PersonExportRequested(person_id=person.id, job_id=job.id))
    return job


async def anonymise_person(session: TenantSession, person: Person) -> None:
    """Make a person unknown, for good. What they did stays, and so does what was signed.

    Orders, tickets, movements, signatures and the log refer to the person by an id that means
    nothing any more; nothing that was signed is touched.
    """
    if person.anonymised_at is not None:
        return
    await require_way_in(session, person)
    organization = await organization_of(session)
    person.active = False
    await session.flush()
    await require_a_manager(session, lost=person.role)
    await require_hand_back(session, [person], hand_back=False)
    await end_sessions(session, person.id)
    if person.photo is not None:
        enqueue(session, "erase", keys=keys_of(person.organization_id, person.photo))
    person.name = translate(REMOVED, organization.locale)
    person.username = f"removed-{secrets.token_hex(16)}"
    person.email = person.phone = person.locale = person.photo = None
    person.password_hash = None
    person.origin_organization_id = person.origin_person_id = None
    person.anonymised_at = now()
    for credential in (SecondFactor, RecoveryCode, PasswordReset, UserNotification):
        await session.execute(
            delete(credential).where(
                credential.organization_id == person.organization_id,
                credential.person_id == person.id,
            )
        )
    await session.execute(
        update(ApiToken)
        .where(ApiToken.person_id == person.id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now())
    )
    await session.execute(
        update(SignIn)
        .where(SignIn.person_id == person.id)
        .values(address="", user_agent="", device_name="", device=None)
    )
    await session.execute(
        update(Invitation)
        .where(Invitation.person_id == person.id)
        .values(name=person.name, email="")
    )
    await session.execute(
        update(Absence)
        .where(Absence.person_id == person.id)
        .values(kind=AbsenceKind.OTHER, reason=None, answer=None)
    )
    announce(session, PersonAnonymised(person_id=person.id))
    session.signals.add("credentials")
