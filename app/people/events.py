"""What other domains may hear about people and their credentials."""

from typing import ClassVar
from uuid import UUID

from app.core.events import Event
from app.core.text import N_


class PersonAdded(Event):
    name: ClassVar = "person.added"
    label: ClassVar = N_("Person added")
    subject: ClassVar = "person"
    person_id: UUID
    role: str


class PersonChanged(Event):
    name: ClassVar = "person.changed"
    label: ClassVar = N_("Person changed")
    subject: ClassVar = "person"
    person_id: UUID
    fields: list[str]


class SignedIn(Event):
    name: ClassVar = "person.signed_in"
    label: ClassVar = N_("Signed in")
    subject: ClassVar = "person"
    person_id: UUID
    session_id: UUID


class SignInFailed(Event):
    """Somebody named an account of ours, and a password or code that is not its own."""

    name: ClassVar = "person.sign_in_failed"
    label: ClassVar = N_("Sign-in failed")
    subject: ClassVar = "person"
    person_id: UUID


class AccountMistaken(Event):
    """Somebody tried to sign in as a person that there is not. What was typed is not kept."""

    name: ClassVar = "organization.sign_in_failed"
    label: ClassVar = N_("Sign-in to an unknown account")
    subject: ClassVar = "organization"
    organization_id: UUID


class SessionRefreshed(Event):
    name: ClassVar = "person.session_refreshed"
    label: ClassVar = N_("Session renewed")
    subject: ClassVar = "person"
    person_id: UUID
    session_id: UUID


class SignedOut(Event):
    name: ClassVar = "person.signed_out"
    label: ClassVar = N_("Signed out")
    subject: ClassVar = "person"
    person_id: UUID
    session_id: UUID


class RefreshTokenReused(Event):
    """Someone else holds a copy of a refresh token; its session was ended."""

    name: ClassVar = "person.refresh_token_reused"
    label: ClassVar = N_("A copied session was stopped")
    subject: ClassVar = "person"
    person_id: UUID
    session_id: UUID


class ApiTokenCreated(Event):
    name: ClassVar = "api_token.created"
    label: ClassVar = N_("API token created")
    subject: ClassVar = "api_token"
    api_token_id: UUID
    scopes: list[str]


class ApiTokenRevoked(Event):
    name: ClassVar = "api_token.revoked"
    label: ClassVar = N_("API token revoked")
    subject: ClassVar = "api_token"
    api_token_id: UUID
