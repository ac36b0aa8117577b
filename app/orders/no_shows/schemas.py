"""The request body of a no-show."""

from typing import Annotated

from pydantic import Field

from app.core.values.wire import Prose, StrictInt
from app.orders.visits.schemas import VisitMoment


class NoShowReport(VisitMoment):
    """When the technician gave up waiting, by the technician's device."""

    note: Prose | None = Field(None, description="How it was found out: rang, called, waited.")
    contact_attempts: Annotated[StrictInt, Field(ge=0, le=100)] | None = Field(
        None, description="How often the customer was called in vain."
    )
