"""Technicians of a customer as callers see them."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.core.values.text import N_
from app.core.values.wire import In, Out
from app.customers.technicians.models import TechnicianPreference

_PERSON = "The technician."
_PREFERENCE = "How the customer stands to the technician."
_TECHNICIANS = "Technicians whom the customer prefers, requires or excludes, each once."


class CustomerTechnicianGiven(In):
    """A technician and how a customer stands to them, as it is sent."""

    person_id: UUID = Field(description=_PERSON)
    preference: TechnicianPreference = Field(description=_PREFERENCE)


def _nobody_twice(given: list[CustomerTechnicianGiven]) -> list[CustomerTechnicianGiven]:
    if len({each.person_id for each in given}) < len(given):
        raise PydanticCustomError("duplicate", N_("Somebody is named twice."))
    return given


class CustomerTechniciansPut(In):
    """All technicians whom a customer prefers, requires or excludes."""

    technicians: Annotated[
        list[CustomerTechnicianGiven], Field(max_length=100), AfterValidator(_nobody_twice)
    ] = Field(description=f"{_TECHNICIANS} Empty: the customer takes anybody.")


class CustomerTechnician(Out):
    """A technician and how a customer stands to them."""

    person_id: UUID = Field(description=_PERSON)
    name: str = Field(description="Name of the technician.")
    preference: TechnicianPreference = Field(description=_PREFERENCE)


class CustomerTechnicians(Out):
    """The technicians whom a customer prefers, requires or excludes."""

    customer_id: UUID = Field(description="The customer.")
    technicians: list[CustomerTechnician] = Field(description=f"{_TECHNICIANS} Sorted by name.")
    version: int = Field(description="Version of the customer, which changes with the list.")
