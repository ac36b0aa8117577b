"""Statements that read names of statuses."""

from sqlalchemy import select

from app.core.data.statements import read_by_id
from app.core.http.listing import Listing
from app.desks.models import (
    StatusName,
)

_STATUS_NAMES = select(
    StatusName.id,
    StatusName.status,
    StatusName.label_agent,
    StatusName.label_requester,
    StatusName.position,
    StatusName.archived_at,
    StatusName.version,
)
STATUS_NAMES = Listing(_STATUS_NAMES, StatusName)
STATUS_NAME = read_by_id(_STATUS_NAMES, StatusName, "version")
