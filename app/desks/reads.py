"""Statements that read desks."""

from sqlalchemy import bindparam, cast, select
from sqlalchemy.dialects.postgresql import JSON

from app.core.data.statements import prepared
from app.core.http.listing import Listing
from app.desks.models import (
    Desk,
)

EMPTY_LIST = cast("[]", JSON)

DESKS = Listing(select(Desk.id, Desk.name, Desk.portal_enabled, Desk.chat_enabled), Desk)
DESK = prepared(
    select(*(c for c in Desk.__table__.columns if c.key != "organization_id")).where(
        Desk.organization_id == bindparam("organization_id"), Desk.id == bindparam("id")
    )
)
