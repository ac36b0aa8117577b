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
    OwnId,
)
from app.files.schemas import FILE_NAME, MEDIA_TYPE, SIZE_BYTES

_NOTE = "Note about the document, such as what it is. Null: none."


class CustomerFile(Out):
    """A document of a customer, such as a signed contract; `downloadFile` sends its content."""

    id: UUID
    file_id: UUID
    name: str = Field(description=FILE_NAME)
    media_type: str = Field(description=MEDIA_TYPE)
    size_bytes: int = Field(description=SIZE_BYTES)
    note: str | None = Field(description=_NOTE)
    created_at: Instant


class CustomerFileAdd(In):
    """An upload that becomes a document of the customer."""

    id: OwnId | None = None
    file_id: UUID = Field(
        description="Upload of the caller that is not yet a document of any customer."
    )
    note: Line | None = Field(None, description=_NOTE)


class CustomerFileQuery(ListQuery):
    """Query parameters of `listCustomerFiles`."""

    sort: Literal["created_at", "-created_at"] = "created_at"
