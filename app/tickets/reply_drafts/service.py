"""Reply drafts: a closed order proposes a reply, which an agent sends or discards."""

from uuid import UUID

from app.core.data.database import TenantSession
from app.core.values.errors import NotFound, UnknownReference
from app.tickets.models import Ticket
from app.tickets.reply_drafts.models import ReplyDraft


async def use_draft(session: TenantSession, ticket: Ticket, draft_id: UUID | None) -> list[UUID]:
    """Take a draft of this ticket as sent; returns the files that go with it."""
    if draft_id is None:
        return []
    draft = await session.refer(ReplyDraft, draft_id, "draft_id")
    if draft.ticket_id != ticket.id:
        raise UnknownReference.at("draft_id")
    await session.delete(draft)
    return list(draft.file_ids)


async def discard(session: TenantSession, ticket: Ticket, draft_id: UUID) -> None:
    draft = await session.fetch(ReplyDraft, draft_id)
    if draft.ticket_id != ticket.id:
        raise NotFound
    await session.delete(draft)
