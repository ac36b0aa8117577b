"""Reply drafts as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import Instant, Out
from app.tickets.attachments.schemas import AttachmentInfo


class ReplyDraft(Out):
    """A reply proposed from a closed service order, which an agent sends or discards.

    To send it, name it as `draft_id` in `createReply` or `solveTicket`.
    """

    id: UUID
    order_id: UUID
    body: str = Field(description="Proposed text: what the technician reported on closing.")
    cause_code_id: UUID = Field(description="Code of the cause that the technician found.")
    solution_code_id: UUID = Field(description="Code of the solution that the technician chose.")
    files: list[AttachmentInfo] = Field(
        description="Photos of the order that are attached when the draft is sent. The ids are"
        " those of files."
    )
    created_at: Instant


class ReplyDraftQuery(ListQuery):
    """Order of the reply drafts of a ticket."""

    sort: Literal["created_at"] = "created_at"
