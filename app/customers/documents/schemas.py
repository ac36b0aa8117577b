"""Documents of a customer as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import (
    In,
    Instant,
    Line,
    Out,
)


class CustomerFile(Out):
    id: UUID
    file_id: UUID
    name: str
    media_type: str
    size_bytes: int
    note: str | None
    created_at: Instant


class CustomerFileAdd(In):
    id: UUID | None = Field(None, description="A client may bring its own (UUID version 7).")
    file_id: UUID = Field(description="An upload of the caller, used for nothing else.")
    note: Line | None = None


class CustomerFileQuery(ListQuery):
    sort: Literal["created_at", "-created_at"] = "created_at"
