"""The request body of tags."""

from typing import Annotated

from pydantic import Field

from app.core.values.wire import In
from app.tickets.schemas import Tag


class TagsPut(In):
    """All tags of a ticket; those that are left out are removed."""

    tags: Annotated[list[Tag], Field(max_length=20)] = Field(
        description="Free labels, kept in lower case, without commas."
    )
