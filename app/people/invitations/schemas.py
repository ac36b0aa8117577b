"""Invitations as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import (
    Field,
)

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Line, Locale, Out
from app.people.models import InvitationStatus, Role
from app.people.schemas import Email, Password, Username


class Invitation(Out):
    id: UUID
    email: str
    name: str
    locale: str | None
    role: Role
    profile_id: UUID | None
    company_id: UUID
    invited_by_id: UUID | None
    status: InvitationStatus
    sent_count: int
    expires_at: Instant
    person_id: UUID | None = Field(description="Who came of it.")
    version: int
    created_at: Instant
    updated_at: Instant


class InvitationWithLink(Invitation):
    accept_url: str = Field(
        description="What the mail says, for handing over by hand. Shown this once."
    )


class InvitationCreate(In):
    id: UUID | None = None
    email: Email
    name: Line
    locale: Locale | None = Field(None, description="Language of the e-mail.")
    role: Role
    profile_id: UUID | None = None
    company_id: UUID | None = Field(None, description="Null: the company of the caller.")


class InvitationQuery(ListQuery):
    sort: Literal["-created_at", "created_at"] = "-created_at"
    status: list[Literal["pending", "accepted", "revoked"]] | None = Field(
        None, description="`pending` includes the expired."
    )


class InvitationToken(In):
    token: str = Field(min_length=1, max_length=200)


class InvitationPreview(Out):
    """What the invitation leads to: where one will sign in, and as what."""

    organization_name: str
    domain: str
    company: str
    email: str
    name: str
    role: Role
    expires_at: Instant


class InvitationAccept(In):
    token: str = Field(min_length=1, max_length=200)
    username: Username | None = Field(None, description="Null: the address of the invitation.")
    name: Line | None = Field(None, description="Null: as the invitation has it.")
    locale: Locale | None = None
    password: Password
