"""The request body of a change of a booking."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.values.wire import UNCHANGED, Instant, Line, StrictBool, Update
from app.orders.scheduling.schemas import OVERRIDE_REASON, PromiseWanted

_STARTS_AT = "New start. Without `ends_at` the booking stays as long as it was."
_NOTE = "Remark on an absence or a block. Null: none. Visits have that of their order."
_CONFIRMED = "Whether the customer has confirmed the visit, as of now."


class BookingUpdate(PromiseWanted, Update):
    """A change of a booking: absent fields stay as they are.

    A visit keeps the promise to its customer if it starts inside of the window that was promised;
    a promise that is sent takes its place.
    """

    person_id: Annotated[
        UUID, Field(description="The technician whose time it is from now on.")
    ] = UNCHANGED
    starts_at: Annotated[Instant, Field(description=_STARTS_AT)] = UNCHANGED
    ends_at: Annotated[Instant, Field(description="New end, later than the start.")] = UNCHANGED
    note: Annotated[Line | None, Field(description=_NOTE)] = UNCHANGED
    pinned: Annotated[
        StrictBool, Field(description="Whether plans leave the booking where it is.")
    ] = UNCHANGED
    confirmed: Annotated[StrictBool, Field(description=_CONFIRMED)] = UNCHANGED
    override_reason: Line | None = Field(None, description=OVERRIDE_REASON)
    clear: list[Literal["note"]] = Field(default_factory=list)
