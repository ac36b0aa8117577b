"""Events of people, profiles and invitations."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class PersonCreated(Event):
    name: ClassVar = "person.created"
    label: ClassVar = N_("Person added")
    subject: ClassVar = "person"
    person_id: UUID
    role: str


class PersonUpdated(Event):
    name: ClassVar = "person.updated"
    label: ClassVar = N_("Person changed")
    subject: ClassVar = "person"
    person_id: UUID
    fields: list[str]


class RoleChanged(Event):
    name: ClassVar = "person.role_changed"
    label: ClassVar = N_("Role changed")
    subject: ClassVar = "person"
    person_id: UUID
    before: str
    after: str


class WorkHandedBack(Event):
    """Somebody cannot go on with what waits for them: it goes back, and the desk is told."""

    name: ClassVar = "person.work_handed_back"
    label: ClassVar = N_("Work handed back")
    subject: ClassVar = "person"
    person_id: UUID


class PersonExportRequested(Event):
    """Somebody asked for all that is held on a person."""

    name: ClassVar = "person.export_requested"
    label: ClassVar = N_("Export of personal data asked for")
    subject: ClassVar = "person"
    person_id: UUID
    job_id: UUID


class PersonAnonymised(Event):
    name: ClassVar = "person.anonymised"
    label: ClassVar = N_("Person made unknown")
    subject: ClassVar = "person"
    person_id: UUID


class PhotoChanged(Event):
    name: ClassVar = "person.photo_changed"
    label: ClassVar = N_("Photo changed")
    subject: ClassVar = "person"
    person_id: UUID


class InvitationSent(Event):
    name: ClassVar = "invitation.sent"
    label: ClassVar = N_("Invitation sent")
    subject: ClassVar = "invitation"
    invitation_id: UUID
    role: str


class InvitationRevoked(Event):
    name: ClassVar = "invitation.revoked"
    label: ClassVar = N_("Invitation taken back")
    subject: ClassVar = "invitation"
    invitation_id: UUID


class InvitationAccepted(Event):
    name: ClassVar = "invitation.accepted"
    label: ClassVar = N_("Invitation accepted")
    subject: ClassVar = "invitation"
    invitation_id: UUID
    person_id: UUID


class ProfileCreated(Event):
    name: ClassVar = "permission_profile.created"
    label: ClassVar = N_("Permission profile added")
    subject: ClassVar = "permission_profile"
    permission_profile_id: UUID
    permissions: list[str]


class ProfileUpdated(Event):
    name: ClassVar = "permission_profile.updated"
    label: ClassVar = N_("Permission profile changed")
    subject: ClassVar = "permission_profile"
    permission_profile_id: UUID
    added: list[str]
    removed: list[str]


class ProfileDeleted(Event):
    name: ClassVar = "permission_profile.deleted"
    label: ClassVar = N_("Permission profile removed")
    subject: ClassVar = "permission_profile"
    permission_profile_id: UUID
