"""What other domains may hear about desks and those who work at them."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_
from app.desks.models import Availability


class DeskEvent(Event):
    subject: ClassVar = "desk"
    desk_id: UUID


class DeskAdded(DeskEvent):
    name: ClassVar = "desk.added"
    label: ClassVar = N_("Desk added")


class DeskChanged(DeskEvent):
    name: ClassVar = "desk.changed"
    label: ClassVar = N_("Desk changed")
    fields: list[str]


class StatusNameEvent(Event):
    subject: ClassVar = "status_name"
    status_name_id: UUID


class StatusNameAdded(StatusNameEvent):
    name: ClassVar = "status_name.added"
    label: ClassVar = N_("Status added")


class StatusNameChanged(StatusNameEvent):
    name: ClassVar = "status_name.changed"
    label: ClassVar = N_("Status changed")
    fields: list[str]


class TeamEvent(Event):
    subject: ClassVar = "team"
    team_id: UUID


class TeamAdded(TeamEvent):
    name: ClassVar = "team.added"
    label: ClassVar = N_("Team added")


class TeamChanged(TeamEvent):
    name: ClassVar = "team.changed"
    label: ClassVar = N_("Team changed")


class SupportProfileEvent(Event):
    subject: ClassVar = "person"
    person_id: UUID


class SupportProfileChanged(SupportProfileEvent):
    """Somebody became an agent, stopped being one, or carries more or less from now on."""

    name: ClassVar = "support_profile.changed"
    label: ClassVar = N_("Support profile changed")
    active: bool


class AvailabilityChanged(SupportProfileEvent):
    name: ClassVar = "support_profile.availability_changed"
    label: ClassVar = N_("Availability changed")
    availability: Availability
