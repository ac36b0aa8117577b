"""Statements that read desks."""

from sqlalchemy import cast, select
from sqlalchemy.dialects.postgresql import JSON

from app.core.data.statements import by_id, prepared
from app.core.http.listing import Listing
from app.desks.models import (
    Desk,
)

EMPTY_LIST = cast("[]", JSON)

DESKS = Listing(select(Desk.id, Desk.name, Desk.portal_enabled, Desk.chat_enabled), Desk)
DESK = prepared(
    select(*(c for c in Desk.__table__.columns if c.key != "organization_id")).where(by_id(Desk))
)
