"""The request body of tags."""

from typing import Annotated

from pydantic import Field

from app.core.values.wire import In
from app.tickets.schemas import Tag


class TagsPut(In):
    tags: Annotated[list[Tag], Field(max_length=20)]
