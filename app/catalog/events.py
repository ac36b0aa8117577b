"""Events of the catalogue."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class CodeCreated(Event):
    name: ClassVar = "code.created"
    label: ClassVar = N_("Code added")
    subject: ClassVar = "code"
    code_id: UUID
    kind: str


class CodeUpdated(Event):
    name: ClassVar = "code.updated"
    label: ClassVar = N_("Code changed")
    subject: ClassVar = "code"
    code_id: UUID
    fields: list[str]


class SpecialtyCreated(Event):
    name: ClassVar = "specialty.created"
    label: ClassVar = N_("Specialty added")
    subject: ClassVar = "specialty"
    specialty_id: UUID


class SpecialtyUpdated(Event):
    name: ClassVar = "specialty.updated"
    label: ClassVar = N_("Specialty changed")
    subject: ClassVar = "specialty"
    specialty_id: UUID
    fields: list[str]


class CategoryCreated(Event):
    name: ClassVar = "category.created"
    label: ClassVar = N_("Category added")
    subject: ClassVar = "category"
    category_id: UUID


class CategoryUpdated(Event):
    name: ClassVar = "category.updated"
    label: ClassVar = N_("Category changed")
    subject: ClassVar = "category"
    category_id: UUID
    fields: list[str]


class CityCreated(Event):
    name: ClassVar = "city.created"
    label: ClassVar = N_("City added")
    subject: ClassVar = "city"
    city_id: UUID


class CityUpdated(Event):
    name: ClassVar = "city.updated"
    label: ClassVar = N_("City changed")
    subject: ClassVar = "city"
    city_id: UUID
    fields: list[str]


class ServiceCreated(Event):
    name: ClassVar = "service.created"
    label: ClassVar = N_("Service added")
    subject: ClassVar = "service"
    service_id: UUID


class ServiceUpdated(Event):
    name: ClassVar = "service.updated"
    label: ClassVar = N_("Service changed")
    subject: ClassVar = "service"
    service_id: UUID
    fields: list[str]
