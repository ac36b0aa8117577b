"""Token exchange (RFC 8693): a person of one organization acts in another under their own name."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.auth.events import VisitorEntered
from app.auth.models import SignIn
from app.auth.sessions.devices import device_name
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.http.access import PublicAccess
from app.core.security.actors import Act
from app.core.values.clock import now
from app.core.values.errors import PermissionMissing
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.organizations.models import Company
from app.people.models import Person, PersonKind, Role


@dataclass(frozen=True, slots=True)
class ExchangedSession:
    """A visitor: home, role in the organization visited, and the latest end of the visit."""

    home_organization_id: UUID
    home_organization_name: str
    home_person_id: UUID
    home_session_id: UUID
    name: str
    email: str | None
    locale: str | None
    role: Role
    until: datetime
    grant_id: UUID | None = None


async def exchange_session(
    session: TenantSession, visit: ExchangedSession, access: PublicAccess
) -> tuple[SignIn, str]:
    """Let a visitor in; returns the session here and its access token.

    There is no refresh token: whoever stays longer exchanges again, and is looked at again.
    """
    person = await _visitor(session, visit)
    user_agent = access.request.headers.get("user-agent", "")[:300]
    started = SignIn(
        id=new_id(),
        person_id=person.id,
        user_agent=user_agent,
        device_name=device_name(user_agent),
        address=access.address,
        started_at=now(),
        last_seen_at=now(),
        expires_at=visit.until,
        origin_sign_in_id=visit.home_session_id,
        grant_id=visit.grant_id,
    )
    session.add(started)
    await session.flush()
    session.actor = access.actor(
        session.actor.organization_id,
        person.id,
        act=Act(visit.home_organization_id, visit.home_person_id, visit.grant_id),
    )
    announce(session, VisitorEntered(person_id=person.id, session_id=started.id))
    token = access.runtime.signer.sign(
        organization_id=started.organization_id,
        person_id=person.id,
        session_id=started.id,
        lifetime=visit.until - now(),
        act={"org": str(visit.home_organization_id), "sub": str(visit.home_person_id)},
    )
    return started, token


async def _visitor(session: TenantSession, visit: ExchangedSession) -> Person:
    """The row that stands for the visitor here, with the name that is theirs at home by now."""
    company = await session.scalar(
        select(Company.id).where(Company.active).order_by(Company.code).limit(1)
    )
    moment = now()
    told = {"name": visit.name, "email": visit.email, "locale": visit.locale, "role": visit.role}
    added = insert(Person).values(
        organization_id=session.actor.organization_id,
        id=new_id(),
        kind=PersonKind.VISITOR,
        company_id=company,
        username=f"visitor-{visit.home_person_id.hex}",
        active=True,
        notify_by_mail=True,
        must_change_password=False,
        origin_organization_id=visit.home_organization_id,
        origin_person_id=visit.home_person_id,
        version=1,
        created_at=moment,
        updated_at=moment,
        **told,
    )
    found = await session.execute(
        added.on_conflict_do_update(
            constraint="people_origin_key",
            set_={name: added.excluded[name] for name in (*told, "updated_at")},
        ).returning(Person.id)
    )
    person = await session.fetch(Person, found.scalar_one())
    if not person.active:
        raise PermissionMissing(N_("The organization does not let you in any more."))
    return person
