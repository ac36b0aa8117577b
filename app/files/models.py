"""The table of files; the bytes are in the storage, under their hash."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, owned_reference

#: Information of a column: ids of files, which no foreign key can hold.
FILE_IDS = {"names": "files"}
#: Information of a column: the key of bytes in the storage.
STORAGE_KEY = {"names": "bytes"}


class File(Owned, Base):
    __tablename__ = "files"
    __table_args__ = (
        owned_reference("person_id", "people"),
        Index(None, "organization_id", "person_id", "created_at", "id"),
    )

    #: Who uploaded it; null when the system made it.
    person_id: Mapped[UUID | None]
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    storage_key: Mapped[str] = mapped_column(info=STORAGE_KEY)
    created_at: Mapped[datetime]
