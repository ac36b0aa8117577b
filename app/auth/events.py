"""Events of sign-in and credentials."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class PasswordChanged(Event):
    """By its owner, or by somebody who hands over a temporary one."""

    name: ClassVar = "person.password_changed"
    label: ClassVar = N_("Password changed")
    subject: ClassVar = "person"
    person_id: UUID
    temporary: bool


class PasswordResetRequested(Event):
    name: ClassVar = "person.password_reset_requested"
    label: ClassVar = N_("New password asked for")
    subject: ClassVar = "person"
    person_id: UUID


class SecondFactorAdded(Event):
    name: ClassVar = "person.second_factor_added"
    label: ClassVar = N_("Second factor set up")
    subject: ClassVar = "person"
    person_id: UUID


class SecondFactorRemoved(Event):
    name: ClassVar = "person.second_factor_removed"
    label: ClassVar = N_("Second factor removed")
    subject: ClassVar = "person"
    person_id: UUID


class RecoveryCodeUsed(Event):
    name: ClassVar = "person.recovery_code_used"
    label: ClassVar = N_("Recovery code used")
    subject: ClassVar = "person"
    person_id: UUID


class RecoveryCodesRenewed(Event):
    name: ClassVar = "person.recovery_codes_renewed"
    label: ClassVar = N_("New recovery codes")
    subject: ClassVar = "person"
    person_id: UUID


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


class VisitorEntered(Event):
    """Somebody of another organization came in; the entry says who they are at home."""

    name: ClassVar = "person.visitor_entered"
    label: ClassVar = N_("Visitor came in")
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


class ApiTokenUpdated(Event):
    name: ClassVar = "api_token.updated"
    label: ClassVar = N_("API token changed")
    subject: ClassVar = "api_token"
    api_token_id: UUID
    fields: list[str]


class ApiTokenRotated(Event):
    name: ClassVar = "api_token.rotated"
    label: ClassVar = N_("API token replaced")
    subject: ClassVar = "api_token"
    api_token_id: UUID
    successor_id: UUID


class ApiTokenRevoked(Event):
    name: ClassVar = "api_token.revoked"
    label: ClassVar = N_("API token revoked")
    subject: ClassVar = "api_token"
    api_token_id: UUID
