"""Tables of people: members, permission profiles, invitations."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Computed,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference
from app.core.values.notation import label_values
from app.core.values.text import C_


class Role(StrEnum):
    """Role of a person. It decides the permissions, unless a permission profile replaces them.

    - `owner`: may do everything, also invite and change owners.
    - `manager`: may do everything except invite and change owners.
    - `coordinator`: runs desk and field service; cannot change managers, permission profiles or
      settings of the organization, and does not see the audit trail.
    - `technician`: carries out orders.
    - `agent`: works on tickets; opens, schedules and quotes orders; adds customers and requesters.
    - `requester`: opens tickets and follows their own; contacts of customers have this role.
    - `viewer`: reads orders, quotes, tickets, stock and reports, and changes nothing.
    """

    OWNER = "owner"
    MANAGER = "manager"
    COORDINATOR = "coordinator"
    TECHNICIAN = "technician"
    AGENT = "agent"
    REQUESTER = "requester"
    VIEWER = "viewer"


label_values(
    Role,
    {
        Role.OWNER: C_("role", "Owner"),
        Role.MANAGER: C_("role", "Manager"),
        Role.COORDINATOR: C_("role", "Coordinator"),
        Role.TECHNICIAN: C_("role", "Technician"),
        Role.AGENT: C_("role", "Agent"),
        Role.REQUESTER: C_("role", "Requester"),
        Role.VIEWER: C_("role", "Viewer"),
    },
)


class MailTopic(StrEnum):
    """Kind of notification that a person may also have by mail.

    - `new_ticket`: a ticket was opened; for its requester, that it was received.
    - `reply`: somebody replied.
    - `note`: somebody of the desk wrote an internal note; the mail does not contain it.
    - `mention`: somebody of the desk named the person in a message.
    - `assignment`: a ticket was given to the person, or to one of their teams.
    - `reopening`: a ticket was reopened.
    - `solution`: a ticket was solved.
    - `sla`: an SLA target is due soon, or was missed.
    - `no_show`: a technician met nobody.
    """

    NEW_TICKET = "new_ticket"
    REPLY = "reply"
    NOTE = "note"
    MENTION = "mention"
    ASSIGNMENT = "assignment"
    REOPENING = "reopening"
    SOLUTION = "solution"
    SLA = "sla"
    NO_SHOW = "no_show"


class PersonKind(StrEnum):
    """Kind of a person record.

    - `member`: someone who belongs to the organization and can sign in.
    - `service`: a service account; it owns API tokens and cannot sign in.
    - `visitor`: someone of another organization who acts here after a token exchange.
    """

    MEMBER = "member"
    SERVICE = "service"
    VISITOR = "visitor"


class InvitationStatus(StrEnum):
    """State of an invitation.

    - `pending`: sent, and can be accepted.
    - `accepted`: used; `person_id` names the member.
    - `revoked`: withdrawn; its link does not work any more.
    - `expired`: not accepted in time; it can be sent again.
    """

    PENDING = "pending"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    #: Never stored: pending, but too late.
    EXPIRED = "expired"


def _profile_of_the_role() -> ForeignKeyConstraint:
    """A profile refines one role, and only people of that role can have it."""
    return ForeignKeyConstraint(
        ["organization_id", "profile_id", "role"],
        [f"permission_profiles.{name}" for name in ("organization_id", "id", "role")],
    )


class PermissionProfile(Owned, Versioned, Base):
    """A set of permissions of the organization's own, for people of one role."""

    __tablename__ = "permission_profiles"
    __table_args__ = (
        UniqueConstraint("organization_id", "name"),
        UniqueConstraint("organization_id", "id", "role"),
        Index(None, "organization_id", "name", "id"),
        Index(None, "organization_id", "role", "name", "id"),
    )

    name: Mapped[str]
    role: Mapped[Role]
    permissions: Mapped[list[str]] = mapped_column(ARRAY(Text))


class Person(Owned, Versioned, Base):
    """Someone who acts here: staff, a customer's contact (role requester), a program, a visitor."""

    __tablename__ = "people"
    __table_args__ = (
        owned_reference("company_id", "companies"),
        _profile_of_the_role(),
        UniqueConstraint("organization_id", "company_id", "username"),
        UniqueConstraint(
            "organization_id",
            "origin_organization_id",
            "origin_person_id",
            name="people_origin_key",
        ),
        Index(None, "organization_id", "kind", "name", "id"),
        Index(None, "organization_id", "kind", "role", "name", "id"),
        Index(None, "organization_id", "profile_id", "kind", "name", "id"),
        Index(None, "organization_id", "email"),
        Index(None, "organization_id", "search_vector", postgresql_using="gin"),
    )

    kind: Mapped[PersonKind] = mapped_column(default=PersonKind.MEMBER)
    company_id: Mapped[UUID]
    username: Mapped[str]
    name: Mapped[str]
    #: In small letters: it is looked up when a password is forgotten.
    email: Mapped[str | None]
    #: E.164: +5541999990000.
    phone: Mapped[str | None]
    locale: Mapped[str | None]
    role: Mapped[Role]
    profile_id: Mapped[UUID | None]
    #: Works at the desk beside what the role allows; see the support profiles of desks.
    at_desk: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    #: Sessions that began before are over, even if the person is active again.
    deactivated_at: Mapped[datetime | None]
    #: SHA-256 of the photo's large variant; see `photos.py`.
    photo: Mapped[str | None]
    notify_by_mail: Mapped[bool] = mapped_column(default=True)
    #: Topics that come by mail as well; null: all but notes.
    mail_topics: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    #: Null: cannot sign in with a password.
    password_hash: Mapped[str | None] = mapped_column(deferred=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    anonymised_at: Mapped[datetime | None]
    #: Of a visitor: who it is at home. No foreign key: another organization's rows.
    origin_organization_id: Mapped[UUID | None]
    origin_person_id: Mapped[UUID | None]
    #: What people are known by: name, user name, e-mail address, telephone number and its end.
    search_vector: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed(
            "search_words(name || ' ' || username || ' ' || coalesce(email, '')"
            " || ' ' || coalesce(phone, '')) || search_ends(phone, 4)",
            persisted=True,
        ),
        deferred=True,
    )


class Invitation(Owned, Versioned, Base):
    """An offer by mail to join; its single-use token is derived and never stored."""

    __tablename__ = "invitations"
    __table_args__ = (
        owned_reference("company_id", "companies"),
        owned_reference("invited_by_id", "people"),
        owned_reference("person_id", "people"),
        _profile_of_the_role(),
        UniqueConstraint("organization_id", "fingerprint"),
        Index(
            "invitations_pending_email_key",
            "organization_id",
            "email",
            unique=True,
            postgresql_where=text("status = 'pending'"),
        ),
        Index(None, "organization_id", "created_at", "id"),
        Index(None, "organization_id", "status", "created_at", "id"),
    )

    email: Mapped[str]
    name: Mapped[str]
    locale: Mapped[str | None]
    role: Mapped[Role]
    profile_id: Mapped[UUID | None]
    company_id: Mapped[UUID]
    invited_by_id: Mapped[UUID | None]
    status: Mapped[InvitationStatus] = mapped_column(default=InvitationStatus.PENDING)
    #: How often it was sent: each time with another token, and the ones before die.
    sent_count: Mapped[int] = mapped_column(default=0)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]
    #: Who came of it.
    person_id: Mapped[UUID | None]
