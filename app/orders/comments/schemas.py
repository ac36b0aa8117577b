"""Comments as callers send and see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Out, Prose


class Comment(Out):
    id: UUID
    author_id: UUID | None
    author_name: str | None
    body: str
    created_at: Instant


class CommentAdd(In):
    id: UUID | None = Field(None, description="A client may bring its own (UUID version 7).")
    body: Prose


class CommentQuery(ListQuery):
    sort: Literal["created_at", "-created_at"] = "created_at"
