"""Invitations as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import (
    Field,
)

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Line, Locale, Out, OwnId
from app.people.models import InvitationStatus, Role
from app.people.schemas import PERSON_PROFILE, USERNAME, Email, Password, Username

_EMAIL = "Address to which the invitation is sent; it becomes the person's e-mail address."
_NAME = "Name of the invited person, who may change it when accepting."
_LOCALE = (
    "Language of the mail and then of the person: `pt-BR`, `pt-PT` or `en`. Null: that of the"
    " organization."
)
_ROLE = "Role that the person gets."
_EXPIRES_AT = "Time until which the invitation can be accepted: seven days after it was last sent."
_TOKEN = "Token of the invitation: the part of its link after `#`."  # noqa: S105 - says what it is


class Invitation(Out):
    """An invitation to join the organization, sent by mail."""

    id: UUID
    email: str = Field(description=_EMAIL)
    name: str = Field(description=_NAME)
    locale: Locale | None = Field(description=_LOCALE)
    role: Role = Field(description=_ROLE)
    profile_id: UUID | None = Field(description=PERSON_PROFILE)
    company_id: UUID
    invited_by_id: UUID | None = Field(
        description="Person who created the invitation. Null: the system."
    )
    status: InvitationStatus = Field(description="State of the invitation.")
    sent_count: int = Field(
        description="How often the invitation was sent. Only the link of the last mail works."
    )
    expires_at: Instant = Field(description=_EXPIRES_AT)
    person_id: UUID | None = Field(
        description="Member who accepted the invitation. Null: it was not accepted."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class InvitationWithLink(Invitation):
    """An invitation that was just sent, with its link."""

    accept_url: str = Field(
        description="Link of the mail, for handing it over in another way. No other answer"
        " contains it."
    )


class InvitationCreate(In):
    """An invitation to be sent by mail."""

    id: OwnId | None = None
    email: Email = Field(
        description=f"{_EMAIL} It is changed to lower case. One that an active member has is"
        " refused."
    )
    name: Line = Field(description=_NAME)
    locale: Locale | None = Field(None, description=_LOCALE)
    role: Role = Field(
        description=f"{_ROLE} The caller needs the same permission as for `createPerson`."
    )
    profile_id: UUID | None = Field(None, description=PERSON_PROFILE)
    company_id: UUID | None = Field(
        None, description="Company to which the person will belong. Null: that of the caller."
    )


class InvitationQuery(ListQuery):
    """Query parameters of `listInvitations`."""

    sort: Literal["-created_at", "created_at"] = "-created_at"
    status: list[Literal["pending", "accepted", "revoked"]] | None = Field(
        None,
        description="Only invitations in one of these states. `pending` includes expired ones.",
    )


class InvitationToken(In):
    """The token of an invitation that is about to be shown."""

    token: str = Field(min_length=1, max_length=200, description=_TOKEN)


class InvitationPreview(Out):
    """The contents of an invitation, for the page on which it is accepted."""

    organization_name: str = Field(description="Name of the inviting organization.")
    domain: str = Field(
        description="Domain with which the person will sign in: the first verified one in"
        " alphabetical order. Empty: there is none."
    )
    company: str = Field(description="Code of the company with which the person will sign in.")
    email: str = Field(description=_EMAIL)
    name: str = Field(description=_NAME)
    role: Role = Field(description=_ROLE)
    expires_at: Instant = Field(description=_EXPIRES_AT)


class InvitationAccept(In):
    """The answer of an invited person, who becomes a member and is signed in."""

    token: str = Field(min_length=1, max_length=200, description=_TOKEN)
    username: Username | None = Field(
        None, description=f"{USERNAME} Null: the e-mail address of the invitation."
    )
    name: Line | None = Field(
        None, description="Full name of the person. Null: the name in the invitation."
    )
    locale: Locale | None = Field(
        None,
        description="Language of the person: `pt-BR`, `pt-PT` or `en`. Null: that of the"
        " invitation.",
    )
    password: Password
