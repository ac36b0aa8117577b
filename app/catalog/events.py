"""What other domains may hear about the catalogue."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class CodeAdded(Event):
    name: ClassVar = "code.added"
    label: ClassVar = N_("Code added")
    subject: ClassVar = "code"
    code_id: UUID
    kind: str


class CodeChanged(Event):
    name: ClassVar = "code.changed"
    label: ClassVar = N_("Code changed")
    subject: ClassVar = "code"
    code_id: UUID
    fields: list[str]


class SpecialtyAdded(Event):
    name: ClassVar = "specialty.added"
    label: ClassVar = N_("Specialty added")
    subject: ClassVar = "specialty"
    specialty_id: UUID


class SpecialtyChanged(Event):
    name: ClassVar = "specialty.changed"
    label: ClassVar = N_("Specialty changed")
    subject: ClassVar = "specialty"
    specialty_id: UUID
    fields: list[str]


class CategoryAdded(Event):
    name: ClassVar = "category.added"
    label: ClassVar = N_("Category added")
    subject: ClassVar = "category"
    category_id: UUID


class CategoryChanged(Event):
    name: ClassVar = "category.changed"
    label: ClassVar = N_("Category changed")
    subject: ClassVar = "category"
    category_id: UUID
    fields: list[str]


class CityAdded(Event):
    name: ClassVar = "city.added"
    label: ClassVar = N_("City added")
    subject: ClassVar = "city"
    city_id: UUID


class CityChanged(Event):
    name: ClassVar = "city.changed"
    label: ClassVar = N_("City changed")
    subject: ClassVar = "city"
    city_id: UUID
    fields: list[str]


class ServiceAdded(Event):
    name: ClassVar = "service.added"
    label: ClassVar = N_("Service added")
    subject: ClassVar = "service"
    service_id: UUID


class ServiceChanged(Event):
    name: ClassVar = "service.changed"
    label: ClassVar = N_("Service changed")
    subject: ClassVar = "service"
    service_id: UUID
    fields: list[str]
