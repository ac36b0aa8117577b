"""Attachments: uploads that come with a message, each used once, by whoever uploaded it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from app.core.data.database import TenantSession
from app.core.values.errors import MediaTypeNotSupported, NotFound, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.desks.models import Desk
from app.files.models import File
from app.files.uploads.schemas import USUAL
from app.files.uploads.service import UploadAlreadyUsed, check_size
from app.tickets.attachments.models import Attachment
from app.tickets.models import Message


async def attach(
    session: TenantSession,
    message: Message,
    file_ids: Sequence[UUID],
    desk: Desk,
    *,
    least: int = 0,
    most: int | None = None,
) -> None:
    """Attach uploads of the caller to a message, within what the desk takes now.

    Another person's upload answers 404 like one that does not exist; a used one answers 409.
    """
    limit = min(desk.max_attachments_per_message, most if most is not None else 10_000)
    if len(file_ids) > limit:
        detail = N_("Up to {limit} files come with a message.")
        raise ValidationFailed.at("file_ids", "too_many_files", detail, limit=limit)
    if len(file_ids) < least:
        detail = N_("At least {least} files are asked for here.")
        raise ValidationFailed.at("file_ids", "too_few_files", detail, least=least)
    if not file_ids:
        return
    wanted = select(File).where(File.id.in_(file_ids)).with_for_update(key_share=True)
    found = {file.id: file for file in await session.scalars(wanted)}
    for file_id in file_ids:
        if file_id not in found or not _is_the_callers(session, found[file_id]):
            raise NotFound
        _check(found[file_id], desk)
    used = await session.scalar(select(Attachment.file_id).where(Attachment.file_id.in_(file_ids)))
    if used is not None or len(set(file_ids)) < len(file_ids):
        raise UploadAlreadyUsed(file_id=used or file_ids[0])
    session.add_all(
        Attachment(id=new_id(), message_id=message.id, file_id=file_id, position=position)
        for position, file_id in enumerate(file_ids)
    )
    await session.flush()


async def attach_existing(
    session: TenantSession, message: Message, file_ids: Sequence[UUID]
) -> None:
    """Attach files that belong to something else already: photos of an order, another message."""
    if not file_ids:
        return
    attached = select(func.count()).select_from(Attachment)
    present = attached.where(Attachment.message_id == message.id)
    first = await session.scalar(present) or 0
    session.add_all(
        Attachment(id=new_id(), message_id=message.id, file_id=file_id, position=first + position)
        for position, file_id in enumerate(file_ids)
    )
    await session.flush()


async def files_of(session: TenantSession, message: Message) -> Sequence[UUID]:
    """Files of a message, in their order."""
    found = await session.scalars(
        select(Attachment.file_id)
        .where(Attachment.message_id == message.id)
        .order_by(Attachment.position)
    )
    return found.all()


def _is_the_callers(session: TenantSession, file: File) -> bool:
    actor = session.actor
    return actor.kind == "system" or file.person_id == actor.person_id


def _check(file: File, desk: Desk) -> None:
    check_size(file.size_bytes, desk.max_attachment_bytes)
    taken = desk.accepted_media_types or USUAL
    if file.media_type not in taken:
        raise MediaTypeNotSupported(
            N_("The content of this file is not what its name says, or is not taken here."),
            accepted=sorted(taken),
        )
