"""Reply drafts as callers see them."""

from typing import Literal
from uuid import UUID

from app.core.http.listing import ListQuery
from app.core.values.wire import Instant, Out
from app.tickets.attachments.schemas import AttachmentInfo


class ReplyDraft(Out):
    id: UUID
    order_id: UUID
    body: str
    cause_code_id: UUID
    solution_code_id: UUID
    files: list[AttachmentInfo]
    created_at: Instant


class ReplyDraftQuery(ListQuery):
    sort: Literal["created_at"] = "created_at"
