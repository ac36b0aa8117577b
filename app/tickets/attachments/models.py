"""The table of attachments."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.data.database import Base, Owned, owned_reference


class Attachment(Owned, Base):
    """A file that came with a message. A split copies it: the file comes with both messages."""

    __tablename__ = "attachments"
    __table_args__ = (
        owned_reference("message_id", "messages"),
        owned_reference("file_id", "files"),
        Index(None, "organization_id", "file_id"),
        Index(None, "organization_id", "message_id", "position"),
    )

    message_id: Mapped[UUID]
    file_id: Mapped[UUID]
    position: Mapped[int]
