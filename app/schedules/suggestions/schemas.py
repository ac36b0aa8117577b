"""Suggestions of slots as callers see them."""

from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.values.text import N_
from app.core.values.wire import In, Instant, Out, StrictInt
from app.schedules.models import PromiseKind

#: The longest period in which slots are looked for.
LONGEST_PERIOD = timedelta(days=31)


class SlotsWanted(In):
    """A visit for which slots are suggested: what, where, how long and when."""

    service_ids: list[UUID] = Field(
        default_factory=list,
        max_length=20,
        description="Services to be done: they say how long it takes, and which specialties it"
        " needs.",
    )
    specialty_ids: list[UUID] = Field(
        default_factory=list,
        max_length=20,
        description="Specialties that are needed beside those of the services, at any level.",
    )
    site_id: UUID = Field(description="Site of the visit; its customer may prefer technicians.")
    duration_minutes: Annotated[StrictInt, Field(ge=5, le=1440)] | None = Field(
        None,
        description="Duration of the visit in minutes. Null: the sum of the services; without a"
        " service it has to be given.",
    )
    starts_after: Instant = Field(
        description="Start of the period: the visit starts at this time or later."
    )
    ends_before: Instant = Field(
        description="End of the period, at most 31 days later: the visit ends at this time or"
        " earlier."
    )
    window: Literal["shift", "two_hours", "exact"] | None = Field(
        None,
        description="What the customer is promised: that the visit starts in a shift of the day,"
        " within two hours, or at its time. Null: as the settings of the organization say.",
    )
    limit: Annotated[StrictInt, Field(ge=1, le=50)] = Field(
        10, description="Maximum number of slots."
    )

    @model_validator(mode="after")
    def _bounded(self) -> "SlotsWanted":
        if self.ends_before <= self.starts_after:
            raise PydanticCustomError("ends_before_it_starts", N_("It ends before it starts."))
        if self.ends_before - self.starts_after > LONGEST_PERIOD:
            raise PydanticCustomError("period_too_long", N_("The period is too long."))
        return self


class SuggestionReason(Out):
    """A reason for or against something, for programs and for people."""

    code: str = Field(description="Stable code of the reason. New codes may be added.")
    text: str = Field(description="The reason in the language of the caller.")


class SlotSuggestion(Out):
    """A technician and a slot in which the visit fits."""

    technician_id: UUID = Field(description="The technician.")
    technician_name: str = Field(description="Name of the technician.")
    starts_at: Instant = Field(description="Start of the slot.")
    ends_at: Instant = Field(description="End of the slot, not included.")
    promise_kind: PromiseKind = Field(description="What the customer can be promised.")
    promised_from: Instant = Field(
        description="First time of the window in which the visit starts as promised."
    )
    promised_until: Instant = Field(
        description="Last time of the window in which the visit starts as promised."
    )
    cost_seconds: int = Field(
        description="By what the slots are ranked, the lowest first, in seconds of travel: the"
        " travel that it adds, half an hour for a day that is fully booked, five minutes for each"
        " day of waiting, less two minutes for each level that is more than needed, and less twenty"
        " for a technician whom the customer prefers. Of equal slots the earlier one is first."
    )
    travel_added_seconds: int = Field(
        description="Travel that the visit adds to the day, as estimated by the distance."
    )
    load_percent: int = Field(
        description="Share of the technician's working day that is booked without the visit, in"
        " percent."
    )
    spare_level: int = Field(
        description="Number of levels that the technician has more than needed, where it is least."
    )
    is_preferred: bool = Field(description="Whether the customer prefers the technician.")
    explanations: list[SuggestionReason] = Field(
        description="Why it is suggested: `qualified`, `travel_added` or `travel_unknown`, `load`,"
        " `preferred`, `promise_kept`, `tie`."
    )


class MissingSpecialty(Out):
    """A specialty that somebody lacks, or has at too low a level."""

    specialty_id: UUID = Field(description="The specialty.")
    name: str = Field(description="Name of the specialty.")
    least_level: int = Field(description="The level that is needed, 1 to 5.")
    level: int = Field(description="The level that they have then, 1 to 5; 0: none.")


class TechnicianNotOffered(Out):
    """A technician of whom no slot is suggested, and why."""

    technician_id: UUID = Field(description="The technician.")
    technician_name: str = Field(description="Name of the technician.")
    explanations: list[SuggestionReason] = Field(
        description="Why: `excluded`, `another_required`, `missing_skill` (one for each),"
        " `not_working`, `shift_too_short`, `fully_booked`, `outside_windows`, `travel_too_long`,"
        " or `ranked_lower` when the limit leaves their slots out."
    )
    missing_skills: list[MissingSpecialty] = Field(
        description="The specialties that the technician lacks."
    )


class SlotSuggestions(Out):
    """Slots for a visit, the best first, and the technicians who have none."""

    items: list[SlotSuggestion] = Field(description="Slots, the best first.")
    not_offered: list[TechnicianNotOffered] = Field(
        description="Every other active technician, by name."
    )
