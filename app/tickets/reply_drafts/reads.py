"""The statement that lists reply drafts."""

from sqlalchemy import any_, cast, func, select
from sqlalchemy.dialects.postgresql import JSON

from app.core.data.statements import tenant_join
from app.core.http.listing import Listing
from app.files.models import File
from app.tickets.reply_drafts.models import ReplyDraft

DRAFTS = Listing(
    select(
        ReplyDraft.id,
        ReplyDraft.order_id,
        ReplyDraft.body,
        ReplyDraft.cause_code_id,
        ReplyDraft.solution_code_id,
        select(
            func.coalesce(
                func.json_agg(
                    func.json_build_object(
                        *("id", File.id, "name", File.name, "media_type", File.media_type),
                        *("size_bytes", File.size_bytes),
                    )
                ),
                cast("[]", JSON),
            )
        )
        .where(tenant_join(File, ReplyDraft, any_(ReplyDraft.file_ids)))
        .correlate(ReplyDraft)
        .scalar_subquery()
        .label("files"),
        ReplyDraft.created_at,
    ),
    ReplyDraft,
)
