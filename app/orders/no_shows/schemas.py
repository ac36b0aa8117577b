"""The request body of a no-show."""

from typing import Annotated

from pydantic import Field

from app.core.values.wire import Prose, StrictInt
from app.orders.visits.schemas import VisitMoment


class NoShowReport(VisitMoment):
    """Report that the technician arrived and met nobody.

    The organization's settings say what proves it: a waiting time, a distance, a photo.
    """

    note: Prose | None = Field(
        None, description="How it was found out, such as that nobody answered the bell."
    )
    contact_attempts: Annotated[StrictInt, Field(ge=0, le=100)] | None = Field(
        None,
        description="How often the technician tried to reach the customer, such as by telephone."
        " Null or absent: not stated.",
    )
