"""Events of desks, teams and agents."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_
from app.desks.models import Availability


class DeskEvent(Event):
    subject: ClassVar = "desk"
    desk_id: UUID


class DeskCreated(DeskEvent):
    name: ClassVar = "desk.created"
    label: ClassVar = N_("Desk added")


class DeskUpdated(DeskEvent):
    name: ClassVar = "desk.updated"
    label: ClassVar = N_("Desk changed")
    fields: list[str]


class StatusNameEvent(Event):
    subject: ClassVar = "status_name"
    status_name_id: UUID


class StatusNameCreated(StatusNameEvent):
    name: ClassVar = "status_name.created"
    label: ClassVar = N_("Status added")


class StatusNameUpdated(StatusNameEvent):
    name: ClassVar = "status_name.updated"
    label: ClassVar = N_("Status changed")
    fields: list[str]


class TeamEvent(Event):
    subject: ClassVar = "team"
    team_id: UUID


class TeamCreated(TeamEvent):
    name: ClassVar = "team.created"
    label: ClassVar = N_("Team added")


class TeamUpdated(TeamEvent):
    name: ClassVar = "team.updated"
    label: ClassVar = N_("Team changed")


class SupportProfileEvent(Event):
    subject: ClassVar = "person"
    person_id: UUID


class SupportProfileUpdated(SupportProfileEvent):
    """Somebody became an agent, stopped being one, or carries more or less from now on."""

    name: ClassVar = "support_profile.updated"
    label: ClassVar = N_("Support profile changed")
    active: bool


class AvailabilityChanged(SupportProfileEvent):
    name: ClassVar = "support_profile.availability_changed"
    label: ClassVar = N_("Availability changed")
    availability: Availability
