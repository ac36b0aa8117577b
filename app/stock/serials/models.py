"""The table of serial numbers."""

import datetime as dt
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.data.database import Base, Owned, owned_reference


class StockSerial(Owned, Base):
    """One piece with a number of its own, and the only place where it is: a row has one."""

    __tablename__ = "serials"
    __table_args__ = (
        owned_reference("product_id", "products"),
        owned_reference("location_id", "locations"),
        UniqueConstraint("organization_id", "product_id", "serial"),
        Index(None, "organization_id", "serial", "id"),
        Index(None, "organization_id", "product_id", "serial", "id"),
        Index(None, "organization_id", "location_id", "serial", "id"),
    )

    product_id: Mapped[UUID]
    serial: Mapped[str]
    location_id: Mapped[UUID]
    #: Since when it is there.
    moved_at: Mapped[dt.datetime]
    received_at: Mapped[dt.datetime]
    warranty_until: Mapped[dt.date | None]
