"""Invitations: a link by e-mail that works once and for a week."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.data.database_errors import duplicate_means
from app.core.events.event_log import announce
from app.core.events.outbox import enqueue
from app.core.security.tokens import derived_opaque, fingerprint
from app.core.values.clock import now
from app.core.values.errors import Refusal
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.organizations.models import Company, Domain, DomainStatus
from app.organizations.service import organization_of
from app.people.administration.service import (
    require_administrator_of,
    require_in_person,
    require_rights,
    require_room_for_a_technician,
)
from app.people.events import InvitationAccepted, InvitationRevoked, InvitationSent, PersonCreated
from app.people.invitations.schemas import InvitationAccept, InvitationCreate, InvitationPreview
from app.people.models import Invitation, InvitationStatus, Person, PersonKind, Role
from app.people.service import flush_person, require_profile

INVITATION_TOKEN = "chm_invite"  # noqa: S105 - the public beginning of a token

GOOD_FOR = timedelta(days=7)


class AlreadyInvited(Refusal):
    """There is an open invitation for this address."""

    title = N_("This address is invited already")
    advice = N_("Send the invitation again, or revoke it.")


class AlreadyAMember(Refusal):
    """Somebody active here has this address."""

    title = N_("Somebody here has this address")
    advice = N_("Change the person that there is, or use another address.")


class InvitationUsed(Refusal):
    """The invitation was accepted before."""

    status = 410
    title = N_("This invitation was used already")
    advice = N_("Sign in with the user name that was chosen.")


class InvitationExpired(Refusal):
    """The invitation waited longer than it is good for, or a newer e-mail replaced it."""

    status = 410
    title = N_("This invitation has expired")
    advice = N_("Ask whoever sent it to send it again.")


class InvitationWithdrawn(Refusal):
    """The sender took the invitation back."""

    status = 410
    title = N_("This invitation was taken back")
    advice = N_("Ask whoever sent it.")


async def invite(
    session: TenantSession, new: InvitationCreate, key: bytes
) -> tuple[Invitation, str]:
    """Invite somebody; returns the token as well, for whoever hands the link over by hand.

    `key` is what tokens of e-mails are derived by.
    """
    require_administrator_of(session, new.role)
    require_in_person(session)
    await require_profile(session, new.role, new.profile_id)
    await require_rights(session, new.role, new.profile_id)
    if new.role is Role.TECHNICIAN:
        await require_room_for_a_technician(session)
    await _refuse_members(session, new.email)
    invitation = Invitation(
        **new.model_dump(exclude={"id", "company_id"}),
        id=new.id or new_id(),
        company_id=await _company(session, new.company_id),
        invited_by_id=session.actor.person_id,
        status=InvitationStatus.PENDING,
        sent_count=0,
    )
    token = _send(session, invitation, key)
    session.add(invitation)
    with duplicate_means(AlreadyInvited):
        await session.flush()
    return invitation, token


async def resend(session: TenantSession, invitation: Invitation, key: bytes) -> str:
    """Send it again, with a new link and a week more; the links before die."""
    require_administrator_of(session, invitation.role)
    require_in_person(session)
    await require_rights(session, invitation.role, invitation.profile_id)
    _require_open(invitation)
    token = _send(session, invitation, key)
    await session.flush()
    return token


async def revoke(session: TenantSession, invitation: Invitation) -> None:
    """Take an invitation back; what was accepted cannot be."""
    require_administrator_of(session, invitation.role)
    if invitation.status is not InvitationStatus.REVOKED:
        _require_open(invitation)
        invitation.status = InvitationStatus.REVOKED
        announce(session, InvitationRevoked(invitation_id=invitation.id))


async def preview(session: TenantSession, token: str) -> InvitationPreview:
    """Content of an invitation, for the page that asks for a password."""
    invitation = await _by_token(session, token)
    organization = await organization_of(session)
    company = await session.fetch(Company, invitation.company_id)
    domain = await session.scalar(
        select(Domain.domain)
        .where(Domain.status == DomainStatus.VERIFIED)
        .order_by(Domain.domain)
        .limit(1)
    )
    return InvitationPreview(
        organization_name=organization.name,
        domain=domain or "",
        company=company.code,
        email=invitation.email,
        name=invitation.name,
        role=invitation.role,
        expires_at=invitation.expires_at,
    )


async def accept(session: TenantSession, answer: InvitationAccept, password_hash: str) -> Person:
    """Become a member; the second of two who use one link is told that it was used."""
    invitation = await _by_token(session, answer.token, lock=True)
    if invitation.role is Role.TECHNICIAN:
        await require_room_for_a_technician(session)
    person = Person(
        id=new_id(),
        kind=PersonKind.MEMBER,
        company_id=invitation.company_id,
        username=answer.username or invitation.email,
        name=answer.name or invitation.name,
        email=invitation.email,
        locale=answer.locale or invitation.locale,
        role=invitation.role,
        profile_id=invitation.profile_id,
        password_hash=password_hash,
    )
    session.add(person)
    await flush_person(session)
    invitation.status = InvitationStatus.ACCEPTED
    invitation.person_id = person.id
    announce(session, PersonCreated(person_id=person.id, role=person.role))
    announce(session, InvitationAccepted(invitation_id=invitation.id, person_id=person.id))
    return person


async def _by_token(session: TenantSession, token: str, *, lock: bool = False) -> Invitation:
    found = select(Invitation).where(Invitation.fingerprint == fingerprint(token))
    invitation: Invitation | None = await session.scalar(found.with_for_update() if lock else found)
    if invitation is None:
        raise InvitationExpired  # a newer e-mail has replaced it
    _require_open(invitation)
    if invitation.expires_at <= now():
        raise InvitationExpired
    return invitation


def _require_open(invitation: Invitation) -> None:
    if invitation.status is InvitationStatus.ACCEPTED:
        raise InvitationUsed
    if invitation.status is InvitationStatus.REVOKED:
        raise InvitationWithdrawn


def _send(session: TenantSession, invitation: Invitation, key: bytes) -> str:
    invitation.sent_count += 1
    invitation.expires_at = now() + GOOD_FOR
    about = (str(invitation.id), str(invitation.sent_count))
    token = derived_opaque(INVITATION_TOKEN, session.actor.organization_id, key, *about)
    invitation.fingerprint = fingerprint(token)
    enqueue(
        session,
        "invitation_mail",
        invitation_id=invitation.id,
        sent_count=invitation.sent_count,
    )
    announce(session, InvitationSent(invitation_id=invitation.id, role=invitation.role))
    return token


async def _company(session: TenantSession, company_id: UUID | None) -> UUID:
    """The company that is named, or the caller's own."""
    if company_id is not None:
        return (await session.refer(Company, company_id, "company_id")).id
    caller = await session.fetch(Person, session.actor.person_id or UUID(int=0))
    return caller.company_id


async def _refuse_members(session: TenantSession, email: str) -> None:
    there = select(Person.id).where(
        Person.email == email, Person.active, Person.kind == PersonKind.MEMBER
    )
    if await session.scalar(there.limit(1)):
        raise AlreadyAMember
