"""Comments as callers send and see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Out, OwnId, Prose

_BODY = "Text of the comment."


class OrderComment(Out):
    """A comment of somebody who works on an order, for the others. Customers do not see it."""

    id: UUID
    author_id: UUID | None = Field(
        description="The person who wrote the comment. Null when a program did."
    )
    author_name: str | None = Field(
        description="Name of the person who wrote the comment. Null when a program did."
    )
    body: str = Field(description=_BODY)
    created_at: Instant


class OrderCommentAdd(In):
    """A new comment on an order. It can be added after the order is closed, too."""

    id: OwnId | None = None
    body: Prose = Field(description=_BODY)


class OrderCommentQuery(ListQuery):
    """Order of the list of an order's comments."""

    sort: Literal["created_at", "-created_at"] = "created_at"
