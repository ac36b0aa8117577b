"""The table of an order's photos."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, owned_reference
from app.core.values.notation import label_values
from app.core.values.text import C_
from app.files.models import STORAGE_KEY


class PhotoKind(StrEnum):
    """Content of a photo.

    - `before`: the state before the work.
    - `after`: the state after the work.
    - `power_meter`: a reading of the optical power.
    - `no_show`: evidence that nobody was met; does not count as a photo of the work.
    - `equipment`: the equipment.
    - `site`: the site.
    - `other`: anything else.
    """

    BEFORE = "before"
    AFTER = "after"
    POWER_METER = "power_meter"
    #: That nobody was met.
    NO_SHOW = "no_show"
    EQUIPMENT = "equipment"
    SITE = "site"
    OTHER = "other"


label_values(
    PhotoKind,
    {
        PhotoKind.BEFORE: C_("photo", "Before"),
        PhotoKind.AFTER: C_("photo", "After"),
        PhotoKind.POWER_METER: C_("photo", "Power meter"),
        PhotoKind.NO_SHOW: C_("photo", "Nobody was there"),
        PhotoKind.EQUIPMENT: C_("photo", "Equipment"),
        PhotoKind.SITE: C_("photo", "Site"),
        PhotoKind.OTHER: C_("photo", "Other"),
    },
)


class OrderPhoto(Owned, Base):
    """Photo of an order. A picture belongs to one order."""

    __tablename__ = "order_photos"
    __table_args__ = (
        owned_reference("order_id", "orders"),
        owned_reference("file_id", "files"),
        owned_reference("taken_by_id", "people"),
        UniqueConstraint("organization_id", "file_id"),
        Index(None, "organization_id", "order_id", "created_at", "id"),
    )

    order_id: Mapped[UUID]
    file_id: Mapped[UUID]
    kind: Mapped[PhotoKind]
    note: Mapped[str | None]
    #: By the technician's device.
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[UUID | None]
    #: What the camera wrote into the file, kept apart from the small picture that is shown.
    camera: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    #: Where the small picture lies; null: it is being made, or the file is none that we read.
    thumbnail_key: Mapped[str | None] = mapped_column(info=STORAGE_KEY)
    created_at: Mapped[datetime]
